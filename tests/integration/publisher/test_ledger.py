"""The ledger: append-only, chained by one sealer, and no byte of it changes unnoticed."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.publisher.domain.ledger import Action, Actor, Entry, entry
from services.publisher.storage.ledger import SqlLedger
from services.publisher.storage.tables import ledger_entries, ledger_seals
from services.publisher.use_cases.seal_ledger import SealLedger
from shared.contracts.words import Stage
from shared.database.engine import SqlDatabase
from tests.conftest import OpenDatabase
from tests.unit.publisher.scenes import EDITOR1, NOON, draft, story

LEDGER = SqlLedger()
TABLES = ("ledger_entries", "ledger_seals")


@pytest.fixture
async def database(open_database: OpenDatabase) -> SqlDatabase:
    return await open_database("publisher")


async def written(database: SqlDatabase, count: int) -> list[Entry]:
    whole, one = story(), draft()
    entries = [
        entry(
            Action.PASSED, whole, at=NOON, by=Actor.of(EDITOR1), draft=one, stage=Stage.FIRST,
            opinion=f"同意 {number}", details={"version": number},
        )
        for number in range(count)
    ]  # fmt: skip
    async with database.transaction() as tx:
        for each in entries:
            await LEDGER.add(each, tx)
    return entries


async def sealed(database: SqlDatabase, count: int = 5) -> list[Entry]:
    entries = await written(database, count)
    await SealLedger(database, LEDGER)()
    return entries


async def verified(database: SqlDatabase, later: timedelta = timedelta(0)):
    async with database.reading() as view:
        return await LEDGER.verify(view, NOON + later)


async def without_triggers(database: SqlDatabase, *statements: sa.Executable) -> None:
    """What somebody with the database's password can do."""
    async with database.transaction() as tx:
        if database.dialect == "sqlite":
            for table in TABLES:
                for verb in ("update", "delete"):
                    await tx.connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
            await tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            await tx.connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            await tx.connection.execute(statement)


async def test_what_was_sealed_holds(database: SqlDatabase):
    await sealed(database)
    assert await verified(database) is None


async def test_an_empty_ledger_holds(database: SqlDatabase):
    assert await verified(database) is None


async def test_one_changed_byte_of_any_field_names_the_entry(open_sqlite: OpenDatabase):
    database = await open_sqlite("publisher")
    entries = await sealed(database)
    third = ledger_entries.c.id == entries[2].id
    await without_triggers(database)
    for name, value in asdict(entries[2]).items():
        if name == "id":
            continue
        async with database.transaction() as tx:
            await tx.connection.execute(ledger_entries.update().where(third).values({name: value + "x"}))
        broken = await verified(database)
        assert broken is not None, name
        assert (broken.sequence, broken.entry_id) == (3, entries[2].id), name
        async with database.transaction() as tx:
            await tx.connection.execute(ledger_entries.update().where(third).values({name: value}))
        assert await verified(database) is None, "put back, it holds again"


async def test_one_changed_byte_names_the_entry_on_every_database(database: SqlDatabase):
    entries = await sealed(database)
    third = ledger_entries.c.id == entries[2].id
    await without_triggers(database, ledger_entries.update().where(third).values(opinion="同意 ２"))
    broken = await verified(database)
    assert broken is not None
    assert (broken.sequence, broken.entry_id) == (3, entries[2].id)


async def test_a_byte_that_is_no_text_any_more_names_the_entry_too(open_sqlite: OpenDatabase):
    database = await open_sqlite("publisher")
    entries = await sealed(database)
    broken_text = sa.text("UPDATE ledger_entries SET opinion = CAST(X'E5908CFF' AS TEXT) WHERE id = :id")
    await without_triggers(database, broken_text.bindparams(id=entries[3].id))
    broken = await verified(database)
    assert broken is not None
    assert (broken.sequence, broken.entry_id) == (4, entries[3].id)


async def test_a_changed_seal_names_its_entry(database: SqlDatabase):
    entries = await sealed(database)
    second = ledger_seals.c.entry_id == entries[1].id
    await without_triggers(database, ledger_seals.update().where(second).values(hash="f" * 64))
    broken = await verified(database)
    assert broken is not None
    assert broken.entry_id == entries[1].id


