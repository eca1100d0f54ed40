import asyncio
import errno

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from shared.database import engine
from shared.database.engine import postgres_database
from shared.database.tables import Short, TooLongError, UtcDateTime, insert_unless_there, new_metadata
from shared.web.outages import outage
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.network import free_port

metadata = new_metadata()
things = sa.Table(
    "things",
    metadata,
    sa.Column("name", Short(50), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False, default=0),
    sa.Column("at", UtcDateTime),
)


async def with_things(open_database: OpenDatabase):
    database = await open_database("identity")
    async with database.transaction() as tx:
        await tx.connection.run_sync(metadata.create_all)
        await tx.connection.execute(things.insert().values(name="one", count=0))
    return database


async def test_a_time_comes_back_as_the_same_moment(open_database: OpenDatabase, clock: FixedClock):
    database = await with_things(open_database)
    async with database.transaction() as tx:
        await tx.connection.execute(things.update().values(at=clock.now()))
    async with database.reading() as view:
        assert (await view.connection.execute(sa.select(things.c.at))).scalar_one() == clock.now()


async def test_a_text_that_does_not_fit_is_refused_by_both_and_may_be_asked_for(open_database: OpenDatabase):
    database = await with_things(open_database)
    for act in (things.insert().values(name=50 * "长"), things.update().values(name=50 * "长").where(False)):
        async with database.transaction() as tx:
            await tx.connection.execute(act)
    for act in (things.insert().values(name=51 * "x", count=1), things.update().values(name=51 * "x")):
        with pytest.raises(StatementError) as refused:
            async with database.transaction() as tx:
                await tx.connection.execute(act)
        assert isinstance(refused.value.orig, TooLongError)
    longer = sa.select(things.c.name).where(sa.or_(things.c.name == 51 * "x", things.c.name.in_([51 * "y"])))
    async with database.reading() as view:
        assert (await view.connection.execute(longer)).all() == []


async def test_what_reads_then_writes_at_once_loses_no_count(open_database: OpenDatabase):
    database = await with_things(open_database)

    async def count_up() -> None:
        async with database.transaction() as tx:
            row = await tx.connection.execute(sa.select(things.c.count).where(things.c.name == "one").with_for_update())
            before = row.scalar_one()
            await asyncio.sleep(0)
            await tx.connection.execute(things.update().values(count=before + 1))

    await asyncio.gather(*(count_up() for _ in range(20)))
    async with database.reading() as view:
        assert (await view.connection.execute(sa.select(things.c.count))).scalar_one() == 20


async def test_a_failed_transaction_leaves_nothing_and_calls_nobody(open_database: OpenDatabase):
    database = await with_things(open_database)
    called: list[str] = []
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as tx:
            await tx.connection.execute(things.insert().values(name="two", count=0))
            tx.after_commit(lambda: called.append("two"))
            raise ZeroDivisionError
    async with database.transaction() as tx:
        tx.after_commit(lambda: called.append("three"))
        found = (await tx.connection.execute(sa.select(things.c.name))).scalars().all()
    assert found == ["one"]
    assert called == ["three"]


async def test_an_insert_unless_there_says_whether_it_was_new(open_database: OpenDatabase):
    database = await with_things(open_database)
    async with database.transaction() as tx:
        again = await tx.connection.execute(insert_unless_there(tx.connection, things).values(name="one", count=0))
        new = await tx.connection.execute(insert_unless_there(tx.connection, things).values(name="two", count=0))
        assert (again.rowcount, new.rowcount) == (0, 1)


async def test_a_reader_cannot_write_on_postgresql_and_sees_one_moment(open_database: OpenDatabase):
    database = await with_things(open_database)
    async with database.reading() as view:
        before = (await view.connection.execute(sa.select(things.c.count))).scalar_one()
        async with database.transaction() as tx:
            await tx.connection.execute(things.update().values(count=7))
        after = (await view.connection.execute(sa.select(things.c.count))).scalar_one()
    assert before == after == 0


async def test_a_task_cancelled_in_the_middle_of_a_transaction_leaves_the_database_writable(
    open_database: OpenDatabase,
):
    database = await with_things(open_database)

    async def read_and_write(number: int) -> None:
        async with database.transaction() as tx:
            await tx.connection.execute(things.insert(), [{"name": f"{number}-{one}", "count": 0} for one in range(50)])
            (await tx.connection.execute(sa.select(things))).all()
            await tx.connection.execute(things.update().values(count=1))
            (await tx.connection.execute(sa.select(things))).first()

    for number in range(40):
        tasks = [asyncio.create_task(read_and_write(number)) for _ in range(3)]
        await asyncio.sleep(number / 2000)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        async with asyncio.timeout(10), database.transaction() as tx:
            await tx.connection.execute(things.delete().where(things.c.name != "one"))


@pytest.mark.postgres
async def test_a_session_whose_client_is_gone_gives_its_locks_back(
    open_postgres: OpenDatabase, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(engine.SESSION, "idle_in_transaction_session_timeout", "300ms")
    database = await open_postgres("notifier")
    async with database.transaction() as tx:
        await tx.connection.execute(sa.text("CREATE TABLE notifier.held AS SELECT 1 AS number"))
    take = sa.text("UPDATE notifier.held SET number = number + 1")
    with pytest.raises(sa.exc.DBAPIError):
        async with database.transaction() as ghost:
            await ghost.connection.execute(take)
            await asyncio.sleep(1)
            async with asyncio.timeout(5), database.transaction() as tx:
                await tx.connection.execute(take)
    async with database.reading() as view:
        assert await view.connection.scalar(sa.text("SELECT number FROM notifier.held")) == 2


@pytest.mark.postgres
async def test_a_command_that_hears_nothing_is_given_up_and_only_a_migration_waits(
    open_postgres: OpenDatabase, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "COMMAND_SECONDS", 0.3)
    database = await open_postgres("notifier")
    with pytest.raises((sa.exc.DBAPIError, TimeoutError)) as raised:
        async with database.reading() as view:
            await view.connection.execute(sa.text("SELECT pg_sleep(5)"))
    problem = outage(raised.value)
    assert problem
    assert (problem.status, "Retry-After" in problem.headers) == (503, True)
    async with database.migrating() as tx:
        await tx.connection.execute(sa.text("SELECT pg_sleep(0.6)"))


@pytest.mark.parametrize("host", ["nowhere.invalid", "localhost", "127.0.0.1"])
async def test_a_server_that_cannot_be_reached_is_away_whatever_the_network_calls_it(host: str):
    database = postgres_database("notifier", f"postgresql://lianbo@{host}:{free_port()}/lianbo")
    await away(database)


@pytest.mark.parametrize("number", [errno.EHOSTUNREACH, errno.ENETUNREACH])
async def test_a_network_without_a_way_to_the_server_is_an_outage(number: int, monkeypatch: pytest.MonkeyPatch):
    async def connect(*_: object, **__: object) -> None:
        raise OSError(number, "no way")

    monkeypatch.setattr(asyncpg, "connect", connect)
    await away(postgres_database("notifier", "postgresql://lianbo@10.0.0.1/lianbo"))


@pytest.mark.postgres
async def test_a_table_that_is_not_there_yet_is_an_outage(postgres_url: str):
    await away(postgres_database("not_migrated", postgres_url))


async def away(database: engine.SqlDatabase) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011  which it is, is what the test asks
        async with database.reading() as view:
            await view.connection.execute(sa.select(things))
    problem = outage(raised.value)
    await database.close()
    assert problem, repr(raised.value)
    assert (problem.status, problem.headers["Retry-After"]) == (503, "5")
