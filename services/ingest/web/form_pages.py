"""The form of a report, new or again. On a mistake it comes back with everything that was typed and chosen."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from pydantic import ValidationError

from services.ingest.domain import limits
from services.ingest.domain.file import Received, RefusedFile
from services.ingest.domain.mistakes import InvalidReport
from services.ingest.domain.receipt import Receipt
from services.ingest.domain.refusals import Closed, KeyReused, NotAllowed, Stale
from services.ingest.domain.report import Report
from services.ingest.domain.sender import may_send
from services.ingest.use_cases.find_people import FindPeople
from services.ingest.use_cases.find_submission import FindSubmission
from services.ingest.use_cases.hand_in_files import HandInFiles
from services.ingest.use_cases.revise_report import ReviseReport
from services.ingest.use_cases.submit_report import SubmitReport
from services.ingest.web.form import Form, blank, filled, typed
from services.ingest.web.receiving import receive_form
from services.ingest.web.refusals import refusals_as_problems
from shared.campaign import Campaign
from shared.contracts.submissions import File, Submission
from shared.identity import Account, Role
from shared.ids import new_id
from shared.web.access import signed_in
from shared.web.api import field_errors
from shared.web.pages import page, redirect
from shared.words import AI_USES, CONSENTS

LONGEST_REVISION = 10
FIRST_ROWS = 3
"""For pictures; further ones unfold."""

Send = Callable[[Report, Sequence[Received]], Awaitable[Receipt]]


class FormPages:
    def __init__(
        self,
        submit_report: SubmitReport,
        revise_report: ReviseReport,
        hand_in_files: HandInFiles,
        find_submission: FindSubmission,
        find_people: FindPeople,
        campaign: Campaign,
    ) -> None:
        self.submit_report = submit_report
        self.revise_report = revise_report
        self.hand_in_files = hand_in_files
        self.find_submission = find_submission
        self.find_people = find_people
        self.campaign = campaign

    async def blank(self, request: web.Request) -> web.Response:
        account = _sender(request)
        return self._page(request, account, blank(request.query.get("unit", account.unit)))

    async def filled(self, request: web.Request) -> web.Response:
        account, number = _sender(request), request.match_info["number"]
        with refusals_as_problems():
            recorded = await self.find_submission(account, number)
        return self._page(request, account, filled(recorded, await self.find_people(recorded)), recorded.submission)

    async def submit(self, request: web.Request) -> web.Response:
        account = _sender(request)
        async with receive_form(request) as sent:
            form, received = typed(sent)
            key = _key(form)

            async def send(report: Report, files: Sequence[Received]) -> Receipt:
                return await self.submit_report(account, key, report, files)

            return await self._sent(request, account, form, received, send)

    async def revise(self, request: web.Request) -> web.Response:
        account, number = _sender(request), request.match_info["number"]
        with refusals_as_problems():
            recorded = await self.find_submission(account, number)
        async with receive_form(request) as sent:
            form, received = typed(sent)
            revision = form.values.get("revision", "")

            async def send(report: Report, files: Sequence[Received]) -> Receipt:
                return await self.revise_report(account, number, _whole(revision), report, files)

            return await self._sent(request, account, form, received, send, recorded.submission)

    async def _sent(
        self,
        request: web.Request,
        account: Account,
        form: Form,
        received: Sequence[Received],
        send: Send,
        revised: Submission | None = None,
    ) -> web.Response:
        status, errors = 413 if form.refused else 422, list[tuple[str, str]]()
        with refusals_as_problems():
            try:
                report = Report.model_validate(form.as_report())
                receipt = None if form.refused else await send(report, received)
            except ValidationError as error:
                errors = [(wrong.field, wrong.message) for wrong in field_errors(error)]
            except InvalidReport as invalid:
                errors = [(mistake.field, mistake.message) for mistake in invalid.mistakes]
            except KeyReused:
                form, status = form.with_new_key(), 409
                errors = [("", "这份表单已经报送过一次。如确需另报一篇，请再次点击“报送”。")]
            except Stale as stale:
                status, errors = 412, [("", str(stale))]
            except Closed as closed:
                status, errors = 409, [("", str(closed))]
            else:
                if receipt:
                    return redirect(f"/submit/{receipt.number}/receipt")
        kept, refused = await self._handed_in(account, received)
        again = form.with_errors([*errors, *form.at_rows(refused)]).with_kept(kept)
        return self._page(request, account, again, revised, status)

    async def _handed_in(
        self, account: Account, received: Sequence[Received]
    ) -> tuple[dict[str, File], dict[str, str]]:
        """What was chosen is not chosen twice: good files are kept, the others say why not."""
        found = await self.hand_in_files(account, received)
        kept = {name: file for name, file in found.items() if isinstance(file, File)}
        return kept, {name: str(file) for name, file in found.items() if isinstance(file, RefusedFile)}

    def _page(
        self, request: web.Request, account: Account, form: Form, revised: Submission | None = None, status: int = 200
    ) -> web.Response:
        context = {
            "form": form,
            "shown": max(FIRST_ROWS, sum(row.said for row in form.pictures)),
            "number": revised.number if revised else None,
            "kind": revised.kind if revised else None,
            "limits": limits,
            "kinds": [(rules.kind, rules.title) for rules in self.campaign.kinds],
            "categories": _categories(self.campaign),
            "units": [(unit.code, unit.name) for unit in self.campaign.units] if account.role == Role.EDITOR else [],
            "ai_uses": list(AI_USES.items()),
            "consents": list(CONSENTS.items()),
        }
        return page(request, "ingest/form.html", context, status=status)


def _sender(request: web.Request) -> Account:
    account = signed_in(request)
    with refusals_as_problems():
        if not may_send(account):
            raise NotAllowed("当前账号不能报送材料，请使用单位账号，或由编辑代录。")
    return account


def _categories(campaign: Campaign) -> dict[str, list[tuple[str, str]]]:
    """The campaign's two groups, in its order."""
    return {
        title: [(category.key, category.title) for category in campaign.categories if category.group == group]
        for group, title in (("activity", "活动内容"), ("showcase", "展示内容"))
    }


def _key(form: Form) -> str:
    """The form's own, so that a second click is no second report. Longer than a key may be only where tampered with."""
    key = f"form:{form.values.get('form_key') or new_id()}"
    return key if len(key) <= limits.KEY else f"form:{hashlib.sha256(key.encode()).hexdigest()}"


def _whole(text: str) -> int:
    """A number that no revision has, where somebody tampered with the form."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_REVISION else 0
