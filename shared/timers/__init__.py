"""The interface to timers: an event that happens at a time, once, whatever is restarted in between."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from shared.contracts import Event
from shared.database import Transaction

__all__ = ["Timers"]


class Timers(Protocol):
    async def set(self, key: str, due_at: datetime, event: Event, tx: Transaction) -> None:
        """At `due_at` the event goes out with an id derived from `key`. Set again before it fired: the new replaces it.

        A key that has fired stays silent: what may happen again needs another key, with its date in it, say.
        """
        ...

    async def cancel(self, key: str, tx: Transaction) -> None:
        """Harmless if there is none, or if it has fired."""
        ...

    async def cancel_others(self, prefix: str, but: Collection[str], tx: Transaction) -> int:
        """Cancels whatever waits under a key that begins with `prefix`, but for these keys; returns how many."""
        ...
