"""What a request asks for: which messages, from where on; and who may ask."""

from aiohttp import web

from services.notifier.domain.message import MessageState
from services.notifier.domain.stores import Wanted
from shared.identity.account import Role
from shared.web.problems import FieldError, Problem

READERS = (Role.OPERATOR, Role.EDITOR)
"""Whose work it is that mail arrives. An office is not among them: mails and calls name the contacts of every report,
and it sees those of its own under /office."""
CALLERS = READERS
DECIDERS = READERS
LONGEST_PAGE = 200


def wanted(request: web.Request) -> Wanted:
    state = request.query.get("state", "")
    if state and state not in set(MessageState):
        raise _wrong("state", f"只能是：{'、'.join(MessageState)}")
    return Wanted(
        state=MessageState(state) if state else None,
        template=_clean(request, "template"),
        number=_clean(request, "number"),
    )


def cursor(request: web.Request) -> int | None:
    """The place to go on from, as the page before gave it."""
    text = request.query.get("cursor", "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):  # noqa: PLR2004  fits a BIGINT
        raise _wrong("cursor", "应是上一页给出的 next")
    return int(text)


def limit(request: web.Request, usual: int = 100) -> int:
    text = request.query.get("limit", str(usual))
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= LONGEST_PAGE):  # noqa: PLR2004
        raise _wrong("limit", f"应是1到{LONGEST_PAGE}之间的整数")
    return int(text)


def _clean(request: web.Request, name: str) -> str:
    return request.query.get(name, "").strip().replace("\0", "")[:64]


def _wrong(field: str, message: str) -> Problem:
    return Problem(422, "invalid", "填写有误", f"请检查：{field}。", [FieldError(field, message)])
