"""Whether what a list shows has changed since: a mark that is another after every act on any story."""

import time
from collections.abc import Callable

from aiohttp import web

from services.publisher.stories.read_stories import ReadStories
from shared.identity import Role
from shared.web.access import having
from shared.web.api import reply

READERS = (Role.EDITOR, Role.WRITER, Role.OFFICE, Role.STATION)
SECOND = 1.0


class Freshness:
    """Read at most once a second, however many pages ask: it tells that something happened, and nothing of it."""

    def __init__(self, read: ReadStories, now: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._now = now
        self._known = ("", float("-inf"))

    async def mark(self) -> str:
        mark, read_at = self._known
        if self._now() - read_at >= SECOND:
            mark = await self._read.newest_act()
            self._known = (mark, self._now())
        return mark

    async def show(self, request: web.Request) -> web.Response:
        having(request, *READERS)
        return reply({"mark": await self.mark()}, headers={"Cache-Control": "no-store"})
