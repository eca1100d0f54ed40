"""Reads the ledger's rows, also where bytes on the disk were changed: what cannot be read is told with its number."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, fields
from itertools import takewhile
from typing import Any

import sqlalchemy as sa

from services.publisher.stories.ledger.entry import Broken, Entry, Sealed
from services.publisher.stories.storage.tables import ledger_entries, ledger_seals
from shared.database import Reading, Transaction

UNREADABLE = (sa.exc.DBAPIError, UnicodeDecodeError, ValueError, OverflowError)
BATCH = 500
COLUMNS = tuple(ledger_entries.c[field.name] for field in fields(Entry))


@dataclass(frozen=True)
class Page:
    read: list[Sealed]
    lost: Broken | None = None
    """What comes after them and cannot be read."""


async def pages(reading: Reading) -> AsyncIterator[Page]:
    """In batches, so that a year's ledger needs no more memory than a day's; none after what cannot be read."""
    after, limit = 0, BATCH
    while True:
        page = await _page(reading, after, limit)
        if page is None:
            limit = 1  # a damaged byte may not even be text any more: read one by one, they tell which row it is
            continue
        if page.read or page.lost:
            yield page
        if page.lost or not page.read:
            return
        after = page.read[-1].sequence


async def _page(reading: Reading, after: int, limit: int) -> Page | None:
    """None: somewhere among so many is one that cannot be read."""
    query = (
        sa.select(ledger_seals, *COLUMNS)
        .outerjoin(ledger_entries, ledger_seals.c.entry_id == ledger_entries.c.id)
        .where(ledger_seals.c.sequence > after)
        .order_by(ledger_seals.c.sequence)
        .limit(limit)
    )
    try:
        rows = (await reading.connection.execute(query)).mappings().all()
    except UNREADABLE as error:
        if getattr(error, "connection_invalidated", False):
            raise  # the database is away: that says nothing of its rows
        if limit > 1:
            return None
        entry_id = await entry_of(reading, after + 1)
        return Page([], Broken(after + 1, entry_id, f"记录无法读出（{type(error).__name__}）"))
    read = [_sealed(row) for row in takewhile(lambda row: row["id"] is not None, rows)]
    if len(read) == len(rows):
        return Page(read)
    seal = rows[len(read)]
    lost = Broken(seal["sequence"], shown(seal["entry_id"]), "记录已被删除，只剩封存信息")
    return Page(read, lost)


async def entry_of(reading: Reading, sequence: int) -> str:
    try:
        row = await reading.connection.execute(
            sa.select(ledger_seals.c.entry_id).where(ledger_seals.c.sequence == sequence)
        )
        return shown(row.scalar_one_or_none())
    except UNREADABLE:
        return ""


def without_seal(limit: int, after: str = "") -> sa.Select[Any]:
    return (
        sa.select(*COLUMNS)
        .where(ledger_entries.c.id > after)
        .where(~sa.exists().where(ledger_seals.c.entry_id == ledger_entries.c.id))
        .order_by(ledger_entries.c.id)
        .limit(limit)
    )


async def unsealed_entries(tx: Transaction, limit: int, after: str) -> list[Entry]:
    """The oldest; where one of so many cannot be read, each of the others by itself."""
    try:
        return await _entries(tx, without_seal(limit, after))
    except UNREADABLE:
        if tx.connection.dialect.name == "postgresql":
            raise  # what is no text does not get in there
    found: list[Entry] = []
    for place in range(limit):
        try:
            one = await _entries(tx, without_seal(1, after).offset(place))
        except UNREADABLE:
            continue
        if not one:
            break
        found += one
    return found


async def _entries(tx: Transaction, query: sa.Select[Any]) -> list[Entry]:
    return [entry_in(row) for row in (await tx.connection.execute(query)).mappings()]


def entry_in(row: sa.RowMapping) -> Entry:
    return Entry(**{field.name: row[field.name] for field in fields(Entry)})


def _sealed(row: sa.RowMapping) -> Sealed:
    return Sealed(row["sequence"], row["previous_hash"], row["hash"], entry_in(row))


def shown(value: object) -> str:
    """Of a column that was text once."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
