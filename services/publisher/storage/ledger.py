"""The ledger's rows: entries as they were decided, seals that number and chain them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.publisher.domain.ledger import GENESIS, Broken, Entry, Sealed, chained, first_broken
from services.publisher.storage.tables import ledger_entries, ledger_head, ledger_seals
from shared.database import Reading, Transaction
from shared.ids import StoryId

SEALED_WITHIN = timedelta(minutes=1)
"""An entry that is still unsealed after this is reported: the sealer stands still, or somebody took its seal."""

BATCH = 500
DAY_IN_MILLISECONDS = 86_400_000

_COLUMNS = tuple(ledger_entries.c[field.name] for field in fields(Entry))


class SqlLedger:
    async def add(self, entry: Entry, tx: Transaction) -> None:
        await self.add_all([entry], tx)

    async def add_all(self, entries: Sequence[Entry], tx: Transaction) -> None:
        if entries:
            await tx.connection.execute(ledger_entries.insert(), [asdict(entry) for entry in entries])

    async def of_story(self, story: StoryId, reading: Reading) -> list[tuple[Entry, str]]:
        """Its entries in order, each with its hash, empty while it is unsealed."""
        rows = await reading.connection.execute(
            sa.select(*_COLUMNS, ledger_seals.c.hash)
            .outerjoin(ledger_seals, ledger_seals.c.entry_id == ledger_entries.c.id)
            .where(ledger_entries.c.story == story)
            .order_by(ledger_entries.c.id)
        )
        return [(_entry(row), row["hash"] or "") for row in rows.mappings()]

    async def is_waiting(self, reading: Reading, *, thorough: bool = True) -> bool:
        after = "" if thorough else await _a_day_before_the_newest_seal(reading)
        return (await reading.connection.execute(_without_seal(1, after))).first() is not None

    async def seal(self, tx: Transaction, limit: int = BATCH, *, thorough: bool = True) -> int:
        """Numbers and chains what is unsealed, oldest first. Whoever holds the head's row is the one sealer."""
        head = (await tx.connection.execute(sa.select(ledger_head).with_for_update())).mappings().one()
        after = "" if thorough else await _a_day_before_the_newest_seal(tx)
        rows = await tx.connection.execute(_without_seal(limit, after))
        sequence, previous_hash = head["sequence"], head["hash"]
        seals: list[dict[str, Any]] = []
        for row in rows.mappings():
            sequence += 1
            own = chained(_entry(row), sequence, previous_hash)
            seals.append({"sequence": sequence, "entry_id": row["id"], "previous_hash": previous_hash, "hash": own})
            previous_hash = own
        if seals:
            await tx.connection.execute(ledger_seals.insert(), seals)
            await tx.connection.execute(ledger_head.update().values(sequence=sequence, hash=previous_hash))
        return len(seals)

    async def verify(self, reading: Reading, now: datetime) -> Broken | None:
        """The first entry that does not hold: changed, missing, out of order, or unsealed for over a minute."""
        sequence, previous_hash = 0, GENESIS
        async for page in _pages(reading):
            if isinstance(page, Broken):
                return page
            if broken := first_broken(page, after=sequence, previous_hash=previous_hash):
                return broken
            sequence, previous_hash = page[-1].sequence, page[-1].hash
        return await _cut_off(reading, sequence, previous_hash) or await _unsealed(reading, now)

    async def export(self, reading: Reading) -> AsyncIterator[Sealed]:
        """All that is sealed, in order."""
        async for page in _pages(reading):
            if isinstance(page, Broken):
                raise ValueError(page.reason)  # noqa: TRY004  the data are at fault, not the type
            for sealed in page:
                yield sealed


def _without_seal(limit: int, after: str = "") -> sa.Select[Any]:
    return (
        sa.select(*_COLUMNS)
        .where(ledger_entries.c.id > after)
        .where(~sa.exists().where(ledger_seals.c.entry_id == ledger_entries.c.id))
        .order_by(ledger_entries.c.id)
        .limit(limit)
    )


