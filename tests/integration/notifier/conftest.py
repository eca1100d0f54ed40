"""The notifier behind its front door, on SQLite."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from services.notifier import service
from shared.identity.sample import lay_sample_accounts
from shared.settings import Settings
from shared.web.application import build_application
from shared.web.keys import Site
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.notifier.stage import QUICK, Stage

Client = TestClient[Any, Any]


@pytest.fixture
async def stage(open_sqlite: OpenDatabase, clock: FixedClock) -> Stage:
    made = Stage(await open_sqlite("notifier"), identity_db := await open_sqlite("identity"), clock)
    await lay_sample_accounts(identity_db, made.campaign, clock, Settings(), QUICK)
    await made.knows_the_contact()
    return made


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[Client]:
    settings = Settings()
    built = service.build(settings, stage.database, stage.identity, stage.campaign, stage.clock)
    site = Site(settings, stage.identity, stage.clock, stage.campaign, sample=True)
    async with TestClient(TestServer(build_application([built], site))) as client:
        yield client
