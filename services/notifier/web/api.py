"""E-mails and calls for programs."""

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from services.notifier.domain.message import MessageState
from services.notifier.use_cases.decide_message import DecideMessage, Decision, NotDecidable
from services.notifier.use_cases.finish_call import FinishCall
from services.notifier.web.asking import CALLERS, READERS, cursor, limit, wanted
from services.notifier.web.looking import Looking
from services.notifier.web.shown import Calls, Emails, ShownCall, ShownEmail, shown_email
from shared.identity import Role
from shared.web.access import having
from shared.web.api import operation, read_json, reply
from shared.web.problems import FieldError, Problem

STATES = {
    MessageState.QUEUED: "待发送",
    MessageState.SENDING: "发送中",
    MessageState.SENT: "已发送",
    MessageState.FAILED: "未送达",
    MessageState.UNKNOWN: "结果待确认",
}
PAGING = {"cursor": "上一页给出的 next", "limit": "每页条数，1到200，默认100"}


class Decided(BaseModel):
    model_config = ConfigDict(extra="forbid")

    decision: Decision


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note: str = Field(default="", max_length=500)


class Api:
    def __init__(self, looking: Looking, decide: DecideMessage, finish: FinishCall) -> None:
        self._looking = looking
        self._decide = decide
        self._finish = finish

    @operation(
        "通知邮件：发了什么、结果如何",
        answer=Emails,
        query={"state": "queued、sending、sent、failed 或 unknown", "template": "哪份邮件", "number": "稿件编号"}
        | PAGING,
    )
    async def emails(self, request: web.Request) -> web.Response:
        having(request, Role.OPERATOR)
        found, following = await self._looking.emails(wanted(request), cursor(request), limit(request))
        return reply(Emails(items=[shown_email(message) for message in found], next=following))

    @operation("结果待确认或未送达的邮件：重发，或记为已送达", body=Decided, answer=ShownEmail)
    async def decide(self, request: web.Request) -> web.Response:
        account = having(request, Role.OPERATOR)
        asked = await read_json(request, Decided)
        try:
            decided = await self._decide(request.match_info["id"], asked.decision, account.id)
        except NotDecidable as error:
            raise nothing_to_decide(error) from None
        if decided is None:
            raise no_such_mail()
        return reply(shown_email(decided))

    @operation(
        "致电任务：没有邮箱或邮件未送达的，由人打电话", answer=Calls, query={"state": "open（默认）或 all"} | PAGING
    )
    async def calls(self, request: web.Request) -> web.Response:
        having(request, *READERS)
        state = request.query.get("state", "open")
        if state not in {"open", "all"}:
            raise Problem(422, "invalid", errors=[FieldError("state", "只能是：open、all")])
        found, following = await self._looking.calls(cursor(request), limit(request), open_only=state == "open")
        return reply(Calls(items=found, next=following))

    @operation("已致电", body=Note, answer=ShownCall)
    async def finish_call(self, request: web.Request) -> web.Response:
        account = having(request, *CALLERS)
        note = await read_json(request, Note) if request.can_read_body else Note()
        call = await self._finish(request.match_info["id"], account.id, note.note)
        if call is None:
            raise no_such_call()
        return reply(await self._looking.shown(call))


def no_such_mail() -> Problem:
    return Problem(404, "not-found", "没有找到", "没有这封邮件。")


def no_such_call() -> Problem:
    return Problem(404, "not-found", "没有找到", "没有这项致电任务。")


def nothing_to_decide(error: NotDecidable) -> Problem:
    return Problem(
        409, "wrong-state", "与现状冲突", f"这封邮件目前是“{STATES[error.state]}”，不能这样处理。请刷新后再看。"
    )
