"""The interface to a database: one per owner (ingest, publisher, notifier, identity, bus)."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["Database", "Reading", "Transaction"]


class Reading(Protocol):
    """A consistent view. Storage modules use its connection, nobody else."""

    @property
    def connection(self) -> AsyncConnection: ...


class Transaction(Reading, Protocol):
    """All or nothing. On SQLite it is the only writer of its file from its first moment."""

    def after_commit(self, call: Callable[[], None]) -> None:
        """Runs `call` once the commit has succeeded, never otherwise."""
        ...


class Database(Protocol):
    @property
    def owner(self) -> str: ...

    def transaction(self) -> AbstractAsyncContextManager[Transaction]: ...

    def reading(self) -> AbstractAsyncContextManager[Reading]: ...
