"""`/ops`: every queue's depth and age, what is dead and why; repaired without a database shell."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from shared.bus.dead_letters import DeadLetters
from shared.bus.interface import UNROUTED, DeadLetter, QueueReading
from shared.bus.readings import QueueReadings
from shared.identity import Role
from shared.web.access import having
from shared.web.form import read_form
from shared.web.pages import page, redirect
from shared.web.problems import Problem

AT_ONCE = 500
ROWS = 50
STANDSTILL_SECONDS = 60
"""An operator sees a standstill within a minute."""

One = Callable[[str, str], Awaitable[bool]]


@dataclass(frozen=True)
class Queue:
    reading: QueueReading
    warnings: tuple[str, ...]


class OpsPages:
    def __init__(self, readings: QueueReadings, dead_letters: DeadLetters) -> None:
        self._readings = readings
        self._dead = dead_letters

    async def show(self, request: web.Request) -> web.Response:
        having(request, Role.OPERATOR)
        queues = [Queue(reading, warnings_of(reading)) for reading in await self._readings()]
        groups = [
            {
                "group": group,
                "address": f"/ops/dead-letters?{urlencode({'queue': group.queue, 'reason': group.reason})}",
            }
            for group in await self._dead.groups()
        ]
        return page(request, "shared/operations/queues.html", {"queues": queues, "groups": groups})

    async def group(self, request: web.Request) -> web.Response:
        """One reason's letters: usually one cause, repaired and replayed together."""
        having(request, Role.OPERATOR)
        queue, reason = request.query.get("queue") or None, request.query.get("reason") or None
        letters = await self._dead.page(queue, reason, after=request.query.get("cursor") or None, limit=ROWS + 1)
        said = {name: value for name, value in (("queue", queue), ("reason", reason)) if value}
        following = urlencode({**said, "cursor": letters[ROWS - 1].id}) if len(letters) > ROWS else ""
        context = {"letters": letters[:ROWS], "queue": queue, "reason": reason, "following": following}
        return page(request, "shared/operations/dead_letters.html", context)

    async def letter(self, request: web.Request) -> web.Response:
        having(request, Role.OPERATOR)
        letter = await self._dead.get(request.match_info["id"])
        if letter is None:
            raise no_letter()
        return page(request, "shared/operations/dead_letter.html", {"letter": letter, "body": body_of(letter)})

    async def replay(self, request: web.Request) -> web.Response:
        return await self._each(request, self._dead.replay, "已重推 {} 条，正在重新处理。")

    async def discard(self, request: web.Request) -> web.Response:
        return await self._each(request, self._dead.discard, "已丢弃 {} 条。")

    async def _each(self, request: web.Request, act: One, told: str) -> web.Response:
        """On the letters that were ticked, or on all of one reason."""
        operator = having(request, Role.OPERATOR)
        words = await read_form(request)
        ids = words.getall("letter", [])
        if words.get("all"):
            waiting = await self._dead.page(words.get("queue") or None, words.get("reason") or None, limit=AT_ONCE)
            ids = [letter.id for letter in waiting]
        done = [await act(letter, operator.login) for letter in ids[:AT_ONCE]]
        return redirect("/ops", told.format(sum(done)) if done else "没有勾选任何一条。")


def warnings_of(reading: QueueReading) -> tuple[str, ...]:
    warnings = []
    if reading.oldest_age_seconds is not None and reading.oldest_age_seconds >= STANDSTILL_SECONDS:
        warnings.append("积压")
    if reading.name == UNROUTED:
        return ("有事件无队列接收",) if reading.ready else ()
    if reading.consumers == 0:
        warnings.append("无人处理")
    return tuple(warnings)


def body_of(letter: DeadLetter) -> str:
    """Indented where it is JSON, as it came where it is not: some letters are dead for exactly that."""
    text = letter.body.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except ValueError:
        return text


def no_letter() -> Problem:
    return Problem(404, "not-found", detail="没有这条死信，可能已被重推或丢弃。")
