import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from shared.bus.outbox import DatabaseOutbox
from shared.bus.tables import outbox
from shared.contracts import Envelope
from shared.contracts.campaign import DeadlineNear
from shared.database.engine import SqlDatabase
from shared.ids import derived_id
from shared.timers.database import BATCH, DatabaseTimers, TimerFiring
from shared.timers.tables import timers as rows
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock

timers = DatabaseTimers()


def near(title: str, clock: FixedClock) -> DeadlineNear:
    return DeadlineNear(deadline="summary", title=title, due_at=clock.now(), occurred_at=clock.now())


async def set_timer(database: SqlDatabase, key: str, clock: FixedClock, *, hours: float, title: str = "工作总结"):
    async with database.transaction() as tx:
        await timers.set(key, clock.now() + timedelta(hours=hours), near(title, clock), tx)


def firing(database: SqlDatabase, clock: FixedClock) -> TimerFiring:
    return TimerFiring(database, DatabaseOutbox("ingest", clock), clock)


async def said(database: SqlDatabase) -> list[Envelope]:
    async with database.reading() as view:
        bodies = (await view.connection.execute(sa.select(outbox.c.body).order_by(outbox.c.created_at))).scalars()
        return [Envelope.model_validate_json(body) for body in bodies]


async def test_a_timer_fires_when_it_is_due_and_not_before(open_database: OpenDatabase, clock: FixedClock):
    database = await open_database("notifier")
    await set_timer(database, "summary-3-days", clock, hours=1)
    assert await firing(database, clock).fire_due() == 0
    clock.advance(hours=1)
    assert await firing(database, clock).fire_due() == 1
    [envelope] = await said(database)
    assert (envelope.id, envelope.type, envelope.time) == (derived_id("summary-3-days"), "deadline.near", clock.now())
    assert envelope.data["title"] == "工作总结"


async def test_it_fires_once_whatever_the_replicas_and_the_clock_do(open_database: OpenDatabase, clock: FixedClock):
    database = await open_database("notifier")
    for number in range(5):
        await set_timer(database, f"timer-{number}", clock, hours=1)
    clock.advance(hours=1)
    await asyncio.gather(*(firing(database, clock).fire_due() for _ in range(4)))
    clock.advance(hours=-1)
    await firing(database, clock).fire_due()
    clock.advance(hours=2)
    await firing(database, clock).fire_due()
    await set_timer(database, "timer-0", clock, hours=-1)
    await firing(database, clock).fire_due()
    assert len({envelope.id for envelope in await said(database)}) == len(await said(database)) == 5


async def test_set_again_before_it_fires_it_takes_the_new_time_and_words(
    open_database: OpenDatabase, clock: FixedClock
):
    database = await open_database("notifier")
    await set_timer(database, "summary", clock, hours=1, title="旧")
    await set_timer(database, "summary", clock, hours=3, title="新")
    clock.advance(hours=2)
    assert await firing(database, clock).fire_due() == 0
    clock.advance(hours=1)
    assert await firing(database, clock).fire_due() == 1
    [envelope] = await said(database)
    assert envelope.data["title"] == "新"


async def test_a_cancelled_timer_stays_silent(open_database: OpenDatabase, clock: FixedClock):
    database = await open_database("notifier")
    await set_timer(database, "summary", clock, hours=1)
    async with database.transaction() as tx:
        await timers.cancel("summary", tx)
    clock.advance(hours=2)
    assert await firing(database, clock).fire_due() == 0


async def test_what_is_no_longer_wanted_below_a_prefix_is_cancelled_and_nothing_else(
    open_database: OpenDatabase, clock: FixedClock
):
    database = await open_database("notifier")
    fired, kept, dropped = "deadline:a_b:fired", "deadline:a_b:kept", "deadline:a_b:dropped"
    others = ["deadline:a_b-too:dropped", "deadline:axb:dropped", "Deadline:a_b:dropped"]
    await set_timer(database, fired, clock, hours=0)
    await firing(database, clock).fire_due()
    for key in (kept, dropped, *others):
        await set_timer(database, key, clock, hours=1)
    async with database.transaction() as tx:
        assert await timers.cancel_others("deadline:a_b:", {kept, "never set"}, tx) == 1
    async with database.reading() as view:
        assert set((await view.connection.execute(sa.select(rows.c.key))).scalars()) == {fired, kept, *others}
    async with database.transaction() as tx:
        assert await timers.cancel_others("deadline:a_b:", set(), tx) == 1


async def test_a_timer_lives_and_dies_with_its_transaction(open_database: OpenDatabase, clock: FixedClock):
    database = await open_database("notifier")
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            await timers.set("summary", clock.now(), near("工作总结", clock), tx)
            raise ZeroDivisionError
    assert await firing(database, clock).fire_due() == 0


@pytest.mark.parametrize("unreadable", [{"type": "of.a.later.version"}, {"data": {"deadline": None}}])
async def test_a_timer_that_cannot_be_read_holds_back_no_other_and_stays(
    open_database: OpenDatabase, clock: FixedClock, unreadable: dict[str, object]
):
    database = await open_database("notifier")
    for number in range(BATCH + 1):
        await set_timer(database, f"unreadable-{number}", clock, hours=1)
    async with database.transaction() as tx:
        await tx.connection.execute(rows.update().values(unreadable))
    await set_timer(database, "readable", clock, hours=2)
    clock.advance(hours=2)
    fires = firing(database, clock)
    while await fires.fire_due() == BATCH:
        pass
    assert [envelope.id for envelope in await said(database)] == [derived_id("readable")]
    async with database.reading() as view:
        left = sa.select(sa.func.count()).select_from(rows).where(rows.c.fired_at.is_(None))
        assert await view.connection.scalar(left) == BATCH + 1
