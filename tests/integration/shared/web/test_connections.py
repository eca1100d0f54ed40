"""Real sockets that do what no browser does. Deadlines are short by parameter; nothing here measures time."""

import asyncio
import ipaddress
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web

from shared.settings import Network
from shared.web.connections import runner_of
from shared.web.failures import answer_failures
from shared.web.multipart import Limits, parts
from shared.web.security_headers import HEADERS
from shared.web.stalled import refuse_stalled

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
GET = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
HEAD = (
    b"POST /api/%s HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
)
FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


async def hello(request: web.Request) -> web.Response:
    return web.json_response(len(await request.read()))


async def upload(request: web.Request) -> web.Response:
    size = 0
    async for part in parts(request, Limits()):
        assert not isinstance(part, str)
        size += sum([len(chunk) async for chunk in part]) if hasattr(part, "filename") else 0
    return web.json_response(size)


async def slow_to_take(request: web.Request) -> web.Response:
    """The sender waits for us here, not we for the sender."""
    await asyncio.sleep(0.5)
    return web.json_response(len(await request.read()))


@asynccontextmanager
async def served(
    *, idle: float = 30, most: int = 100, trusted: Sequence[Network] = (), window: float = 30, least: int = 10
) -> AsyncIterator[int]:
    app = web.Application(middlewares=[answer_failures, refuse_stalled(window, least)])
    app.add_routes([web.get("/", hello), web.post("/api/json", hello)])
    app.add_routes([web.post("/api/form", upload), web.post("/api/slow", slow_to_take)])
    runner = runner_of(app, shutdown_timeout=1, trusted=trusted, idle=idle, most=most)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def opened(port: int, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    return reader, writer


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    """What came before the end. Whoever still sends when the other side closes is reset, after the answer was read."""
    answer = b""
    with suppress(ConnectionResetError):
        async with asyncio.timeout(30):
            while part := await reader.read(4096):
                answer += part
    return answer


async def test_a_head_that_never_ends_is_not_waited_for_however_busily_it_trickles():
    async with served(idle=0.5) as port:
        half = [await opened(port, b"GET / HTTP/1.1\r\nX: ") for _ in range(20)]
        silent, _ = await opened(port)
        trickling, drops = await opened(port, b"GET / HTTP/1.1\r\n")

        async def trickle() -> None:
            while not drops.is_closing():
                drops.write(b"X-Drop: 1\r\n")
                await asyncio.sleep(0.05)

        dripping = asyncio.create_task(trickle())
        try:
            for reader in [silent, trickling, *(reader for reader, _ in half)]:
                assert await until_closed(reader) == b""
        finally:
            dripping.cancel()
        reader, _ = await opened(port, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert b" 200 " in await until_closed(reader)


@pytest.mark.parametrize("path", [b"json", b"form"])
async def test_a_body_that_stops_coming_is_408_in_chinese_and_the_connection_ends(path: bytes):
    async with served(window=0.3) as port:
        reader, _ = await opened(port, HEAD % (path, 1000) + FORM + b"some")
        answer = await until_closed(reader)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"Connection: close" in answer
    assert "太久没有收到后面的内容" in answer.decode()


@pytest.mark.parametrize("path", [b"json", b"form"])
async def test_a_body_that_drips_is_refused_as_well(path: bytes):
    async with served(window=0.5, least=1000) as port:
        reader, writer = await opened(port, HEAD % (path, 100_000) + FORM)

        async def drip() -> None:
            while True:
                writer.write(b"x")
                await asyncio.sleep(0.05)

        dripping = asyncio.create_task(drip())
        try:
            assert (await until_closed(reader)).startswith(b"HTTP/1.1 408 ")
        finally:
            dripping.cancel()


@pytest.mark.parametrize(("path", "size"), [(b"json", 1000), (b"form", 925)])
async def test_a_body_that_comes_slowly_but_comes_is_taken_however_many_windows_it_lasts(path: bytes, size: int):
    async with served(window=0.3, least=1) as port:
        form = FORM + b"x" * (1000 - len(FORM) - len(b"\r\n--x--\r\n")) + b"\r\n--x--\r\n"
        reader, writer = await opened(port, HEAD % (path, len(form)))
        for start in range(0, len(form), 50):
            writer.write(form[start : start + 50])
            await asyncio.sleep(0.05)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
        assert head.startswith(b"HTTP/1.1 200 "), head
        assert int(await reader.read(10)) == size


async def test_what_we_are_slow_to_take_is_not_the_senders_fault():
    async with served(window=0.1, least=10) as port:
        reader, writer = await opened(port, HEAD % (b"slow", 20) + b"x" * 10)
        await asyncio.sleep(0.4)
        writer.write(b"x" * 10)
        assert (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)).startswith(b"HTTP/1.1 200 ")


async def test_one_source_has_so_many_connections_and_others_still_get_in():
    async with served(most=3) as port:
        kept = [await opened(port, GET) for _ in range(3)]
        for reader, _ in kept:
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
        reader, _ = await opened(port, GET)
        answer = await until_closed(reader)
        assert answer.startswith(b"HTTP/1.1 429 ")
        assert "连接太多" in answer.decode()
        elsewhere, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.2", 0))
        writer.write(GET)
        assert b" 200 " in await asyncio.wait_for(elsewhere.readuntil(b"\r\n\r\n"), 20)
        kept[0][1].close()
        await kept[0][1].wait_closed()
        async with asyncio.timeout(20):
            while True:  # the server hears of the end a moment later
                again, writer = await opened(port, GET)
                if b" 200 " in await again.readuntil(b"\r\n\r\n"):
                    break
                writer.close()


async def test_our_own_proxies_may_bring_as_many_as_they_like():
    async with served(most=1, trusted=LOOPBACK) as port:
        for _ in range(5):
            reader, _ = await opened(port, GET)
            assert b" 200 " in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello\r\n\r\n",
        b"not http at all\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Secret: a\0b\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Secret\0: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Secret : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 1_000 + b"\r\n",
    ],
    ids=lambda sent: repr(sent[:40]),
)
async def test_what_is_no_http_is_answered_in_chinese_as_every_answer_and_says_nothing_of_the_inside(
    sent: bytes, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    async with served() as port:
        reader, _ = await opened(port, sent)
        answer = await until_closed(reader)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1."), answer
    assert head.split(b" ")[1] == b"400", answer
    assert "系统看不懂这个请求" in json.loads(body)["detail"]
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert headers["Content-Type"] == "application/problem+json"
    assert HEADERS.items() <= headers.items()
    assert "Server" not in headers
    told = "".join(capfd.readouterr()) + caplog.text
    assert "Traceback" not in told
    assert "Secret" not in told


async def test_a_body_in_broken_chunks_leaves_no_traceback(caplog: pytest.LogCaptureFixture):
    async with served() as port:
        reader, _ = await opened(port, b"POST /nowhere HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
        await until_closed(reader)
    assert "Traceback" not in caplog.text
