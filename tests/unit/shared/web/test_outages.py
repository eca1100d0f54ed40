import errno
import sqlite3

import asyncpg
import pytest
import sqlalchemy.exc as sa
from aio_pika.exceptions import ChannelInvalidStateError

from shared.bus import PermanentFailure, TemporaryFailure
from shared.web.outages import outage


def wrapped(error: Exception, *, invalidated: bool = False) -> sa.DBAPIError:
    return sa.OperationalError("SELECT 1", None, error, connection_invalidated=invalidated)


def with_cause(error: Exception, outer: Exception | None = None) -> Exception:
    outer = outer or RuntimeError("around it")
    outer.__cause__ = error
    return outer


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "full"), 507),
        (OSError(errno.EDQUOT, "quota"), 507),
        (wrapped(sqlite3.OperationalError("database or disk is full")), 507),
        (wrapped(asyncpg.exceptions.DiskFullError("no space")), 507),
        (wrapped(sqlite3.OperationalError("database is locked")), 503),
        (wrapped(sqlite3.OperationalError("unable to open database file")), 503),
        (wrapped(asyncpg.exceptions.AdminShutdownError("going down")), 503),
        (wrapped(asyncpg.exceptions.CannotConnectNowError("starting")), 503),
        (wrapped(asyncpg.exceptions.TooManyConnectionsError("too many")), 503),
        (wrapped(asyncpg.exceptions.ConnectionDoesNotExistError("gone")), 503),
        (wrapped(Exception("cut"), invalidated=True), 503),
        (wrapped(asyncpg.exceptions.IdleInTransactionSessionTimeoutError("idle")), 503),
        (wrapped(asyncpg.exceptions.DeadlockDetectedError("deadlock")), 503),
        (wrapped(asyncpg.exceptions.SerializationError("could not serialize")), 503),
        (wrapped(asyncpg.exceptions.UndefinedTableError("before lianbo migrate")), 503),
        (wrapped(asyncpg.exceptions.UndefinedColumnError("before lianbo migrate")), 503),
        (sa.TimeoutError("no connection free"), 503),
        (ConnectionRefusedError("refused"), 503),
        (TimeoutError(), 503),
        (wrapped(asyncpg.exceptions.CharacterNotInRepertoireError("0x00")), 422),
        (with_cause(OSError(errno.ENOSPC, "full")), 507),
        (with_cause(ConnectionResetError()), 503),
        (TemporaryFailure("publish: cut off by the broker, outcome unknown"), 503),
        (with_cause(ChannelInvalidStateError("closed"), TemporaryFailure("publish: closed")), 503),
        (with_cause(TemporaryFailure("publish: closed")), 503),
    ],
)
def test_what_is_the_surroundings_fault_says_so(error: Exception, status: int):
    problem = outage(error)
    assert problem
    assert problem.status == status
    assert ("Retry-After" in problem.headers) == (status == 503)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a bug"),
        KeyError("a bug"),
        PermanentFailure("a bug"),
        FileNotFoundError(errno.ENOENT, "a bug"),
        wrapped(sqlite3.OperationalError("no such table: stories")),
        sa.IntegrityError("INSERT", None, sqlite3.IntegrityError("UNIQUE constraint failed")),
        wrapped(asyncpg.exceptions.PostgresSyntaxError("syntax error")),
    ],
)
def test_our_own_faults_stay_ours(error: Exception):
    assert outage(error) is None
