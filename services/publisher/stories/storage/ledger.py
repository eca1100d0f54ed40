"""The ledger's rows: entries as they were decided, seals that number and chain them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.publisher.stories.ledger.entry import (
    GENESIS,
    NOTHING_KNOWN,
    Broken,
    Entry,
    Head,
    Sealed,
    chained,
    first_broken,
    is_text,
)
from services.publisher.stories.storage.ledger_end import cut_off, unsealed
from services.publisher.stories.storage.ledger_reading import (
    BATCH,
    COLUMNS,
    entry_in,
    pages,
    unsealed_entries,
    without_seal,
)
from services.publisher.stories.storage.tables import ledger_entries, ledger_head, ledger_seals
from shared.database import Reading, Transaction
from shared.ids import StoryId, first_id_at, moment_of

A_DAY = timedelta(days=1)


class SqlLedger:
    async def add(self, entry: Entry, tx: Transaction) -> None:
        await self.add_all([entry], tx)

    async def add_all(self, entries: Sequence[Entry], tx: Transaction) -> None:
        if entries:
            await tx.connection.execute(ledger_entries.insert(), [asdict(entry) for entry in entries])

    async def of_story(self, story: StoryId, reading: Reading) -> list[tuple[Entry, str]]:
        """Its entries in order, each with its hash, empty while it is unsealed."""
        rows = await reading.connection.execute(
            sa.select(*COLUMNS, ledger_seals.c.hash)
            .outerjoin(ledger_seals, ledger_seals.c.entry_id == ledger_entries.c.id)
            .where(ledger_entries.c.story == story)
            .order_by(ledger_entries.c.id)
        )
        return [(entry_in(row), row["hash"] or "") for row in rows.mappings()]

    async def newest(self, reading: Reading) -> str:
        return (await reading.connection.execute(sa.select(sa.func.max(ledger_entries.c.id)))).scalar_one() or ""

    async def is_waiting(self, reading: Reading, *, thorough: bool = True) -> bool:
        after = "" if thorough else await _a_day_before_the_newest_seal(reading)
        query = without_seal(1, after).with_only_columns(sa.literal(1))  # whether it can be read is not asked here
        return (await reading.connection.execute(query)).first() is not None

    async def seal(self, tx: Transaction, limit: int = BATCH, *, thorough: bool = True) -> int:
        """Numbers and chains what is unsealed, oldest first. Whoever holds the head's row is the one sealer."""
        head = (await tx.connection.execute(sa.select(ledger_head).with_for_update())).mappings().one()
        after = "" if thorough else await _a_day_before_the_newest_seal(tx)
        entries = await unsealed_entries(tx, limit, after)
        sequence, previous_hash = head["sequence"], head["hash"]
        seals: list[dict[str, Any]] = []
        for entry in filter(is_text, entries):  # an entry that was damaged before its seal keeps back no other
            sequence += 1
            own = chained(entry, sequence, previous_hash)
            seals.append({"sequence": sequence, "entry_id": entry.id, "previous_hash": previous_hash, "hash": own})
            previous_hash = own
        if seals:
            await tx.connection.execute(ledger_seals.insert(), seals)
            await tx.connection.execute(ledger_head.update().values(sequence=sequence, hash=previous_hash))
        return len(seals)

    async def verify(self, reading: Reading, now: datetime, known: Mapping[int, str] = NOTHING_KNOWN) -> Broken | None:
        """The first entry that does not hold: changed, missing, out of order, not as `known` from outside (hashes by
        number), or unsealed for over a minute.
        """
        sequence, previous_hash = 0, GENESIS
        async for page in pages(reading):
            if broken := first_broken(page.read, after=sequence, previous_hash=previous_hash, known=known):
                return broken
            if page.read:
                sequence, previous_hash = page.read[-1].sequence, page.read[-1].hash
            if page.lost:
                gap = page.lost.sequence != sequence + 1
                return Broken(sequence + 1, "", f"缺少第{sequence + 1}条记录") if gap else page.lost
        return await cut_off(reading, sequence, previous_hash, known) or await unsealed(reading, now)

    async def head(self, reading: Reading) -> Head:
        """How far the chain goes: kept elsewhere, it shows later whether anything before it was changed or cut off."""
        row = (await reading.connection.execute(sa.select(ledger_head))).mappings().one()
        return Head(row["sequence"], row["hash"])

    async def export(self, reading: Reading) -> AsyncIterator[Sealed]:
        """All that is sealed, in order. ValueError where the next one cannot be read."""
        async for page in pages(reading):
            for sealed in page.read:
                yield sealed
            if page.lost:
                raise ValueError(f"第 {page.lost.sequence} 条：{page.lost.reason}")


async def _a_day_before_the_newest_seal(view: Reading) -> str:
    """The smallest id an entry of that moment could have."""
    newest = await view.connection.execute(
        sa.select(ledger_seals.c.entry_id).order_by(ledger_seals.c.sequence.desc()).limit(1)
    )
    entry_id = newest.scalar_one_or_none()
    return "" if entry_id is None else first_id_at(moment_of(entry_id) - A_DAY)
