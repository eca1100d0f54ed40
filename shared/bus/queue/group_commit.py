"""Many small writes, few commits: on a disk that really syncs, a commit costs more than what is in it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus.failures import TemporaryFailure
from shared.database import Database

T = TypeVar("T")


class GroupCommit:
    """What arrives while a commit runs shares the next one. Nobody waits for company: an idle bus answers at once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Callable[[AsyncConnection], Awaitable[Any]], asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Returns once `work` is committed; an error in one's company is an error for all: each may be repeated."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all(), name="bus.group_commit")
        return await done

    async def _write_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                async with self._database.transaction() as tx:
                    results = [await work(tx.connection) for work, _ in group]
            except BaseException as error:
                for _, done in group:
                    if not done.done():
                        failure = error if isinstance(error, Exception) else TemporaryFailure("the writer was stopped")
                        done.set_exception(failure)
                if not isinstance(error, Exception):
                    raise
            else:
                for (_, done), result in zip(group, results, strict=True):
                    if not done.done():
                        done.set_result(result)
