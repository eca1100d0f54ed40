"""The whole system in the test's own process: all three services at work over SQLite, behind the real front door."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from services.system import System, embedded
from shared.settings import open_settings
from shared.web.application import build_application
from shared.web.keys import Site
from tests.running import eventually

STAGES = (("first", "sample-editor-1"), ("second", "sample-editor-2"), ("final", "sample-editor-3"))
TEXT = "12月5日，济南市市中区舜玉路街道的社区课堂坐满了老人。\n志愿者手把手教大家预约挂号，86位老人完成了练习。"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Whole:
    system: System
    client: TestClient[Any, Any]

    async def ask(self, method: str, path: str, token: str = "", **sent: Any) -> Answer:
        """As whoever has the token; nobody without one."""
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **sent.pop("headers", {})}
        async with self.client.request(method, path, headers=headers, allow_redirects=False, **sent) as answer:
            return Answer(answer.status, answer.headers, await answer.read())

    async def get(self, path: str, token: str) -> Any:
        answer = await self.ask("GET", path, token)
        assert answer.status == 200, (path, answer)
        return answer.json

    async def submit(
        self, token: str, uploads: Mapping[str, tuple[bytes, str]] | None = None, **changes: Any
    ) -> dict[str, Any]:
        """`uploads`: content and media type by name; the receipt."""
        form = aiohttp.FormData()
        form.add_field("submission", json.dumps(report(**changes)), content_type="application/json")
        for name, (content, media_type) in (uploads or {}).items():
            form.add_field("file", content, filename=name, content_type=media_type)
        answer = await self.ask("POST", "/api/v1/submissions", token, data=form)
        assert answer.status == 202, answer.text
        receipt: dict[str, Any] = answer.json
        return receipt

    async def story(self, number: str) -> Any:
        """Once publisher has it."""
        token = STAGES[0][1]

        async def look() -> Any:
            return (await self.get(f"/api/v1/stories?number={number}", token))["items"]

        found = await eventually(look, within=30)
        return await self.get(f"/api/v1/stories/{found[0]['id']}", token)

    async def sign(self, number: str) -> Any:
        """Three people lead it through; the story once everything of it is out."""
        for stage, token in STAGES:
            story = await self.story(number)
            body = {
                "stage": stage, "verdict": "pass", "opinion": "同意", "proof": True,
                "versions": {draft["id"]: draft["version"] for draft in story["drafts"]},
                "overrides": [
                    {"rule": finding["rule"], "field": finding["field"], "reason": "已核实"}
                    for draft in story["drafts"] for finding in draft["findings"] if finding["level"] == "block"
                ],
            }  # fmt: skip
            answer = await self.ask("POST", f"/api/v1/stories/{story['id']}/reviews", token, json=body)
            assert answer.status == 200, answer.text

        async def out() -> Any:
            story = await self.story(number)
            return all(draft["state"] == "delivered" for draft in story["drafts"]) and story

        return await eventually(out, within=30)


def report(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "highlight",
        "category": "smart-elderly",
        "title": "济南社区课堂教老人用手机",
        "body_text": TEXT,
        "event_date": "2022-12-05",
        "place": "济南市市中区",
        "contact": {"name": "张老师", "phone": "0531-00000000", "email": "jinan@example.org"},
        "authors": {"text": "王一", "photo": "李二", "approved_by": "赵三"},
        "ai_use": "none",
        "files": [],
        **changes,
    }


@asynccontextmanager
async def whole_system(folder: Path, **settings: Any) -> AsyncIterator[Whole]:
    """With the sample campaign, its accounts and its submissions."""
    async with embedded(open_settings({}, data=folder, **settings), sample=True) as system:
        site = Site(system.settings, system.identity, system.clock, system.campaign, sample=True)
        server = TestServer(build_application(system.services, site), host="127.0.0.1")
        async with TestClient(server, cookie_jar=aiohttp.DummyCookieJar()) as client:
            yield Whole(system, client)
