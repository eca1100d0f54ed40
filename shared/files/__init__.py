"""Files by content. A file is stored, and synced, before the row that names it is committed."""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Protocol

from shared.ids import Sha256

__all__ = ["FileStore", "StoredFile"]


@dataclass(frozen=True)
class StoredFile:
    sha256: Sha256
    size: int
    """Bytes."""


class FileStore(Protocol):
    """One folder of the store: `originals/` is written by ingest only, `renditions/` by publisher only."""

    async def put(self, content: AsyncIterable[bytes] | bytes) -> StoredFile:
        """Durable when it returns; the same content again is the same file."""
        ...

    async def read(self, sha256: Sha256) -> bytes:
        """FileNotFoundError where there is none."""
        ...

    def stream(self, sha256: Sha256, start: int = 0, end: int | None = None) -> AsyncIterable[bytes]:
        """The bytes from `start` up to, not including, `end`."""
        ...
