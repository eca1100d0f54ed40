"""What the object-store library leaves to us on a local disk: making files durable, clearing what a crash left."""

import asyncio
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path


async def synced(path: Path) -> None:
    """The file's content, or the folder's list of names, is on the disk."""
    await asyncio.to_thread(_sync, path)


async def swept(folder: Path, before: datetime) -> int:
    """Deletes what is older; the library hides its own half-written files from its listing."""
    return await asyncio.to_thread(_sweep, folder, before.timestamp())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(folder: Path, before: float) -> int:
    gone = 0
    with suppress(FileNotFoundError):
        for file in folder.iterdir():
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < before:
                    file.unlink()
                    gone += 1
    return gone
