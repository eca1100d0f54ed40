"""`/api/v1/submissions`: each handler translates, a use case decides."""

import re
from uuid import UUID

from aiohttp import web

from services.ingest.domain import limits
from services.ingest.domain.receipt import Receipt
from services.ingest.domain.report import Report
from services.ingest.domain.sender import sends
from services.ingest.use_cases.find_submission import FindSubmission
from services.ingest.use_cases.list_submissions import ListSubmissions
from services.ingest.use_cases.revise_report import ReviseReport
from services.ingest.use_cases.submit_report import SubmitReport
from services.ingest.use_cases.tell_timeline import TellTimeline
from services.ingest.use_cases.withdraw_report import WithdrawReport
from services.ingest.web.documents import SubmissionDocument, SubmissionPage, Withdrawal, document, line
from services.ingest.web.receiving import receive_report
from services.ingest.web.refusals import refusals_as_problems
from shared.ids import new_id
from shared.web.access import signed_in
from shared.web.api import if_match, operation, read_json, reply
from shared.web.problems import FieldError, Problem

_KEY = re.compile(rf"[\x21-\x7e]{{1,{limits.KEY}}}")
_KEY_HELP = "同一内容重发时用同一个，换内容时换一个；建议用 UUID。"


class Api:
    def __init__(
        self,
        submit_report: SubmitReport,
        revise_report: ReviseReport,
        withdraw_report: WithdrawReport,
        find_submission: FindSubmission,
        list_submissions: ListSubmissions,
        tell_timeline: TellTimeline,
    ) -> None:
        self.submit_report = submit_report
        self.revise_report = revise_report
        self.withdraw_report = withdraw_report
        self.find_submission = find_submission
        self.list_submissions = list_submissions
        self.tell_timeline = tell_timeline

    @operation(
        "报送一篇材料",
        body=Report,
        answer=Receipt,
        status=202,
        files=True,
        headers={"Idempotency-Key": _KEY_HELP},
    )
    async def submit(self, request: web.Request) -> web.Response:
        account = signed_in(request)
        key = idempotency_key(request)
        with refusals_as_problems():
            async with receive_report(request, account) as (report, files):
                receipt = await self.submit_report(account, key, report, files)
        return accepted(receipt)

    @operation(
        "本单位报送的材料，新的在前", answer=SubmissionPage, query={"cursor": "上一页的 next", "unit": "供稿单位代码"}
    )
    async def list(self, request: web.Request) -> web.Response:
        account = signed_in(request)
        with refusals_as_problems():
            page = await self.list_submissions(account, _cursor(request), request.query.get("unit"))
        return reply(SubmissionPage(items=[line(item) for item in page.items], next=page.next))

    @operation("一篇材料的状态和流转记录", answer=SubmissionDocument)
    async def read(self, request: web.Request) -> web.Response:
        with refusals_as_problems():
            found = await self.find_submission(signed_in(request), request.match_info["number"])
        timeline = await self.tell_timeline(found)
        return reply(document(found, timeline), etag=found.submission.revision)

    @operation(
        "修改后重报", body=Report, answer=Receipt, status=202, files=True, headers={"If-Match": "取得时的 ETag，必填"}
    )
    async def revise(self, request: web.Request) -> web.Response:
        account, number = signed_in(request), request.match_info["number"]
        with refusals_as_problems():
            sends(account)
            await self.find_submission(account, number)
            revision = _version(request)
            async with receive_report(request, account) as (report, files):
                receipt = await self.revise_report(account, number, revision, report, files)
        return accepted(receipt)

    @operation("撤回", body=Withdrawal, answer=Receipt, status=202)
    async def withdraw(self, request: web.Request) -> web.Response:
        account = signed_in(request)
        with refusals_as_problems():
            sends(account)
            await self.find_submission(account, request.match_info["number"])
            withdrawal = await read_json(request, Withdrawal)
            receipt = await self.withdraw_report(account, request.match_info["number"], withdrawal.reason)
        return accepted(receipt)


def accepted(receipt: Receipt) -> web.Response:
    return reply(receipt, 202, etag=receipt.revision, headers={"Location": receipt.url})


def idempotency_key(request: web.Request) -> str:
    """Without one, every request is its own: only its sender knows whether it is a repetition."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return new_id()
    if not _KEY.fullmatch(key):
        message = f"应为 1 至 {limits.KEY} 个可见 ASCII 字符，建议用 UUID。"
        raise Problem(422, "invalid", "填写有误", message, [FieldError("Idempotency-Key", message)])
    return key


def _version(request: web.Request) -> int:
    """`*` is none: a repetition under it could not be told from another revision."""
    version = if_match(request)
    if version is None:
        raise Problem(428, "version-required", "请注明版本", "请在请求头 If-Match 中带上读取时的 ETag。")
    return version


def _cursor(request: web.Request) -> str | None:
    cursor = request.query.get("cursor")
    if not cursor:
        return None
    try:
        return str(UUID(cursor))
    except ValueError:
        message = "请使用上一页返回的 next。"
        raise Problem(422, "invalid", "填写有误", message, [FieldError("cursor", message)]) from None
