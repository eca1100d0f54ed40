import asyncio
import math

from prometheus_client import REGISTRY

from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.ledger.seal import SealLedger
from services.publisher.stories.storage.ledger import SqlLedger
from services.publisher.stories.storage.ledger_gauge import LedgerGauge
from shared.database.engine import SqlDatabase
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.unit.publisher.scenes import EDITOR1, draft, story


def shown() -> float | None:
    return REGISTRY.get_sample_value("lianbo_ledger_unsealed_seconds", {"service": "publisher"})


async def looked(database: SqlDatabase, clock: FixedClock, expected: float) -> None:
    task = asyncio.create_task(LedgerGauge(database, clock).run())
    try:
        await eventually(lambda: shown() == expected)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert math.isnan(shown() or 0), "nobody looks any more"


async def test_the_gauge_tells_how_far_the_sealer_is_behind(open_database: OpenDatabase, clock: FixedClock):
    database, ledger = await open_database("publisher"), SqlLedger()
    await looked(database, clock, 0)
    passed = entry(Action.PASSED, story(), at=clock.now(), by=Actor.of(EDITOR1), draft=draft())
    async with database.transaction() as tx:
        await ledger.add(passed, tx)
    clock.advance(seconds=90)
    await looked(database, clock, 90)
    await SealLedger(database, ledger)()
    await looked(database, clock, 0)
