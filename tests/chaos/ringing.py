"""A small process on a bus, made to be killed: says some rings once, and counts each one it hears.

`python -m tests.chaos.ringing FOLDER COUNT [AMQP_URL]` ends with 0 as soon as every ring has had its effect.
Without an address it is on the embedded bus.
"""

import asyncio
import sys
from pathlib import Path

import sqlalchemy as sa

from services.databases import CHAINS, PLUMBING
from shared.bus import subscribe
from shared.bus.ladder import Ladder
from shared.bus.outbox import DatabaseOutbox
from shared.bus.rabbit import RabbitBus
from shared.bus.sqlite import SqliteBus
from shared.bus.tables import outbox
from shared.clock import SystemClock
from shared.database import Database, Transaction
from shared.database.engine import SqlDatabase, sqlite_database
from shared.database.migrate import migrate
from shared.service import Service, running
from tests.buses import Rang, rang

metadata = sa.MetaData()
effects = sa.Table("effects", metadata, sa.Column("number", sa.Integer))
"""Without a unique key: an effect that happens twice is two rows."""


class Count:
    async def __call__(self, event: Rang, tx: Transaction) -> None:
        await tx.connection.execute(effects.insert().values(number=event.number))


async def opened(folder: Path) -> tuple[SqlDatabase, SqlDatabase]:
    bus, owner = sqlite_database("bus", folder / "bus.db"), sqlite_database("test", folder / "test.db")
    await migrate(bus, CHAINS["bus"])
    await migrate(owner, (PLUMBING,))
    async with owner.transaction() as tx:
        await tx.connection.run_sync(metadata.create_all)
    return bus, owner


async def heard(database: Database) -> list[int]:
    async with database.reading() as view:
        return sorted((await view.connection.execute(sa.select(effects.c.number))).scalars())


async def ring(folder: Path, count: int, amqp_url: str | None = None) -> None:
    bus_database, database = await opened(folder)
    clock = SystemClock()
    ladder = Ladder((0.2,))
    bus = RabbitBus(amqp_url, ladder) if amqp_url else SqliteBus(bus_database, clock, ladder)
    service = Service("test", database, [subscribe("test.rings", Rang, Count())])
    async with running([service], bus, clock):
        async with database.transaction() as tx:
            said = (await tx.connection.execute(sa.select(sa.func.count()).select_from(outbox))).scalar_one()
            if not said:
                for number in range(count):
                    await DatabaseOutbox("test").add(rang(number), tx)
        while len(set(await heard(database))) < count:  # noqa: ASYNC110  the effects are rows
            await asyncio.sleep(0.05)
        # What was published twice has time to do harm.
        await asyncio.sleep(1.0)
    if isinstance(bus, RabbitBus):
        await bus.close()
    await database.close()
    await bus_database.close()


if __name__ == "__main__":
    asyncio.run(asyncio.wait_for(ring(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]), 60))
