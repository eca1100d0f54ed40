"""Fakes for the outer edge, written by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from shared.database import Database, Reading, Transaction


class FixedClock:
    """Stands still until a test moves it."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment or datetime(2022, 12, 5, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


class Unsteady:
    """A database that can be away, as a server is while it restarts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.owner = database.owner
        self.away = False
        self.refused = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self._refuse()
        async with self._database.transaction() as tx:
            yield tx

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        self._refuse()
        async with self._database.reading() as view:
            yield view

    def _refuse(self) -> None:
        if self.away:
            self.refused += 1
            raise ConnectionRefusedError
