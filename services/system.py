"""COMPOSITION ROOT of everything on one machine: which database, bus, files and mail the three services get."""

import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from services.databases import CHAINS
from services.ingest import service as ingest
from services.ingest.sample import lay_sample_submissions
from services.notifier import service as notifier
from services.publisher import service as publisher
from shared.bus.dead_letters import DeadLetters
from shared.bus.ladder import Ladder
from shared.bus.readings import QueueReadings
from shared.bus.sqlite import SqliteBus
from shared.campaign import Campaign
from shared.campaign.folder import load_campaign
from shared.clock import Clock, SystemClock
from shared.database.engine import SqlDatabase, sqlite_database
from shared.database.migrate import migrate
from shared.files.store import Files, open_files
from shared.identity.database import DatabaseIdentity
from shared.identity.sample import has_sample_accounts, lay_sample_accounts, refuse_sample_beyond_loopback
from shared.service import Service, running
from shared.settings import Settings
from shared.web.admin import build_admin, database_part
from shared.web.application import build_application
from shared.web.keys import Site


class AlreadyRunningError(Exception):
    """Another process works on this folder: two would give each other's messages back."""


@dataclass(frozen=True)
class System:
    settings: Settings
    campaign: Campaign
    clock: Clock
    databases: dict[str, SqlDatabase]
    identity: DatabaseIdentity
    files: Files
    bus: SqliteBus
    dead_letters: DeadLetters
    queue_readings: QueueReadings
    services: tuple[Service, ...]
    sample: bool = False


def compose(settings: Settings, *, sample: bool = False) -> System:
    """Puts everything together; touches neither disk nor network."""
    clock = SystemClock()
    campaign = load_campaign(settings.campaign_folder)
    databases = {owner: sqlite_database(owner, settings.data / f"{owner}.db") for owner in CHAINS}
    identity = DatabaseIdentity(databases["identity"], clock)
    bus = SqliteBus(databases["bus"], clock, Ladder(settings.retry_delays))
    dead_letters = DeadLetters([databases[name] for name in ("ingest", "publisher", "notifier")], bus, clock)
    queue_readings = QueueReadings(bus, dead_letters)
    files = open_files(settings)
    services = (
        ingest.build(settings, databases["ingest"], identity, files, campaign, clock),
        publisher.build(
            settings, databases["publisher"], identity, files, campaign, clock, dead_letters, queue_readings
        ),
        notifier.build(settings, databases["notifier"], identity, campaign, clock),
    )
    return System(
        settings,
        campaign,
        clock,
        databases,
        identity,
        files,
        bus,
        dead_letters,
        queue_readings,
        services,
        sample=sample,
    )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[System]:
    """For commands that look, or repair: beside a running system, or while it is down."""
    system = compose(settings)
    try:
        yield system
    finally:
        await _close(system)


@asynccontextmanager
async def embedded(settings: Settings, *, sample: bool) -> AsyncIterator[System]:
    """All three services at work. AlreadyRunningError where another process has the folder."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.data / "lianbo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError from None
        system = compose(settings, sample=sample)
        try:
            for owner, database in system.databases.items():
                await migrate(database, CHAINS[owner])
            await _sample_accounts(system)
            async with running(system.services, system.bus, system.clock):
                if sample:
                    await lay_sample_submissions(
                        settings,
                        system.databases["ingest"],
                        system.identity,
                        system.files,
                        system.campaign,
                        system.clock,
                    )
                yield system
        finally:
            await _close(system)


@asynccontextmanager
async def serving(system: System) -> AsyncIterator[None]:
    """The front door and, on a port of its own, the admin pages."""
    settings = system.settings
    site = Site(settings, system.identity, system.clock, system.campaign, sample=system.sample)
    parts = {service.name: [database_part(service.database)] for service in system.services}
    doors = (
        (build_application(system.services, site), settings.host, settings.port),
        (build_admin(parts), settings.admin_host, settings.admin_port),
    )
    runners = [web.AppRunner(app, access_log=None, shutdown_timeout=10) for app, _, _ in doors]
    try:
        for runner, (_, host, port) in zip(runners, doors, strict=True):
            await runner.setup()
            await web.TCPSite(runner, host, port).start()
        yield
    finally:
        for runner in runners:
            await runner.cleanup()


async def _sample_accounts(system: System) -> None:
    if system.sample:
        await lay_sample_accounts(system.databases["identity"], system.campaign, system.clock, system.settings)
    elif await has_sample_accounts(system.databases["identity"]):
        refuse_sample_beyond_loopback(system.settings)


async def _close(system: System) -> None:
    for database in system.databases.values():
        await database.close()
