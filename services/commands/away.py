"""What a command says when what it stands on is away: cause and next step, not where in the program it showed."""

import errno
import sqlite3
from collections.abc import Callable

import sqlalchemy.exc as sa

from shared.bus import TemporaryFailure
from shared.database.engine import DatabaseAway

SERVER_AWAY = "连不上数据库服务器。请确认 PostgreSQL 已启动、LIANBO_DATABASE_URL 的地址和端口正确，再执行一次。"
BROKER_AWAY = "连不上消息队列服务器，或它没有答复。请确认 RabbitMQ 已启动、LIANBO_AMQP_URL 正确，再执行一次。"
NO_TABLES = "数据库还没有建好，或比程序旧。请先执行 lianbo migrate；单机的先用 lianbo run 启动一次。"
FULL = "磁盘已满。请腾出空间，再执行一次。"

SQLSTATES = {
    "28": "数据库服务器不接受这个用户名或密码。请核对 LIANBO_DATABASE_URL。",
    "3D000": "数据库服务器上没有这个数据库。请先建好，或核对 LIANBO_DATABASE_URL。",
    "42P01": NO_TABLES,
    "42703": NO_TABLES,
    "3F000": NO_TABLES,
    "42501": "数据库用户的权限不够。请让数据库管理员授予它对各 schema 的权限。",
    "53100": FULL,
    "53": "数据库服务器的连接或内存不够用。请稍后再执行一次。",
    "25006": "数据库现在只能读。请确认 LIANBO_DATABASE_URL 指向主库。",
    "08": SERVER_AWAY,
    "57": SERVER_AWAY,
}
"""PostgreSQL's, by how they begin."""

SQLITE = {
    "unable to open": "打不开数据文件夹里的数据库。请核对 LIANBO_DATA 和权限；还没有数据的，先用 lianbo run 启动一次。",
    "no such table": NO_TABLES,
    "no such column": NO_TABLES,
    "locked": "数据库一直被别的进程占用。请稍后再执行一次。",
    "readonly": "数据文件夹里的数据库不能写。请用运行 lianbo 的那个用户执行，或检查权限。",
    "disk is full": FULL,
    "disk I/O": "数据文件夹所在的磁盘读写出错。请检查磁盘，再执行一次。",
    "not a database": "数据文件夹里的数据库已损坏。请停止系统，用备份恢复。",
    "malformed": "数据文件夹里的数据库已损坏。请停止系统，用备份恢复。",
}
"""By what its message says: it has no finer codes for some."""


def away(error: BaseException) -> str:
    """One sentence; empty where it is an error of ours."""
    for cause in _causes(error):
        if told := _told(cause):
            return told
    return ""


def _told(cause: BaseException) -> str:
    if isinstance(cause, TemporaryFailure):
        return BROKER_AWAY
    if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}:
        return FULL
    if isinstance(cause, sqlite3.Error):
        return _first(SQLITE, str(cause), str.__contains__)
    if state := getattr(cause, "sqlstate", None):
        return _first(SQLSTATES, str(state), str.startswith)
    lost = isinstance(cause, sa.DBAPIError) and cause.connection_invalidated
    return SERVER_AWAY if lost or isinstance(cause, DatabaseAway | sa.TimeoutError | TimeoutError) else ""


def _first(sentences: dict[str, str], text: str, fits: Callable[[str, str], bool]) -> str:
    return next((said for key, said in sentences.items() if fits(text, key)), "")


def _causes(error: BaseException | None) -> list[BaseException]:
    """The innermost first: it knows best."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        if isinstance(error, sa.DBAPIError) and error.orig is not None and error.orig not in found:
            found.append(error.orig)
        error = error.__cause__ or error.__context__
    return found[::-1]
