"""The numbers and the moments of all acts of releasing, each taken under the one counter."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, Self

from shared.database import Reading, Transaction

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Counter:
    """Where the numbers stand. One row, locked by whoever releases: so they have no gap and become visible in order."""

    sequence: int
    """The newest release."""
    change: int
    """The newest change of the TV feed."""
    at: datetime
    """The moment of the newest act, in whole seconds."""

    def next_moment(self, now: datetime) -> datetime:
        """The second in which the next act may happen; ahead of `now` where this second is already taken."""
        return max(now.replace(microsecond=0), self.at + SECOND)

    def taken(self, moment: datetime) -> Self:
        return replace(self, at=moment)

    def next_release(self) -> Self:
        return replace(self, sequence=self.sequence + 1)

    def next_change(self) -> Self:
        return replace(self, change=self.change + 1)


class Counters(Protocol):
    async def locked(self, tx: Transaction) -> Counter:
        """Until the transaction ends."""
        ...

    async def look(self, reading: Reading) -> Counter:
        """Without a lock."""
        ...

    async def save(self, counter: Counter, tx: Transaction) -> None: ...
