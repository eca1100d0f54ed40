import asyncio
import socket
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from shared.service import Service
from shared.web.admin import PATIENCE_SECONDS, Part, build_admin, database_part, door_part
from tests.conftest import OpenDatabase


async def up() -> bool:
    return True


async def down() -> bool:
    return False


async def broken() -> bool:
    raise ConnectionRefusedError


async def silent() -> bool:
    await asyncio.sleep(PATIENCE_SECONDS * 10)
    return True


async def ask(parts: dict[str, list[Part]], path: str) -> tuple[int, Any]:
    async with TestClient(TestServer(build_admin(parts), host="127.0.0.1")) as client:
        answer = await client.get(path)
        return answer.status, await answer.json()


async def test_a_process_that_answers_is_alive():
    assert await ask({}, "/healthz") == (200, {"alive": True})


async def test_ready_when_every_part_of_every_service_is(open_sqlite: OpenDatabase):
    database = await open_sqlite("identity")
    parts = {"ingest": [database_part(database)], "publisher": [Part("broker", up)]}
    assert await ask(parts, "/readyz") == (
        200,
        {
            "ready": True,
            "services": {
                "ingest": {"ready": True, "degraded": False, "parts": {"database": "up"}},
                "publisher": {"ready": True, "degraded": False, "parts": {"broker": "up"}},
            },
        },
    )


async def test_a_required_part_that_is_down_makes_it_unready():
    for check in (down, broken):
        status, body = await ask({"ingest": [Part("database", check)], "notifier": [Part("smtp", up)]}, "/readyz")
        assert (status, body["ready"]) == (503, False)
        assert body["services"]["ingest"] == {"ready": False, "degraded": True, "parts": {"database": "down"}}
        assert body["services"]["notifier"]["ready"] is True


async def test_a_part_that_is_not_required_only_degrades():
    status, body = await ask({"ingest": [Part("broker", down, required=False)]}, "/readyz")
    assert status == 200
    assert body["services"]["ingest"] == {"ready": True, "degraded": True, "parts": {"broker": "down"}}


async def test_a_part_that_keeps_silent_is_down():
    status, body = await ask({"ingest": [Part("database", silent), Part("files", up)]}, "/readyz")
    assert status == 503
    assert body["services"]["ingest"]["parts"] == {"database": "down", "files": "up"}


async def test_a_service_is_not_ready_before_its_front_door_is_open_nor_after_it_is_shut():
    async def ready() -> int:
        status, _ = await ask({"publisher": [door_part(door)]}, "/readyz")
        return status

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        assert await ready() == 503
        door.listen()
        assert await ready() == 200
    assert await ready() == 503


async def test_the_metrics_tell_each_route_and_its_service(client: TestClient[Any, Any], gallery_service: Service):
    await client.get("/api/v1/notes/7")
    await client.get("/api/v1/notes/8")
    await client.get("/nowhere/at/all")
    await client.get("/login")
    await client.get("/static/shared/lianbo.css")
    await client.request("PROPFIND", "/login")
    async with TestClient(TestServer(build_admin({}), host="127.0.0.1")) as admin:
        answer = await admin.get("/metrics")
        assert answer.content_type == "text/plain"
        text = await answer.text()
    count = "lianbo_http_request_seconds_count"
    assert (
        f'{count}{{method="GET",route="/api/v1/notes/{{number}}",service="{gallery_service.name}",status="401"}}'
        in text
    )
    assert f'{count}{{method="GET",route="unmatched",service="web",status="404"}}' in text
    assert f'{count}{{method="GET",route="/login",service="web",status="200"}}' in text
    assert f'{count}{{method="GET",route="/static/shared",service="web",status="200"}}' in text
    assert 'method="other"' in text
    assert "nowhere" not in text
    assert "notes/7" not in text
