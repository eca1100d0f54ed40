"""What a unit sees of its submissions. Each page works without JavaScript."""

from collections.abc import Sequence
from urllib.parse import quote

from aiohttp import web

from services.ingest.domain import left_out, limits
from services.ingest.domain.refusals import NotFound
from services.ingest.domain.sender import may_send, sends
from services.ingest.domain.submission import Happening, Recorded, is_open
from services.ingest.domain.texts import one_line
from services.ingest.use_cases.find_people import FindPeople
from services.ingest.use_cases.find_submission import FindSubmission
from services.ingest.use_cases.list_submissions import ListSubmissions
from services.ingest.use_cases.tell_owed import TellOwed
from services.ingest.use_cases.tell_timeline import TellTimeline
from services.ingest.use_cases.withdraw_report import WithdrawReport
from services.ingest.web.refusals import refusals_as_problems
from shared.campaign import Campaign
from shared.contracts.submissions import File
from shared.contracts.words import SubmissionState
from shared.files import FileStore
from shared.files_seen import may_see_file
from shared.web.access import not_allowed, signed_in
from shared.web.form import read_form
from shared.web.pages import page, redirect
from shared.web.problems import Problem
from shared.web.stored_file import Stored, send
from shared.words import draft_state

_SHOWN_INLINE = ("image/", "video/", "application/pdf")


class Pages:
    def __init__(
        self,
        find_submission: FindSubmission,
        list_submissions: ListSubmissions,
        tell_timeline: TellTimeline,
        tell_owed: TellOwed,
        find_people: FindPeople,
        withdraw_report: WithdrawReport,
        files: FileStore,
        campaign: Campaign,
    ) -> None:
        self.find_submission = find_submission
        self.list_submissions = list_submissions
        self.tell_timeline = tell_timeline
        self.tell_owed = tell_owed
        self.find_people = find_people
        self.withdraw_report = withdraw_report
        self.files = files
        self.campaign = campaign

    async def overview(self, request: web.Request) -> web.Response:
        account = signed_in(request)
        with refusals_as_problems():
            found = await self.list_submissions(account, request.query.get("cursor"))
        context = {
            "items": found.items,
            "next": found.next,
            "owed": await self.tell_owed(account.unit) if account.unit else [],
            "may_send": may_send(account),
        }
        return page(request, "ingest/overview.html", context)

    async def submission(self, request: web.Request) -> web.Response:
        return await self._submission(request, await self._found(request))

    async def _submission(
        self, request: web.Request, recorded: Recorded, reason: str = "", wrong: str = ""
    ) -> web.Response:
        """`reason`: of a withdrawal, as typed; `wrong`: why it was not done."""
        account = signed_in(request)
        timeline = await self.tell_timeline(recorded)
        context = {
            "recorded": recorded,
            "sent": recorded.submission,
            "shows": {file.sha256 for file in recorded.submission.files if self._shows(request, recorded, file)},
            "people": await self.find_people(recorded),
            "timeline": timeline,
            "returned": _reason(recorded, timeline),
            "may_change": may_send(account) and is_open(recorded),
            "draft_state": draft_state,
            "reason": reason,
            "errors": {"reason": wrong} if wrong else {},
            "reason_length": limits.REASON,
        }
        return page(request, "ingest/submission.html", context, status=422 if wrong else 200)

    async def receipt(self, request: web.Request) -> web.Response:
        recorded = await self._found(request)
        owed = await self.tell_owed(recorded.submission.unit.code)
        return page(
            request,
            "ingest/receipt.html",
            {
                "recorded": recorded,
                "sent": recorded.submission,
                "left_out": left_out.told(recorded.submission.tidied),
                "owed": [line for line in owed if not line.complete],
            },
        )

    async def withdraw(self, request: web.Request) -> web.Response:
        account, number = signed_in(request), request.match_info["number"]
        with refusals_as_problems():
            sends(account)
            recorded = await self.find_submission(account, number)
        form = await read_form(request)
        typed = form.get("reason", "")
        try:
            reason = one_line(1, limits.REASON)(typed)
        except ValueError as error:
            return await self._submission(request, recorded, typed, f"未撤回：{error}")
        with refusals_as_problems():
            await self.withdraw_report(account, number, reason)
        return redirect(f"/submit/{quote(number)}", "已撤回。已发布的内容由编辑部处理。")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file of the newest revision, for those who may see the submission and this file of it."""
        recorded = await self._found(request)
        file = _named(recorded, request.match_info["sha256"])
        if not self._shows(request, recorded, file):
            raise not_allowed("佐证材料只供报送单位和归口处室查看，不对外展示。")
        kind = "inline" if file.media_type.startswith(_SHOWN_INLINE) else "attachment"
        stored = Stored(file.sha256, file.size, file.media_type, file.name, kind)
        try:
            return await send(request, self.files, stored, {"Cache-Control": "private, no-cache"})
        except FileNotFoundError:
            raise Problem(404, "not-found", detail="这个文件现在取不到，请联系联播管理员。") from None

    def _shows(self, request: web.Request, recorded: Recorded, file: File) -> bool:
        return may_see_file(signed_in(request), file, recorded.submission.kind, self.campaign)

    async def _found(self, request: web.Request) -> Recorded:
        with refusals_as_problems():
            return await self.find_submission(signed_in(request), request.match_info["number"])


def _named(recorded: Recorded, sha256: str) -> File:
    with refusals_as_problems():
        for file in recorded.submission.files:
            if file.sha256 == sha256:
                return file
        raise NotFound("这篇稿件没有这个文件。")


def _reason(recorded: Recorded, timeline: Sequence[Happening]) -> str | None:
    """Why it came back, as long as it is the unit's turn."""
    if recorded.state != SubmissionState.RETURNED:
        return None
    return next((line.detail for line in reversed(timeline) if line.event == "story.returned"), "")
