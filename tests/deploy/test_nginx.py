"""The front door's path table and the services' own lists of addresses are the same: asked of a real nginx."""

import asyncio
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from services.system import compose
from shared.settings import Settings
from shared.web.application import LARGEST_BODY
from tests.front import DEPLOYED, Front, main
from tests.needs import need
from tests.network import free_port

SERVICES = ("ingest", "publisher", "notifier")


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[str]:
    """nginx with our file before three services that only say their name."""
    need(shutil.which("nginx"), "nginx")
    runners, ports = [], {}
    for name in SERVICES:

        async def say(request: web.Request, name: str = name) -> web.Response:
            read = len(await request.read())
            return web.json_response({"name": name, "read": read}, headers={"X-Service": name})

        app = web.Application(client_max_size=100_000_000)
        app.router.add_route("*", "/{path:.*}", say)
        runners.append(web.AppRunner(app))
        ports[name] = [free_port()]
        await runners[-1].setup()
        await web.TCPSite(runners[-1], "127.0.0.1", ports[name][0]).start()
    nginx = Front(tmp_path / "nginx", ports)
    nginx.start()
    yield nginx.url
    await asyncio.to_thread(nginx.end)
    for runner in runners:
        await runner.cleanup()


def addresses(tmp_path: Path) -> dict[tuple[str, str], str]:
    """Every address that a service registers, and whose it is."""
    system = compose(Settings(data=tmp_path))
    found = {
        (route.method, re.sub(r"\{[^}]+\}", "7-x", route.path)): service.name
        for service in system.services
        for route in service.routes
        if isinstance(route, web.RouteDef)
    }
    pages = {("GET", path): "publisher" for path in ("/", "/login", "/account", "/api/v1/openapi.json", "/nowhere")}
    static = {("GET", f"/static/{name}/some.css"): name for name in SERVICES}
    return found | pages | static | {("GET", "/static/shared/lianbo.css"): "publisher", ("POST", "/login"): "publisher"}


async def test_every_address_reaches_the_service_that_has_it(front: str, tmp_path: Path):
    table = addresses(tmp_path)
    assert len(table) > 50
    wrong = []
    async with aiohttp.ClientSession() as session:
        for (method, path), owner in table.items():
            async with session.request("GET" if method == "*" else method, front + path) as answer:
                if answer.headers.get("X-Service") != owner:
                    wrong.append((method, path, owner, answer.status, answer.headers.get("X-Service")))
    assert wrong == []


async def test_names_that_only_begin_like_a_services_path_are_the_publishers(front: str):
    async with aiohttp.ClientSession() as session:
        for path in ("/submitted", "/mailboxes", "/api/v1/submissionsx", "/api/v1/emailsx", "/x/submit"):
            async with session.get(front + path) as answer:
                assert answer.headers["X-Service"] == "publisher", path


async def test_reports_may_be_large_and_other_bodies_as_large_as_the_services_take(front: str):
    large, largest = b"x" * (LARGEST_BODY + 1), b"x" * LARGEST_BODY
    async with aiohttp.ClientSession() as session:
        for path in ("/api/v1/submissions", "/submit/new", "/api/v1/imports", "/preview"):
            async with session.post(front + path, data=large) as answer:
                assert (await answer.json())["read"] == len(large), path
        for path, media_type in (("/login", "text/html"), ("/api/v1/drafts/1", "application/problem+json")):
            async with session.post(front + path, data=largest) as answer:
                assert (await answer.json())["read"] == LARGEST_BODY, path
            async with session.post(front + path, data=large) as answer:
                assert (answer.status, answer.content_type) == (413, media_type)
                assert "内容太大" in await answer.text()


@pytest.mark.parametrize(
    ("method", "path", "times"),
    [
        ("GET", "/desk", 2),
        ("PUT", "/api/v1/drafts/7", 2),
        ("DELETE", "/api/v1/dead-letters/7", 2),
        ("POST", "/api/v1/drafts/7/reviews", 1),
        ("PUT", "/api/v1/submissions/7", 2),
        ("DELETE", "/api/v1/submissions/7", 2),
    ],
)
async def test_what_a_replica_took_along_when_it_died_is_brought_to_another_where_that_does_no_harm(
    tmp_path: Path, method: str, path: str, times: int
):
    need(shutil.which("nginx"), "nginx")
    seen: list[str] = []

    async def die_once(request: web.Request) -> web.Response:
        seen.append((await request.read()).decode())
        if len(seen) == 1 and request.transport:
            request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", die_once)
    runner, ports = web.AppRunner(app), [free_port(), free_port()]
    await runner.setup()
    for port in ports:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    nginx = Front(tmp_path / "nginx", dict.fromkeys(SERVICES, ports))
    nginx.start()
    try:
        async with aiohttp.ClientSession() as session, session.request(method, nginx.url + path, data="x") as answer:
            assert (answer.status, seen) == (200 if times > 1 else 503, ["x"] * times)
    finally:
        await asyncio.to_thread(nginx.end)
        await runner.cleanup()


