"""Puts the files of a checked report into the store, before the row that names them is committed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from services.ingest.domain.file import Received
from shared.files import FileStore

CHUNK = 1024 * 1024


class StoreFiles:
    def __init__(self, files: FileStore) -> None:
        self.files = files

    async def __call__(self, received: Sequence[Received]) -> None:
        """The same content again is the same file, so this may be repeated."""
        for file in received:
            stored = await self.files.put(_bytes(file.path))
            if stored.sha256 != file.sha256:
                raise OSError(f"a received file changed while it was being stored: {file.sha256}")


async def _bytes(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
