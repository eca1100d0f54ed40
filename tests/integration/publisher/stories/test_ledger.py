"""The ledger: append-only, chained by one sealer, and no byte of it changes unnoticed."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from services.publisher.stories.ledger.entry import Action, Actor, Entry, entry
from services.publisher.stories.ledger.seal import SealLedger
from services.publisher.stories.storage.ledger import SqlLedger
from services.publisher.stories.storage.tables import ledger_entries, ledger_head, ledger_seals
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
            for trigger in ("ledger_head_forward", "ledger_head_kept"):
                await tx.connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
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
            await tx.connection.execute(ledger_entries.update().where(third).values({name: value[:-1] + "x"}))
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


TAMPERED = (
    "{0} || 'x'", "substr({0}, 2)", "''", "CAST({0} AS BLOB)", "X'00'", "X'FF'", "CAST(X'E5908CFF' AS TEXT)",
    "-7", "99", "3.5", "9223372036854775807", "NULL",
)  # fmt: skip
"""What a column may hold after a byte of it, or of its type, was changed on the disk; {0} is the column itself."""


async def test_whatever_a_column_of_one_entry_becomes_that_entry_is_named(open_sqlite: OpenDatabase):
    database = await open_sqlite("publisher")
    entries = await sealed(database)
    await without_triggers(database)
    await without_constraints(database)
    places = [
        *((ledger_entries, column.name, "id") for column in ledger_entries.columns),
        *((ledger_seals, column.name, "entry_id") for column in ledger_seals.columns),
    ]
    for place, one in ((1, entries[0]), (3, entries[2]), (5, entries[4])):
        for table, column, key in places:
            for tampered in TAMPERED:
                where = f"{table.name}.{column} = {tampered} of entry {place}"
                if not await changed(database, table, column, f"{key} = '{one.id}'", tampered.format(f'"{column}"')):
                    continue
                broken = await verified(database)
                assert broken is not None, where
                assert broken.sequence == place, where
                assert broken.entry_id in {one.id, ""}, where
                await put_back(database, table)
    assert await verified(database) is None


async def test_whatever_the_head_becomes_is_noticed(open_sqlite: OpenDatabase):
    database = await open_sqlite("publisher")
    entries = await sealed(database)
    await without_triggers(database)
    await without_constraints(database)
    for column in ("sequence", "hash"):
        for tampered in TAMPERED:
            if not await changed(database, ledger_head, column, "1", tampered.format(f'"{column}"')):
                continue
            broken = await verified(database)
            assert broken is not None, (column, tampered)
            assert broken.entry_id in {one.id for one in entries} | {""}, (column, tampered)
            await put_back(database, ledger_head)
    async with database.transaction() as tx:
        await tx.connection.execute(ledger_head.delete())
    broken = await verified(database)
    assert broken is not None
    assert (broken.sequence, broken.entry_id) == (5, entries[4].id)


async def test_whatever_the_time_of_an_unsealed_entry_becomes_it_is_named(open_sqlite: OpenDatabase):
    database = await open_sqlite("publisher")
    await sealed(database)
    (fresh,) = await written(database, 1)
    await without_triggers(database)
    await without_constraints(database)
    for tampered in TAMPERED:
        if await changed(database, ledger_entries, "at", f"id = '{fresh.id}'", tampered.format("at")):
            broken = await verified(database)
            assert broken is not None, tampered
            assert (broken.sequence, broken.entry_id) == (None, fresh.id), tampered
            await put_back(database, ledger_entries)


async def test_an_entry_that_was_damaged_before_its_seal_keeps_back_no_other_and_is_named(open_sqlite: OpenDatabase):
    database = await open_sqlite("publisher")
    await sealed(database)
    before, damaged, after = await written(database, 3)
    await without_triggers(database)
    await without_constraints(database)
    seal = SealLedger(database, LEDGER)
    for tampered in ("X'00'", "X'FF'", "CAST(X'E5908CFF' AS TEXT)", "NULL"):
        for column in ("opinion", "details", "at", "story"):
            assert await changed(database, ledger_entries, column, f"id = '{damaged.id}'", tampered)
            async with asyncio.timeout(20):
                await seal()
            broken = await verified(database, timedelta(minutes=2))
            assert broken is not None
            assert (broken.sequence, broken.entry_id) == (None, damaged.id), (column, tampered)
            await put_back(database, ledger_entries)
    async with database.reading() as view:
        numbered = await view.connection.execute(sa.select(ledger_seals.c.entry_id).order_by(ledger_seals.c.sequence))
        assert list(numbered.scalars())[5:] == [before.id, after.id]


async def test_the_first_of_several_that_do_not_hold_is_named(open_sqlite: OpenDatabase):
    database = await open_sqlite("publisher")
    entries = await sealed(database)
    unreadable = sa.text("UPDATE ledger_entries SET opinion = CAST(X'FF' AS TEXT) WHERE id = :id")
    await without_triggers(
        database,
        unreadable.bindparams(id=entries[3].id),
        ledger_seals.update().where(ledger_seals.c.entry_id == entries[2].id).values(hash="x"),
        ledger_entries.update().where(ledger_entries.c.id == entries[1].id).values(opinion="x"),
    )
    broken = await verified(database)
    assert broken is not None
    assert (broken.sequence, broken.entry_id) == (2, entries[1].id)


@pytest.mark.parametrize("lost", [[0], [2], [4], [3, 4], [0, 1], [1, 2, 3]])
async def test_where_a_seal_was_taken_its_number_is_named(database: SqlDatabase, lost: list[int]):
    entries = await sealed(database)
    gone = [entries[place].id for place in lost]
    await without_triggers(database, ledger_seals.delete().where(ledger_seals.c.entry_id.in_(gone)))
    broken = await verified(database)
    assert broken is not None
    assert (broken.sequence, broken.entry_id) == (lost[0] + 1, "")


async def without_constraints(database: SqlDatabase) -> None:
    """The file knows none: a changed byte of it may make nothing of what must not be empty."""
    async with database.transaction() as tx:
        run = tx.connection.exec_driver_sql
        version = (await run("PRAGMA schema_version")).scalar_one()
        await run("PRAGMA writable_schema = ON")
        for table in (*TABLES, "ledger_head"):
            await run(f"UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE name = '{table}'")  # noqa: S608  ours
            await run(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")  # noqa: S608  ours
        await run(f"PRAGMA schema_version = {version + 1}")
        await run("PRAGMA writable_schema = OFF")


async def changed(database: SqlDatabase, table: sa.Table, column: str, where: str, value: str) -> bool:
    """Whether anything changed: some values no file can hold there, some are the same as before."""
    different = f'({value}) IS NOT "{column}" OR typeof({value}) <> typeof("{column}")'
    change = f'UPDATE {table.name} SET "{column}" = {value} WHERE {where} AND ({different})'  # noqa: S608  ours
    try:
        async with database.transaction() as tx:
            await tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            await tx.connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            return bool((await tx.connection.exec_driver_sql(change)).rowcount)
    except sa.exc.IntegrityError:
        return False


async def put_back(database: SqlDatabase, table: sa.Table) -> None:
    async with database.transaction() as tx:
        await tx.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        await tx.connection.exec_driver_sql(f"DELETE FROM {table.name}")  # noqa: S608  ours
        await tx.connection.exec_driver_sql(f"INSERT INTO {table.name} SELECT * FROM kept_{table.name}")  # noqa: S608  ours


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
        ledger_head.update().values(sequence=2),
        ledger_head.delete(),
    ]
    if database.dialect == "postgresql":
        acts += [sa.text(f'TRUNCATE "publisher".{table} CASCADE') for table in (*TABLES, "ledger_head")]
    else:
        acts += [
            sa.text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608  ours
            for table in (*TABLES, "ledger_head")
        ]
    for act in acts:
        with pytest.raises(sa.exc.DBAPIError, match=r"append-only|the head"):
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


async def test_a_quick_round_looks_a_day_back_for_what_was_committed_late(database: SqlDatabase):
    (newest,) = await sealed(database, 1)
    late = replace(newest, id=decided_before(newest, timedelta(hours=23)))
    older = replace(newest, id=decided_before(newest, timedelta(hours=25)))
    async with database.transaction() as tx:
        await LEDGER.add_all([older, late], tx)
        assert await LEDGER.is_waiting(tx, thorough=False)
        assert await LEDGER.seal(tx, thorough=False) == 1
    async with database.reading() as view:
        history = await LEDGER.of_story(story().id, view)
    assert [bool(seal) for _, seal in history] == [False, True, True]


def decided_before(entry: Entry, earlier: timedelta) -> str:
    """The id it would have had: the first 48 bits are milliseconds."""
    number = int(entry.id.replace("-", ""), 16) - (int(earlier.total_seconds() * 1000) << 80)
    return str(UUID(int=number))


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
