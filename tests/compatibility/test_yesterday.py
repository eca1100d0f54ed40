"""A rolling upgrade: today's code reads yesterday's events, and goes on with what yesterday's tables hold."""

import gzip
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from shared.contracts import Envelope
from shared.contracts.catalogue import EVENTS
from tests.conftest import new_postgres_database
from tests.distributed import Distributed
from tests.needs import need
from tests.rabbitmq import Rabbit
from tests.running import Person, Running, eventually

VERSIONS = sorted(path for path in Path(__file__).parent.iterdir() if path.name.startswith("v"))
SAMPLES = [sample for version in VERSIONS for sample in sorted((version / "events").glob("*.json"))]
HALFWAY, UNSENT = "昨天的版本收下的一篇稿件", "昨天收下、今天才起草的一篇稿件"
each_version = pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.parts[-3]} {sample.stem}")
def test_an_older_versions_event_is_still_read(sample: Path):
    said = json.loads(sample.read_text("utf-8"))
    event = EVENTS[said["type"]].opened(Envelope.model_validate(said))
    assert (event.event_id, event.subject) == (said["id"], said["subject"])


@each_version
async def test_one_machine_goes_on_where_the_older_version_stopped(version: Path, tmp_path: Path):
    running = await Running(restored(version, tmp_path / "var")).start()
    try:
        await the_story_goes_on(running.url)
    finally:
        await running.end()


@pytest.fixture
async def upgraded(version: Path, tmp_path: Path, rabbit: Rabbit, postgres_url: str) -> AsyncIterator[Distributed]:
    need(shutil.which("nginx"), "nginx")
    async with new_postgres_database(postgres_url) as url:
        connection = await asyncpg.connect(url)
        await connection.execute(text(version / "postgresql.sql.gz"))
        await connection.close()
        host = rabbit.new_virtual_host()
        system = Distributed(tmp_path, rabbit.url(host), rabbit.management_url, url, replicas=1)
        try:
            yield await system.start()
        finally:
            await system.end()


@pytest.mark.rabbitmq
@pytest.mark.postgres
@pytest.mark.timeout(300)
@each_version
async def test_several_machines_go_on_where_the_older_version_stopped(version: Path, upgraded: Distributed):
    await the_story_goes_on(upgraded.url)
    assert "流转记录完整" in await upgraded.lianbo("ledger", "verify")


async def the_story_goes_on(url: str) -> None:
    """The one halfway is signed and reaches the station; the one still in the outbox gets its drafts."""
    editors = {
        stage: Person(url, f"sample-editor-{number}") for number, stage in enumerate(("first", "second", "final"), 1)
    }
    tv = Person(url, "sample-tv")
    before = (await tv.get("/feed/changes?after=0"))["head"]
    story = await drafted(editors["second"], HALFWAY)
    assert {draft["state"] for draft in story["drafts"]} == {"awaiting_second_review"}
    for stage in ("second", "final"):
        story = await drafted(editors[stage], HALFWAY)
        versions = {draft["id"]: draft["version"] for draft in story["drafts"]}
        body = {"stage": stage, "verdict": "pass", "opinion": "同意", "versions": versions, "proof": True}
        status, answer = await editors[stage].post(f"/api/v1/stories/{story['id']}/reviews", body)
        assert status == 200, answer

    async def released() -> Any:
        return (await tv.get(f"/feed/changes?after={before}"))["items"]

    assert len(await eventually(released, within=60)) == 1
    story = await drafted(editors["first"], UNSENT)
    assert {draft["state"] for draft in story["drafts"]} == {"awaiting_first_review"}


async def drafted(editor: Person, title: str) -> Any:
    async def look() -> Any:
        items = (await editor.get("/api/v1/stories"))["items"]
        return next((story for story in items if story["title"] == title and story["drafts"]), None)

    found = await eventually(look, within=60)
    return await editor.get(f"/api/v1/stories/{found['id']}")


def restored(version: Path, data: Path) -> Path:
    data.mkdir()
    for dump in version.glob("*.sqlite.sql.gz"):
        connection = sqlite3.connect(data / f"{dump.name.split('.')[0]}.db")
        connection.executescript(text(dump))
        connection.close()
    return data


def text(dump: Path) -> str:
    return gzip.decompress(dump.read_bytes()).decode("utf-8")
