"""COMPOSITION ROOT of everything: which databases, bus, files and mail the three services get. Only here is a mode."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
import structlog
from aiohttp import web

from services.databases import CHAINS
from services.ingest import service as ingest
from services.ingest.sample import lay_sample_submissions
from services.notifier import service as notifier
from services.publisher import service as publisher
from shared.bus import Bus
from shared.bus.ages import Consuming, OldestAges
from shared.bus.dead_letters import DeadLetters
from shared.bus.ladder import Ladder
from shared.bus.readings import QueueReadings
from shared.bus.sqlite import SqliteBus
from shared.bus.subscribed import remember
from shared.campaign import Campaign
from shared.campaign.folder import load_campaign
from shared.clock import Clock, SystemClock
from shared.database.engine import SqlDatabase, postgres_database, sqlite_database
from shared.database.migrate import at_head, migrate
from shared.files.store import Files, open_files
from shared.folder_lock import folder_lock
from shared.identity.database import DatabaseIdentity
from shared.identity.sample import has_sample_accounts, lay_sample_accounts, refuse_sample_beyond_loopback
from shared.operations.routes import operations_routes
from shared.service import Service, running
from shared.settings import Settings
from shared.web.admin import Part, build_admin, database_part, door_part
from shared.web.application import build_application
from shared.web.connections import runner_of
from shared.web.keys import Site

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 4.0
"""What a request in work is given at a clean stop; aiohttp takes it twice."""
AGAIN_SECONDS = 1.0
CLOSE_SECONDS = 3.0
"""A connection that went half-open answers no farewell."""


@dataclass(frozen=True)
class System:
    """All three services put together; a process runs all of them, or one."""

    settings: Settings
    campaign: Campaign
    clock: Clock
    databases: dict[str, SqlDatabase]
    identity: DatabaseIdentity
    files: Files
    bus: Bus
    dead_letters: DeadLetters
    queue_readings: QueueReadings
    services: tuple[Service, ...]
    sample: bool = False


def compose(settings: Settings, *, sample: bool = False, process: str = "lianbo") -> System:
    """Touches neither disk nor network: each part connects at its first use. `process` names it in the metrics."""
    clock = SystemClock()
    campaign = load_campaign(settings.campaign_folder)
    databases = _databases(settings)
    identity = DatabaseIdentity(databases["identity"], clock)
    files = open_files(settings)
    bus = _bus(settings, databases, clock, process)
    owners = [databases[name] for name in ("ingest", "publisher", "notifier")]
    dead_letters = DeadLetters(owners, bus, clock)
    consuming: list[Consuming] = []  # filled below: publisher's pages show the readings, and are part of what is read
    queue_readings = QueueReadings(bus, dead_letters, OldestAges(owners, consuming, clock), clock)
    services = (
        ingest.build(settings, databases["ingest"], identity, files, campaign, clock),
        publisher.build(
            settings,
            databases["publisher"],
            identity,
            files,
            campaign,
            clock,
            operations=operations_routes(queue_readings, dead_letters),
        ),
        notifier.build(settings, databases["notifier"], identity, campaign, clock),
    )
    consuming += [Consuming(one, service.database) for service in services for one in service.subscriptions]
    return System(
        settings, campaign, clock, databases, identity, files, bus, dead_letters, queue_readings, services, sample
    )


def _databases(settings: Settings) -> dict[str, SqlDatabase]:
    if settings.database_url is None:
        return {owner: sqlite_database(owner, settings.data / f"{owner}.db") for owner in CHAINS}
    url = settings.database_url.get_secret_value()
    return {owner: postgres_database(owner, url) for owner in CHAINS if owner != "bus"}


def _bus(settings: Settings, databases: dict[str, SqlDatabase], clock: Clock, process: str) -> Bus:
    ladder = Ladder(settings.retry_delays)
    if settings.amqp_url is None:
        return SqliteBus(databases["bus"], clock, ladder)
    # FastStream takes half a second to import, which one machine need not wait for.
    from shared.bus.amqp.instruments import instruments
    from shared.bus.rabbit import RabbitBus

    management = settings.amqp_management_url
    return RabbitBus(
        settings.amqp_url.get_secret_value(),
        ladder,
        management.get_secret_value() if management else None,
        instruments(process),
    )


@asynccontextmanager
async def opened(settings: Settings, *, sample: bool = False, process: str = "lianbo") -> AsyncIterator[System]:
    """For commands that look, or repair: beside a running system, or while it is down."""
    system = compose(settings, sample=sample, process=process)
    try:
        yield system
    finally:
        await system.bus.close()
        for database in system.databases.values():
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await database.close()


@asynccontextmanager
async def embedded(settings: Settings, *, sample: bool) -> AsyncIterator[System]:
    """All three services at work in this process. FolderInUseError where another process has the folder."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with folder_lock(settings.data):
        async with opened(settings, sample=sample) as system:
            await prepare(system)
            async with working(system, system.services):
                if sample:
                    await lay_samples(system)
                yield system