async def _a_day_before_the_newest_seal(view: Reading) -> str:
    """The smallest id an entry of that moment could have: ids begin with their milliseconds (UUIDv7)."""
    newest = await view.connection.execute(
        sa.select(ledger_seals.c.entry_id).order_by(ledger_seals.c.sequence.desc()).limit(1)
    )
    entry_id = newest.scalar_one_or_none()
    if entry_id is None:
        return ""
    milliseconds = int(entry_id.replace("-", "")[:12], 16) - DAY_IN_MILLISECONDS
    digits = f"{max(milliseconds, 0):012x}"
    return f"{digits[:8]}-{digits[8:]}"


async def _pages(reading: Reading) -> AsyncIterator[list[Sealed] | Broken]:
    """In batches, so that a year's ledger needs no more memory than a day's."""
    after = 0
    while True:
        page = await _page(reading, after, BATCH)
        if not page:
            return
        yield page
        if isinstance(page, Broken):
            return
        after = page[-1].sequence


async def _page(reading: Reading, after: int, limit: int) -> list[Sealed] | Broken:
    query = (
        sa.select(ledger_seals, *_COLUMNS)
        .outerjoin(ledger_entries, ledger_seals.c.entry_id == ledger_entries.c.id)
        .where(ledger_seals.c.sequence > after)
        .order_by(ledger_seals.c.sequence)
        .limit(limit)
    )
    try:
        rows = (await reading.connection.execute(query)).mappings().all()
    except (sa.exc.DBAPIError, UnicodeDecodeError, ValueError) as error:
        # A damaged byte may not even be text any more. Which row it is, reading them one by one tells.
        if limit > 1:
            return await _one_by_one(reading, after, limit)
        return Broken(after + 1, "", f"记录无法读出（{type(error).__name__}）")
    missing = next((row for row in rows if row["id"] is None), None)
    if missing is not None:
        return Broken(missing["sequence"], missing["entry_id"], "记录已被删除，只剩封存信息")
    return [_sealed(row) for row in rows]


async def _one_by_one(reading: Reading, after: int, limit: int) -> list[Sealed] | Broken:
    found: list[Sealed] = []
    for _ in range(limit):
        page = await _page(reading, after, 1)
        if isinstance(page, Broken):
            return await _named(reading, page)
        if not page:
            break
        found += page
        after = page[-1].sequence
    return found


async def _named(reading: Reading, broken: Broken) -> Broken:
    row = await reading.connection.execute(
        sa.select(ledger_seals.c.entry_id).where(ledger_seals.c.sequence == broken.sequence)
    )
    return Broken(broken.sequence, row.scalar_one_or_none() or "", broken.reason)


async def _cut_off(reading: Reading, sequence: int, last_hash: str) -> Broken | None:
    head = (await reading.connection.execute(sa.select(ledger_head))).mappings().one_or_none()
    if head is not None and (head["sequence"], head["hash"]) == (sequence, last_hash):
        return None
    return Broken(sequence + 1, "", "末尾的记录缺失：与链头登记的序号或哈希不符")


async def oldest_unsealed(reading: Reading) -> datetime | None:
    """When the entry was decided that has waited for its seal the longest."""
    oldest = (await reading.connection.execute(_without_seal(1))).mappings().one_or_none()
    return datetime.fromisoformat(oldest["at"]) if oldest else None


async def _unsealed(reading: Reading, now: datetime) -> Broken | None:
    oldest = (await reading.connection.execute(_without_seal(1))).mappings().one_or_none()
    if oldest is None or now - datetime.fromisoformat(oldest["at"]) <= SEALED_WITHIN:
        return None
    return Broken(None, oldest["id"], "记录超过一分钟仍未封存")


def _entry(row: sa.RowMapping) -> Entry:
    return Entry(**{field.name: row[field.name] for field in fields(Entry)})


def _sealed(row: sa.RowMapping) -> Sealed:
    return Sealed(row["sequence"], row["previous_hash"], row["hash"], _entry(row))
