"""The operators' API: queues and dead letters."""

from typing import Any

from aiohttp import web

from shared.bus.dead_letters import DeadLetters
from shared.bus.interface import DeadLetter
from shared.bus.readings import QueueReadings
from shared.identity import Role
from shared.operations.pages import body_of, no_letter
from shared.web.access import having
from shared.web.api import operation, reply
from shared.web.paging import limit_of


class OpsApi:
    def __init__(self, readings: QueueReadings, dead_letters: DeadLetters) -> None:
        self._readings = readings
        self._dead = dead_letters

    @operation("各队列：待处理、处理中、死信、最久等待秒数、消费者；不知道的为 null")
    async def queues(self, request: web.Request) -> web.Response:
        having(request, Role.OPERATOR)
        return reply({"items": await self._readings(), "next": None})

    @operation(
        "处理失败的消息（死信），最早的在前",
        query={"queue": "队列", "reason": "原因", "cursor": "翻页", "limit": "每页条数，至多200"},
    )
    async def dead_letters(self, request: web.Request) -> web.Response:
        having(request, Role.OPERATOR)
        limit = limit_of(request.query)
        queue, reason = request.query.get("queue") or None, request.query.get("reason") or None
        found = await self._dead.page(queue, reason, after=request.query.get("cursor") or None, limit=limit + 1)
        following = found[limit - 1].id if len(found) > limit else None
        return reply({"items": [_shown(letter) for letter in found[:limit]], "next": following})

    @operation("一条死信，连同内容")
    async def dead_letter(self, request: web.Request) -> web.Response:
        having(request, Role.OPERATOR)
        letter = await self._dead.get(request.match_info["id"])
        if letter is None:
            raise no_letter()
        return reply({**_shown(letter), "headers": letter.headers, "body": body_of(letter)})

    @operation("重推一条死信：放回原队列再处理", status=202)
    async def replay(self, request: web.Request) -> web.Response:
        operator = having(request, Role.OPERATOR)
        if not await self._dead.replay(request.match_info["id"], operator.login):
            raise no_letter()
        return reply({"id": request.match_info["id"], "replayed": True}, 202)

    @operation("丢弃一条死信，不再处理", status=204)
    async def discard(self, request: web.Request) -> web.Response:
        operator = having(request, Role.OPERATOR)
        if not await self._dead.discard(request.match_info["id"], operator.login):
            raise no_letter()
        return reply(None, 204)


def _shown(letter: DeadLetter) -> dict[str, Any]:
    """Without the message itself, which may be long."""
    return {name: value for name, value in vars(letter).items() if name not in {"body", "headers"}}