def test_the_files_as_they_are_installed_by_hand_hold_also_under_systemd(tmp_path: Path):
    need(shutil.which("nginx"), "nginx")
    for file in DEPLOYED.glob("*.conf"):
        shutil.copy(file, tmp_path)
    log = tmp_path / "log.conf"
    log.write_text(log.read_text("utf-8").replace("/var/log/nginx", str(tmp_path)))
    (tmp_path / "nginx.conf").write_text(main(tmp_path))
    ours, journal = socket.socketpair()  # what systemd gives a service for its output
    with ours, journal:
        command = ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
        said = subprocess.run(command, stdout=journal, stderr=subprocess.PIPE, text=True, check=False)
    assert said.returncode == 0, said.stderr


def test_by_hand_the_upstreams_are_where_the_example_settings_put_the_services():
    upstreams = (DEPLOYED / "upstreams.conf").read_text("utf-8")
    for name in SERVICES:
        settings = (DEPLOYED.parent / f"systemd/{name}.env.example").read_text("utf-8")
        port = re.search(r"LIANBO_PORT=(\d+)", settings)
        assert port
        assert re.search(rf"upstream lianbo_{name} .*127\.0\.0\.1:{port[1]} ", upstreams)


def test_containers_are_looked_up_again_and_again():
    # Debian's nginx is too old to be asked.
    upstreams = (DEPLOYED / "containers/upstreams.conf").read_text("utf-8")
    assert re.search(r"^resolver 127\.0\.0\.11 valid=5s", upstreams, re.MULTILINE)
    for name in SERVICES:
        assert re.search(rf"upstream lianbo_{name} .*zone lianbo_{name} .*server {name}:8000 +resolve ", upstreams)


async def test_the_last_resort_feed_address_leaves_no_secret_in_the_log(front: str, tmp_path: Path):
    async with aiohttp.ClientSession() as session, session.get(f"{front}/feed/k/sample-tv/feed.atom?x=1") as answer:
        assert answer.headers["X-Service"] == "publisher"
    log = (tmp_path / "nginx/output").read_text()
    assert "/feed/k/***/feed.atom?x=1" in log
    assert "sample-tv" not in log


async def test_what_is_no_http_is_told_in_chinese_by_the_front_door_as_well(front: str):
    for sent in (
        b"GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n",
        b"no http\r\n\r\n",
        b"GET /" + b"x" * 40_000 + b"\r\n\r\n",
    ):
        answer = await _answered(front, sent)
        assert b" 400 " in answer.partition(b"\r\n")[0], answer
        assert "系统看不懂这个请求" in answer.decode()
        assert b"nginx/" not in answer


async def test_a_stranger_who_asks_too_fast_is_told_to_wait_and_others_are_not(front: str):
    async with aiohttp.ClientSession(connector=_from("127.0.0.2")) as stranger, aiohttp.ClientSession() as here:
        refused = 0
        for _ in range(60):
            async with stranger.get(front + "/login") as answer:
                if answer.status == 429:
                    assert "操作太频繁" in await answer.text()
                    assert (answer.content_type, answer.headers["Retry-After"]) == ("text/html", "5")
                    refused += 1
            async with here.get(front + "/login") as answer:
                assert answer.status == 200
        assert refused


async def test_a_stranger_has_so_many_connections(front: str):
    port = int(front.rpartition(":")[2])
    half = b"POST /api/v1/submissions HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx"
    kept = []
    for _ in range(220):
        kept.append(await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.2", 0)))
        kept[-1][1].write(half)
    async with asyncio.timeout(20):
        head = await kept[-1][0].readuntil(b"\r\n\r\n")
    assert b" 429 " in head.partition(b"\r\n")[0]
    assert b"application/problem+json" in head
    for _, writer in kept:
        writer.close()


def _from(address: str) -> aiohttp.TCPConnector:
    return aiohttp.TCPConnector(local_addr=(address, 0))


async def _answered(front: str, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(front.rpartition(":")[2]))
    writer.write(sent)
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    return answer
