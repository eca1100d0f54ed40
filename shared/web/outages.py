"""Which failures are the surroundings' and not the program's: the sender may try again, nothing is broken."""

import asyncio
import errno
import sqlite3

import sqlalchemy.exc as sa

from shared.bus import TemporaryFailure
from shared.web.problems import Problem

RETRY_SECONDS = 5
FULL = {errno.ENOSPC, errno.EDQUOT}
POSTGRES_FULL = "53100"
POSTGRES_NUL = "22021"
POSTGRES_AWAY = ("08", "53", "57P", "25P03", "40", "42P01", "42703", "3F000")
"""SQLSTATE: connection lost, resources exhausted, server shutting down, session ended while we stood still; rolled back
in favour of another; and a table, column or schema that is not there: `lianbo migrate` has not run yet."""


def outage(error: BaseException) -> Problem | None:
    """507 where the disk is full, 503 with Retry-After where a part is away, None for an error of ours.

    422 for a NUL that reached PostgreSQL, which keeps none in a text: the sender's, whatever way it came.
    """
    causes = _causes(error)
    if any(getattr(cause, "sqlstate", None) == POSTGRES_NUL for cause in causes):
        return Problem(422, "invalid", "填写有误", "内容含有不能保存的控制字符（NUL），请删去后重试。")
    if any(_is_full(cause) for cause in causes):
        return Problem(507, "storage-full", "存储空间不足", "系统的存储空间已满，本次内容没有保存。请联系管理员。")
    if any(_is_away(cause) for cause in causes):
        return Problem(
            503,
            "unavailable",
            "服务暂时不可用",
            "系统的一部分暂时连不上，本次内容没有保存。请稍后重试。",
            headers={"Retry-After": str(RETRY_SECONDS)},
        )
    return None


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        if isinstance(error, sa.DBAPIError) and error.orig is not None:
            found.append(error.orig)
        error = error.__cause__ or error.__context__
    return found


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    if isinstance(error, sqlite3.OperationalError) and "disk is full" in str(error):
        return True
    return getattr(error, "sqlstate", None) == POSTGRES_FULL


def _is_away(error: BaseException) -> bool:
    if isinstance(error, TemporaryFailure | sa.TimeoutError | ConnectionError | asyncio.TimeoutError):
        return True
    if isinstance(error, sa.DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, sqlite3.OperationalError):
        return "locked" in str(error) or "unable to open" in str(error) or "disk I/O" in str(error)
    return str(getattr(error, "sqlstate", None) or "").startswith(POSTGRES_AWAY)
