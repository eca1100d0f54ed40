"""One suite for every file store: a local folder, memory, and S3 (moto's server on a free port)."""

import asyncio
import errno
import hashlib
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore
import pytest
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from shared.files.failures import FilesAway
from shared.files.store import ObjectFiles, open_files, open_folder
from shared.ids import Sha256, new_id
from shared.settings import open_settings
from tests.network import free_port

BIG = 12 * 1024 * 1024 + 7
"""More than two parts of an upload."""


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server._server.server_port}"
    server.stop()


@pytest.fixture(params=["local", "memory", "s3"])
async def files(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ObjectFiles:
    if request.param == "local":
        return open_folder((tmp_path / "文件 库").as_uri(), "originals")
    if request.param == "memory":
        return open_folder("memory:", "originals")
    endpoint, bucket = request.getfixturevalue("moto"), f"b{new_id()}"
    for name, value in (("ENDPOINT_URL", endpoint), ("REGION", "us-east-1"), ("ACCESS_KEY_ID", "a"),
                        ("SECRET_ACCESS_KEY", "b")):  # fmt: skip
        monkeypatch.setenv(f"AWS_{name}", value)
    await _make_bucket(endpoint, bucket)
    return open_folder(f"s3://{bucket}/lianbo", "originals")


async def _make_bucket(endpoint: str, bucket: str) -> None:
    import aiohttp

    async with aiohttp.ClientSession() as session, session.put(f"{endpoint}/{bucket}") as answer:
        assert answer.status == 200


async def in_chunks(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def known(*hashes: str) -> AsyncIterator[Sha256]:
    for sha256 in hashes:
        yield Sha256(sha256)


async def collected(stream: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in stream])


async def everything(files: ObjectFiles) -> list[str]:
    return [found["path"] async for page in obstore.list(files._store) for found in page]


async def test_what_is_put_can_be_read_by_its_hash(files: ObjectFiles):
    stored = await files.put("活动亮点".encode())
    assert stored.sha256 == hashlib.sha256("活动亮点".encode()).hexdigest()
    assert stored.size == 12
    assert await files.read(stored.sha256) == "活动亮点".encode()


async def test_a_stream_is_the_same_file_as_its_bytes(files: ObjectFiles):
    content = bytes(range(256)) * (BIG // 256)
    streamed = await files.put(in_chunks(content))
    whole = await files.put(content)
    assert streamed == whole
    assert await collected(files.stream(whole.sha256)) == content
    assert await everything(files) == [f"{whole.sha256[:2]}/{whole.sha256[2:4]}/{whole.sha256}"]


async def test_an_empty_file_is_a_file(files: ObjectFiles):
    stored = await files.put(b"")
    assert await files.read(stored.sha256) == b""
    assert await collected(files.stream(stored.sha256)) == b""


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 3, b"012"), (4, None, b"456789"), (2, 5, b"234"), (9, 10, b"9"), (3, 99, b"3456789"), (4, 4, b"")],
)
async def test_a_range_is_those_bytes(files: ObjectFiles, start: int, end: int | None, expected: bytes):
    stored = await files.put(b"0123456789")
    assert await collected(files.stream(stored.sha256, start, end)) == expected


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
async def test_what_is_not_there_is_not_found(files: ObjectFiles, name: str):
    with pytest.raises(FileNotFoundError):
        await files.read(Sha256(name))
    with pytest.raises(FileNotFoundError):
        await collected(files.stream(Sha256(name)))


async def test_a_sender_who_breaks_off_leaves_nothing(files: ObjectFiles):
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * (6 * 1024 * 1024)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await files.put(broken())
    assert await everything(files) == []


async def test_a_half_file_is_never_to_be_seen(files: ObjectFiles):
    content = b"y" * BIG
    sha256 = Sha256(hashlib.sha256(content).hexdigest())

    async def slowly() -> AsyncIterator[bytes]:
        async for chunk in in_chunks(content, 3 * 1024 * 1024):
            with pytest.raises(FileNotFoundError):
                await files.read(sha256)
            yield chunk

    await files.put(slowly())
    assert len(await files.read(sha256)) == BIG


