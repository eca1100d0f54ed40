"""Whatever is away, a command says it in one sentence with the next step; its own faults keep their trace."""

import errno
import sqlite3

import pytest
import sqlalchemy.exc as sa

from services.commands.away import BROKER_AWAY, FULL, NO_TABLES, SERVER_AWAY, SQLITE, SQLSTATES, away
from shared.bus import TemporaryFailure
from shared.database.engine import DatabaseAway


class PostgresError(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__("the server's words")
        self.sqlstate = sqlstate


def wrapped(cause: Exception) -> sa.DBAPIError:
    return sa.OperationalError("SELECT 1", {}, cause)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DatabaseAway("gone"), SERVER_AWAY),
        (TimeoutError(), SERVER_AWAY),
        (sa.TimeoutError("pool"), SERVER_AWAY),
        (sa.DBAPIError("SELECT 1", {}, OSError("cut"), connection_invalidated=True), SERVER_AWAY),
        (wrapped(PostgresError("57P03")), SERVER_AWAY),
        (wrapped(PostgresError("28P01")), SQLSTATES["28"]),
        (wrapped(PostgresError("3D000")), SQLSTATES["3D000"]),
        (wrapped(PostgresError("42P01")), NO_TABLES),
        (wrapped(PostgresError("53100")), FULL),
        (wrapped(PostgresError("53300")), SQLSTATES["53"]),
        (wrapped(sqlite3.OperationalError("unable to open database file")), SQLITE["unable to open"]),
        (wrapped(sqlite3.OperationalError("no such table: accounts")), NO_TABLES),
        (wrapped(sqlite3.OperationalError("database is locked")), SQLITE["locked"]),
        (wrapped(sqlite3.DatabaseError("file is not a database")), SQLITE["not a database"]),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (TemporaryFailure("publish: no answer"), BROKER_AWAY),
    ],
    ids=str,
)
def test_what_is_away_is_told_with_the_next_step(error: Exception, told: str):
    assert away(error) == told
    assert (told.count("\n"), told.endswith("。")) == (0, True)


def test_the_cause_is_told_and_not_what_it_led_to():
    consequence = RuntimeError("while closing")
    consequence.__cause__ = sqlite3.OperationalError("database is locked")
    assert away(consequence) == SQLITE["locked"]


@pytest.mark.parametrize("error", [ZeroDivisionError(), wrapped(PostgresError("23505")), KeyError("x")], ids=str)
def test_a_fault_of_the_program_stays_one(error: Exception):
    assert away(error) == ""
