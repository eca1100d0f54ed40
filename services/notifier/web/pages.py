"""邮箱: what was mailed, and whom to ring."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiohttp import web

from services.notifier.domain.message import MessageState
from services.notifier.use_cases.decide_message import DECIDABLE, DecideMessage, Decision, NotDecidable
from services.notifier.use_cases.finish_call import FinishCall
from services.notifier.web.api import STATES, no_such_call, no_such_mail, nothing_to_decide
from services.notifier.web.asking import CALLERS, DECIDERS, READERS, cursor, limit, wanted
from services.notifier.web.looking import Looking
from shared.web.access import having
from shared.web.form import read_form
from shared.web.pages import page, redirect
from shared.web.problems import FieldError, Problem
from shared.web.security_headers import CONTENT_SECURITY_POLICY

WITH_FRAME = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
INSIDE_FRAME = "default-src 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
"""A mail's HTML runs nothing, loads nothing and is nobody; its links open in a new window."""
ROWS = 50
LONGEST_NOTE = 500


class Pages:
    def __init__(self, looking: Looking, decide: DecideMessage, finish: FinishCall) -> None:
        self._looking = looking
        self._decide = decide
        self._finish = finish

    async def mails(self, request: web.Request) -> web.Response:
        having(request, *READERS)
        asked = wanted(request)
        found, following = await self._looking.emails(asked, cursor(request), limit(request, ROWS))
        context = {
            "messages": found,
            "next": following,
            "wanted": asked,
            "states": STATES,
            "counts": await self._looking.counts(),
        }
        return page(request, "notifier/mails.html", context)

    async def mail(self, request: web.Request) -> web.Response:
        account = having(request, *READERS)
        found = await self._looking.email(request.match_info["id"])
        if found is None:
            raise no_such_mail()
        message, captured = found
        decisions = [decision for decision, states in DECIDABLE.items() if message.state in states]
        context = {
            "message": message,
            "states": STATES,
            "decisions": decisions if account.role in DECIDERS else [],
            "mail": opened(captured.content) if captured else None,
            "text": part(captured.content, "plain") if captured else "",
        }
        response = page(request, "notifier/mail.html", context)
        response.headers["Content-Security-Policy"] = WITH_FRAME
        return response

    async def html(self, request: web.Request) -> web.Response:
        having(request, *READERS)
        found = await self._looking.email(request.match_info["id"])
        if found is None or found[1] is None:
            raise no_such_mail()
        return web.Response(
            text=part(found[1].content, "html"),
            content_type="text/html",
            charset="utf-8",
            headers={
                "Content-Security-Policy": INSIDE_FRAME,
                "X-Frame-Options": "SAMEORIGIN",
                "Cache-Control": "no-store",
            },
        )

    async def decide(self, request: web.Request) -> web.Response:
        account = having(request, *DECIDERS)
        decision = (await read_form(request)).get("decision")
        if decision not in set(Decision):
            raise Problem(422, "invalid", errors=[FieldError("decision", "请选择重发或记为已送达")])
        id_ = request.match_info["id"]
        try:
            decided = await self._decide(id_, Decision(decision), account.id)
        except NotDecidable as error:
            raise nothing_to_decide(error) from None
        if decided is None:
            raise no_such_mail()
        notice = "已重新排队发送。" if decided.state is MessageState.QUEUED else "已记为送达。"
        return redirect(f"/mailbox/mails/{id_}", notice)

    async def calls(self, request: web.Request) -> web.Response:
        having(request, *READERS)
        done_too = request.query.get("all") == "1"
        found, following = await self._looking.calls(cursor(request), limit(request, ROWS), open_only=not done_too)
        context = {"calls": found, "next": following, "done_too": done_too, "counts": await self._looking.counts()}
        return page(request, "notifier/calls.html", context)

    async def finish_call(self, request: web.Request) -> web.Response:
        account = having(request, *CALLERS)
        note = (await read_form(request)).get("note", "")[:LONGEST_NOTE]
        if await self._finish(request.match_info["id"], account.id, note) is None:
            raise no_such_call()
        return redirect("/mailbox/calls", "已记录：已致电。")


def opened(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101  the policy's factory makes no other
    return message


def part(content: bytes, subtype: str) -> str:
    """The mail's text or HTML."""
    body = opened(content).get_body(preferencelist=(subtype,))
    return str(body.get_content()) if body else ""
