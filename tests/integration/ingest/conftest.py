"""Ingest behind a real aiohttp server, with real identity, files and databases of both dialects."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher

from services.ingest.service import Intake, build, build_intake
from services.ingest.storage.tables import metadata
from shared.bus.tables import outbox
from shared.campaign import Campaign
from shared.contracts import Envelope
from shared.database.engine import SqlDatabase
from shared.files.store import Files, open_files
from shared.identity.database import DatabaseIdentity
from shared.identity.passwords import Passwords
from shared.identity.sample import lay_sample_accounts
from shared.settings import Settings, open_settings
from shared.web.application import build_application
from shared.web.keys import Site
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.unit.ingest.scenes import fields, sample_campaign

JINAN = "sample-unit-370100"
YANTAI = "sample-unit-370600"
EDITOR = "sample-editor-1"
CAMPAIGN = sample_campaign()
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Nobody logs in here: what a password costs is tested elsewhere."""


@dataclass
class House:
    """Everything ingest stands on, and the address where it listens."""

    database: SqlDatabase
    identity: DatabaseIdentity
    files: Files
    folder: Path
    campaign: Campaign
    clock: FixedClock
    intake: Intake
    url: str
    http: aiohttp.ClientSession

    async def send(
        self,
        token: str | None = JINAN,
        *,
        key: str | None = None,
        parts: dict[str, bytes] | None = None,
        **changes: Any,
    ) -> tuple[int, Any]:
        """A complete report with changes; with file parts, as multipart."""
        headers = {"Idempotency-Key": key} if key else {}
        report = fields(**changes)
        body: dict[str, Any] = {"json": report} if parts is None else {"data": multipart(report, parts)}
        status, answer, _ = await self.call("POST", "/api/v1/submissions", token, headers=headers, **body)
        return status, answer

    async def call(
        self, method: str, path: str, token: str | None, headers: dict[str, str] | None = None, **body: Any
    ) -> tuple[int, Any, Mapping[str, str]]:
        told = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        async with self.http.request(method, self.url + path, headers=told, **body) as response:
            return response.status, await response.json(content_type=None), response.headers

    async def get(self, path: str, token: str = JINAN) -> tuple[int, Any, Mapping[str, str]]:
        return await self.call("GET", path, token)

    async def events(self) -> list[Envelope]:
        async with self.database.reading() as view:
            rows = await view.connection.execute(sa.select(outbox.c.body).order_by(outbox.c.id))
            return [Envelope.model_validate_json(row.body) for row in rows]

    async def rows(self) -> int:
        """Of all of ingest's own tables, and of its outbox."""
        async with self.database.reading() as view:
            counts = [
                (await view.connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()
                for table in (*metadata.sorted_tables, outbox)
            ]
        return sum(counts)

    def stored(self) -> int:
        return sum(path.is_file() for path in self.folder.rglob("*"))

    async def nothing_stored(self) -> bool:
        return await self.rows() == 0 and self.stored() == 0


def multipart(body: Any, files: dict[str, bytes]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("submission", json.dumps(body), content_type="application/json")
    for name, content in files.items():
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
    return form


async def opened(
    database: SqlDatabase, identities: SqlDatabase, folder: Path, clock: FixedClock
) -> AsyncIterator[House]:
    settings: Settings = open_settings({}, data=folder)
    identity = DatabaseIdentity(identities, clock)
    await lay_sample_accounts(identities, CAMPAIGN, clock, settings, Passwords(QUICK))
    files = open_files(settings)
    service = build(settings, database, identity, files, CAMPAIGN, clock)
    application = build_application([service], Site(settings, identity, clock, CAMPAIGN, sample=True))
    async with TestServer(application) as server, aiohttp.ClientSession() as http:
        intake = build_intake(database, identity, files.originals, CAMPAIGN, clock, settings.reports_per_hour)
        address = f"http://127.0.0.1:{server.port}"
        yield House(database, identity, files, folder / "files", CAMPAIGN, clock, intake, address, http)


@pytest.fixture
async def house(
    open_database: OpenDatabase, open_sqlite: OpenDatabase, tmp_path: Path, clock: FixedClock
) -> AsyncIterator[House]:
    """Ingest's own database on each dialect in turn."""
    async for house in opened(await open_database("ingest"), await open_sqlite("identity"), tmp_path, clock):
        yield house


@pytest.fixture
async def any_house(open_sqlite: OpenDatabase, tmp_path: Path, clock: FixedClock) -> AsyncIterator[House]:
    """On SQLite alone, where the dialect plays no part."""
    async for house in opened(await open_sqlite("ingest"), await open_sqlite("identity"), tmp_path, clock):
        yield house