async def test_ten_who_put_the_same_at_once_make_one_file(files: ObjectFiles):
    stored = await asyncio.gather(*(files.put(in_chunks(b"same" * 50_000)) for _ in range(10)))
    assert len(set(stored)) == 1
    assert len(await everything(files)) == 1


async def test_the_sweep_takes_old_orphans_only(files: ObjectFiles):
    kept, orphan = await files.put(b"kept"), await files.put(b"orphan")
    await obstore.put_async(files._store, f"incoming/{new_id()}", b"half")
    assert await files.sweep(known(kept.sha256)) == 0  # all too young
    tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
    assert await files.sweep(known(kept.sha256), tomorrow) == 2
    assert await files.read(kept.sha256) == b"kept"
    with pytest.raises(FileNotFoundError):
        await files.read(orphan.sha256)
    assert len(await everything(files)) == 1


async def test_putting_an_old_file_again_makes_it_young(files: ObjectFiles):
    stored = await files.put(b"again")
    await asyncio.sleep(2.2)
    between = datetime.now(UTC) - timedelta(seconds=1.1)  # S3 tells whole seconds, a kernel some milliseconds less
    await files.put(b"again")
    assert await files.sweep(known(), between + timedelta(days=1)) == 0
    assert await files.read(stored.sha256) == b"again"


async def test_what_is_put_again_while_the_sweep_looks_through_its_list_stays(
    files: ObjectFiles, monkeypatch: pytest.MonkeyPatch
):
    stored = await files.put(b"again")
    await asyncio.sleep(2.2)
    between = datetime.now(UTC) - timedelta(seconds=1.1)
    listed = obstore.list

    async def slowly(store: object) -> AsyncIterator[object]:
        async for page in listed(store):
            await files.put(b"again")
            yield page

    monkeypatch.setattr(obstore, "list", slowly)
    assert await files.sweep(known(), between + timedelta(days=1)) == 0
    assert await files.read(stored.sha256) == b"again"


async def test_the_sweep_of_a_disk_finds_what_a_crash_left_half_written(tmp_path: Path):
    files = open_folder(tmp_path.as_uri(), "originals")
    await files.put(b"kept")
    (tmp_path / "originals/incoming/crashed#1").write_bytes(b"half")  # as the library names them, and hides them
    tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
    await files.sweep(known(hashlib.sha256(b"kept").hexdigest()), tomorrow)
    assert not list((tmp_path / "originals/incoming").iterdir())


async def test_a_store_that_does_not_answer_is_a_connection_error():
    address = f"http://127.0.0.1:{free_port()}"
    files = ObjectFiles(
        lambda: S3Store(
            "b",
            endpoint=address,
            region="us-east-1",
            access_key_id="a",
            secret_access_key="b",
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )
    )
    with pytest.raises(FilesAway):
        await files.put(b"x")
    with pytest.raises(ConnectionError):
        await files.read(Sha256("0" * 64))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("may not mount a small disk here")
    yield folder
    subprocess.run(["umount", folder], check=True)


async def test_a_full_disk_says_so_keeps_no_half_file_and_recovers(small_disk: Path):
    files = open_folder(small_disk.as_uri(), "originals")
    with pytest.raises(OSError, match="No space") as caught:
        await files.put(in_chunks(b"z" * 8_000_000))
    assert caught.value.errno == errno.ENOSPC
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []  # noqa: ASYNC240
    stored = await files.put(b"small")
    assert await files.read(stored.sha256) == b"small"


def test_nothing_is_touched_before_the_first_use(tmp_path: Path):
    open_files(open_settings({}, data=tmp_path / "var"))
    assert not (tmp_path / "var").exists()


def test_an_unknown_kind_of_address_is_refused():
    with pytest.raises(ValueError, match="ftp"):
        open_folder("ftp://example.org/x", "originals")