@pytest.mark.parametrize(("gone", "named"), [(1, 2), (4, 5)])
async def test_a_deleted_entry_is_missed_the_last_one_as_well(database: SqlDatabase, gone: int, named: int):
    entries = await sealed(database)
    await without_triggers(
        database,
        ledger_seals.delete().where(ledger_seals.c.entry_id == entries[gone].id),
        ledger_entries.delete().where(ledger_entries.c.id == entries[gone].id),
    )
    broken = await verified(database)
    assert broken is not None
    assert broken.sequence == named


async def test_an_entry_without_a_seal_is_reported_after_a_minute(database: SqlDatabase):
    entries = await written(database, 2)
    assert await verified(database, timedelta(seconds=60)) is None
    broken = await verified(database, timedelta(seconds=61))
    assert broken is not None
    assert (broken.sequence, broken.entry_id) == (None, entries[0].id)


async def test_the_database_itself_refuses_to_change_delete_or_empty(database: SqlDatabase):
    await sealed(database)
    acts: list[sa.Executable] = [
        ledger_entries.update().values(opinion="x"),
        ledger_seals.update().values(hash="x"),
        ledger_entries.delete(),
        ledger_seals.delete(),
    ]
    if database.dialect == "postgresql":
        acts += [sa.text(f'TRUNCATE "publisher".{table} CASCADE') for table in TABLES]
    for act in acts:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            async with database.transaction() as tx:
                await tx.connection.execute(act)
    assert await verified(database) is None


async def test_several_sealers_at_once_make_one_chain(database: SqlDatabase):
    batches = [await written(database, 20) for _ in range(5)]
    counts = await asyncio.gather(*(SealLedger(database, LEDGER)() for _ in range(4)))
    assert sum(counts) == 100
    assert await verified(database) is None
    assert await numbers(database) == list(range(1, sum(map(len, batches)) + 1))


async def test_sealing_goes_on_where_it_stopped(database: SqlDatabase):
    await sealed(database, 3)
    await sealed(database, 3)
    assert await numbers(database) == [1, 2, 3, 4, 5, 6]
    assert await verified(database) is None


async def test_a_quick_round_seals_what_is_recent_and_a_thorough_one_what_was_forgotten(database: SqlDatabase):
    await sealed(database, 2)
    (recent,) = await written(database, 1)
    forgotten = replace(recent, id="01800000-0000-7000-8000-000000000000")
    async with database.transaction() as tx:
        await LEDGER.add(forgotten, tx)
    assert await SealLedger(database, LEDGER)(thorough=False) == 1
    assert await SealLedger(database, LEDGER)(thorough=True) == 1
    assert await verified(database) is None


async def test_the_running_sealer_seals_by_itself(database: SqlDatabase):
    sealer = asyncio.create_task(SealLedger(database, LEDGER).run())
    await asyncio.sleep(0.1)
    await written(database, 3)
    async with asyncio.timeout(5):  # usually half a second; the machine may be busy
        while len(await numbers(database)) < 3:  # noqa: ASYNC110  the sealer has nobody to tell
            await asyncio.sleep(0.05)
    sealer.cancel()


async def test_the_history_of_a_story_is_in_order_with_its_hashes(database: SqlDatabase):
    entries = await sealed(database, 3)
    entries += await written(database, 1)
    async with database.reading() as view:
        history = await LEDGER.of_story(story().id, view)
    assert [one for one, _ in history] == entries
    assert [bool(hashed) for _, hashed in history] == [True, True, True, False]


async def test_more_than_one_page_is_verified_and_exported(database: SqlDatabase):
    entries = await sealed(database, 1203)
    assert await verified(database) is None
    async with database.reading() as view:
        exported = [one async for one in LEDGER.export(view)]
    assert [one.entry for one in exported] == entries
    assert exported[-1].sequence == 1203


async def numbers(database: SqlDatabase) -> Sequence[int]:
    async with database.reading() as view:
        rows = await view.connection.execute(sa.select(ledger_seals.c.sequence).order_by(ledger_seals.c.sequence))
        return list(rows.scalars())
