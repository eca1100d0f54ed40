"""What the front door says by itself, with the configuration that is deployed."""

import json
import shutil
from pathlib import Path

import aiohttp

from tests.front import Front
from tests.needs import need
from tests.network import free_port


async def test_with_nobody_behind_it_says_so_and_when_to_come_again(tmp_path: Path):
    need(shutil.which("nginx"), "nginx")
    front = Front(
        tmp_path / "nginx", {name: [free_port(), free_port()] for name in ("ingest", "publisher", "notifier")}
    )
    front.start()
    try:
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{front.url}/api/v1/submissions", data=b"{}") as answer:
                told = json.loads(await answer.read())
                assert (answer.status, answer.content_type) == (503, "application/problem+json")
                assert answer.headers["Retry-After"] == "5"
                assert told["status"] == 503
                assert "重试" in told["detail"]
                assert told["trace_id"]
            async with session.get(f"{front.url}/desk") as answer:
                assert (answer.status, answer.content_type) == (503, "text/html")
                assert answer.headers["Retry-After"] == "5"
                assert "服务暂时不可用" in await answer.text()
    finally:
        front.end()
