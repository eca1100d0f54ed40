"""What is asked at each view of the desk reads no table from end to end, however many stories there are."""

from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa

from services.publisher.desk.storage.readings import SqlDeskReadings
from services.publisher.stories.listing import Filters
from services.publisher.stories.storage.lists import SqlStoryLists
from shared.database import Reading
from shared.database.engine import SqlDatabase
from shared.ids import Sha256
from tests.conftest import OpenDatabase

Asking = Callable[[Reading], Awaitable[object]]


@pytest.fixture
async def database(open_database: OpenDatabase) -> SqlDatabase:
    return await open_database("publisher")


async def plans(database: SqlDatabase, ask: Asking) -> list[str]:
    """How the database would answer each statement of it."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def listen(*said: object) -> None:
        _, _, statement, parameters, *_ = said
        assert isinstance(parameters, tuple)
        asked.append((str(statement), parameters))

    explain = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    async with database.reading() as view:
        if database.dialect == "postgresql":  # in an empty table reading all of it costs least
            await view.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        sa.event.listen(view.connection.sync_connection, "before_cursor_execute", listen)
        await ask(view)
        sa.event.remove(view.connection.sync_connection, "before_cursor_execute", listen)
        found = []
        for statement, parameters in asked:
            rows = await view.connection.exec_driver_sql(f"{explain} {statement}", parameters)
            found.append("\n".join(str(row[-1]) for row in rows))
    return found


async def test_counting_what_its_unit_took_back_reads_only_that(database: SqlDatabase):
    by_state, _, takedowns = await plans(database, SqlStoryLists().counts)
    assert "ix_stories_takedown_wanted" in takedowns
    assert "ix_stories_state" in by_state


async def test_listing_what_its_unit_took_back_reads_only_that(database: SqlDatabase):
    filters = Filters(takedown_wanted=True)
    ids, *_ = await plans(database, lambda view: SqlStoryLists().newest(filters, "", 50, view))
    assert "ix_stories_takedown_wanted" in ids


async def test_a_thumbnail_is_found_by_its_content(database: SqlDatabase):
    (plan,) = await plans(database, lambda view: SqlDeskReadings().rendition(Sha256("0" * 64), view))
    assert "ix_renditions_sha256" in plan
