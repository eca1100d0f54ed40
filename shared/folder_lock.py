"""One process per data folder: two embedded systems on one would give each other's messages back."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderInUseError(Exception):
    """Another process works on this folder."""


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Held until left, and given up by the kernel when the process dies, however it dies."""
    with (folder / "lianbo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUseError(str(folder)) from None
        yield