@asynccontextmanager
async def working(system: System, services: Sequence[Service]) -> AsyncIterator[None]:
    """These services' consumers, relays and tasks."""
    async with running(services, system.bus, system.clock, system.queue_readings):
        yield


async def until_migrated(system: System, service: Service, stop: asyncio.Event) -> bool:
    """Waits until `lianbo migrate` has brought what the service stands on up to its code; False if told to stop first.

    A service that worked on yesterday's tables would fail with every event, up to the dead letters.
    """
    while not stop.is_set():
        try:
            if all([await _is_migrated(system, owner) for owner in (service.name, "identity")]):
                await _check_sample_accounts(system)
                return True
            log.warning("service.waiting_for_migration", service=service.name)
        except (sa.exc.SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("service.waiting_for_database", service=service.name, reason=type(error).__name__)
        with suppress(TimeoutError):
            async with asyncio.timeout(AGAIN_SECONDS):
                await stop.wait()
    return False


async def prepare(system: System) -> None:
    """Tables, queues and, where asked for, the sample accounts: before the first service starts. Repeatable."""
    for owner, database in system.databases.items():
        await migrate(database, CHAINS[owner])
    subscriptions = [one for service in system.services for one in service.subscriptions]
    await system.bus.declare(subscriptions)
    await system.bus.unbind(subscriptions)
    for service in system.services:
        async with service.database.transaction() as tx:
            await remember(service.subscriptions, system.clock.now(), tx)
    if system.sample:
        await lay_sample_accounts(system.databases["identity"], system.campaign, system.clock, system.settings)
    else:
        await _check_sample_accounts(system)


async def lay_samples(system: System) -> None:
    """The sample submissions, through the door that every submission takes."""
    await lay_sample_submissions(
        system.settings,
        system.databases["ingest"],
        system.identity,
        system.files,
        system.campaign,
        system.clock,
    )


async def _check_sample_accounts(system: System) -> None:
    if await has_sample_accounts(system.databases["identity"]):
        refuse_sample_beyond_loopback(system.settings)


@asynccontextmanager
async def administered(
    system: System, services: Sequence[Service], door: socket.socket, front: socket.socket
) -> AsyncIterator[None]:
    """The admin pages of these services: there before they work, and until they have stopped."""
    parts = {service.name: [*_parts(system, service), door_part(front)] for service in services}
    async with _open(system, build_admin(parts), door):
        yield


@asynccontextmanager
async def serving(system: System, services: Sequence[Service], door: socket.socket) -> AsyncIterator[None]:
    """The front door for these services of the system."""
    site = Site(system.settings, system.identity, system.clock, system.campaign, sample=system.sample)
    has_front = any(service.name == "publisher" for service in services)
    elsewhere = [service.routes for service in system.services if service not in services]
    app = build_application(services, site, front=has_front, documented=elsewhere)
    async with _open(system, app, door):
        yield


@asynccontextmanager
async def _open(system: System, app: web.Application, door: socket.socket) -> AsyncIterator[None]:
    runner = runner_of(app, shutdown_timeout=ANSWER_SECONDS, trusted=system.settings.trusted_proxies)
    try:
        await runner.setup()
        await web.SockSite(runner, door).start()
        yield
    finally:
        await runner.cleanup()


def _parts(system: System, service: Service) -> list[Part]:
    """What it stands on. Without the broker a service still takes reports, into its outbox: degraded, not down."""
    return [
        database_part(service.database),
        Part("schema", partial(_is_migrated, system, service.name)),
        Part("identity", partial(_is_migrated, system, "identity")),
        Part("bus", system.bus.reachable, required=False),
    ]


async def _is_migrated(system: System, owner: str) -> bool:
    return await at_head(system.databases[owner], CHAINS[owner])
