"""Files by content in an object store: a local folder, memory, or S3, by one library."""

import hashlib
import re
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from obstore.store import LocalStore, MemoryStore, ObjectStore, S3Store

from shared.files import StoredFile
from shared.files.disk import swept, synced
from shared.files.failures import as_os_errors
from shared.ids import Sha256, new_id
from shared.settings import Settings

if TYPE_CHECKING:
    from obstore import GetOptions  # a name for the type checker only, says the library

log = structlog.get_logger()

CHUNK = 256 * 1024
BUFFER = 5 * 1024 * 1024
"""The smallest part S3 takes, so the most that waits in memory for each upload under way."""
ORPHAN_AFTER = timedelta(days=1)
DEPTH = 5
"""A file's two folders, the store's own, and the two above it: each may just have been made."""
INCOMING = "incoming"
NAME = re.compile(r"[0-9a-f]{64}")


class ObjectFiles:
    """One folder of the store. Content is written under a name of its own and takes its final one when complete."""

    def __init__(self, open_store: Callable[[], ObjectStore], folder: Path | None = None) -> None:
        """`folder`: where it lies on a local disk, which the library does not sync (measured): then we do."""
        self._open_store = open_store
        self._folder = folder

    @cached_property
    def _store(self) -> ObjectStore:
        """Opened at the first use: composing a system must not touch the disk."""
        return self._open_store()

    async def put(self, content: AsyncIterable[bytes] | bytes) -> StoredFile:
        """Durable when it returns. The same content again is the same file, and young again for the sweep."""
        chunks = _one(content) if isinstance(content, bytes) else content
        incoming = f"{INCOMING}/{new_id()}"
        try:
            with as_os_errors():
                stored = await self._receive(chunks, incoming)
                await self._finish(incoming, _path(stored.sha256))
        except BaseException:
            # What fails here as well is swept after a day.
            with suppress(Exception):
                await obstore.delete_async(self._store, incoming)
            raise
        return stored

    async def read(self, sha256: Sha256) -> bytes:
        with as_os_errors():
            found = await obstore.get_async(self._store, _path(sha256))
            return bytes(await found.bytes_async())

    async def stream(self, sha256: Sha256, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`; `start` must lie within the file."""
        if end is not None and end <= start:
            return
        options: GetOptions = {}
        if end is not None:
            options = {"range": (start, end)}
        elif start:
            options = {"range": {"offset": start}}
        with as_os_errors():
            found = await obstore.get_async(self._store, _path(sha256), options=options)
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    async def sweep(self, known: AsyncIterable[Sha256], now: datetime | None = None) -> int:
        """Deletes what no row names (`known`) and is older than a day; says how many.

        A put renews the age even of content that was there before, and rows come after puts: so whatever a row
        may still be about to name is too young to go.
        """
        before = (now or datetime.now(UTC)) - ORPHAN_AFTER
        kept = {bytes.fromhex(sha256) async for sha256 in known}
        gone = 0
        with as_os_errors():
            async for page in obstore.list(self._store):
                for found in page:
                    name = found["path"].rsplit("/", 1)[-1]
                    orphan = not NAME.fullmatch(name) or bytes.fromhex(name) not in kept
                    if orphan and found["last_modified"] < before:
                        gone += await self._delete_if_still_old(found["path"], before)
        if self._folder is not None:
            gone += await swept(self._folder / INCOMING, before)
        log.info("files.swept", gone=gone, known=len(kept))
        return gone

    async def _delete_if_still_old(self, path: str, before: datetime) -> bool:
        """A listing may be minutes old: what was put again since is young, and a row may be about to name it."""
        with suppress(FileNotFoundError):
            if (await obstore.head_async(self._store, path))["last_modified"] < before:
                await obstore.delete_async(self._store, path)
                return True
        return False

    async def _receive(self, chunks: AsyncIterable[bytes], incoming: str) -> StoredFile:
        hashed, size = hashlib.sha256(), 0
        async with obstore.open_writer_async(self._store, incoming, buffer_size=BUFFER, max_concurrency=2) as writer:
            async for chunk in chunks:
                hashed.update(chunk)
                size += len(chunk)
                await writer.write(chunk)
        return StoredFile(Sha256(hashed.hexdigest()), size)

    async def _finish(self, incoming: str, final: str) -> None:
        if self._folder is None:
            await obstore.rename_async(self._store, incoming, final)
            return
        await synced(self._folder / incoming)
        await obstore.rename_async(self._store, incoming, final)
        for folder in list((self._folder / final).parents)[:DEPTH]:
            await synced(folder)


@dataclass(frozen=True)
class Files:
    originals: ObjectFiles
    """Written by ingest only."""
    renditions: ObjectFiles
    """Written by publisher only."""


def open_files(settings: Settings) -> Files:
    """`LIANBO_FILES_URL`, or the folder `files` below the data. Nothing is touched before the first use."""
    address = settings.files_url or (settings.data.absolute() / "files").as_uri()
    return Files(open_folder(address, "originals"), open_folder(address, "renditions"))


def open_folder(address: str, name: str) -> ObjectFiles:
    """`file:///…`, `memory:`, or `s3://bucket/prefix` with AWS_… from the environment (a MinIO: AWS_ENDPOINT_URL)."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path)) / name
        return ObjectFiles(lambda: LocalStore(folder, mkdir=True), folder)
    if parts.scheme == "memory":
        return ObjectFiles(MemoryStore)
    if parts.scheme == "s3":
        prefix = f"{parts.path.strip('/')}/{name}".strip("/")
        return ObjectFiles(lambda: _s3(parts.netloc, prefix))
    raise ValueError(f"LIANBO_FILES_URL：不认识 {parts.scheme}，可用 file:///… 或 s3://桶/前缀。")


def _s3(bucket: str, prefix: str) -> ObjectStore:
    return S3Store(
        bucket,
        prefix=prefix,
        client_options={"allow_http": True, "connect_timeout": timedelta(seconds=5)},
        # A sender waits meanwhile: better a clear "try again" after some seconds than minutes of silence.
        retry_config={"max_retries": 4, "retry_timeout": timedelta(seconds=20)},
    )


def _path(sha256: str) -> str:
    """Two levels of folders, so that none holds more than some thousand files. Nothing but a hash is a name."""
    if not NAME.fullmatch(sha256):
        raise FileNotFoundError(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


async def _one(content: bytes) -> AsyncIterator[bytes]:
    yield content
