"""All three services on each database."""

from collections.abc import AsyncIterator

import pytest

from services.ingest import service as ingest
from services.notifier import service as notifier
from services.publisher import service as publisher
from shared.files.store import Files, open_folder
from tests.conftest import OpenDatabase
from tests.contracts.today import Today
from tests.fakes import FixedClock
from tests.pictures import photo
from tests.sites import CAMPAIGN, sample_site, serving


@pytest.fixture
async def today(open_database: OpenDatabase, clock: FixedClock) -> AsyncIterator[Today]:
    site = await sample_site(await open_database("identity"), clock)
    files = Files(open_folder("memory:", "originals"), open_folder("memory:", "renditions"))
    settings, identity = site.settings, site.identity
    services = (
        ingest.build(settings, await open_database("ingest"), identity, files, CAMPAIGN, clock),
        publisher.build(settings, await open_database("publisher"), identity, files, CAMPAIGN, clock),
        notifier.build(settings, await open_database("notifier"), identity, CAMPAIGN, clock),
    )
    stored = await files.originals.put(photo("明天"))
    async with serving(services, site) as client:
        yield Today(services, client, stored.sha256)
