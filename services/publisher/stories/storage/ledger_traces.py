"""Which entry it is where the ledger does not hold: by the chain itself, wherever its number or its seal has gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.publisher.stories.ledger.entry import Broken, Sealed, chained, is_text
from services.publisher.stories.storage.ledger_reading import BATCH, UNREADABLE, entry_in, entry_of, shown, without_seal
from services.publisher.stories.storage.tables import ledger_entries, ledger_head, ledger_seals
from shared.database import Reading

SEALED_WITHIN = timedelta(minutes=1)
"""An entry that is still unsealed after this is reported: the sealer stands still, or somebody took its seal."""

BEGINNING = datetime.min.replace(tzinfo=UTC)


async def named(reading: Reading, broken: Broken, page: list[Sealed], sequence: int, last_hash: str) -> Broken:
    """Where a number is missing, the entry that had it, if it is still there: under another number, or unsealed."""
    following = next((sealed for sealed in page if sealed.sequence == broken.sequence), None)
    if following is not None:
        return broken
    for sealed in page:
        if broken.sequence is None or sealed.sequence > broken.sequence:
            following = sealed
            break
        sequence, last_hash = sealed.sequence, sealed.hash
    found = await _renumbered(reading, last_hash)
    if not found and following is not None:
        found = await without_its_seal(
            reading, sequence, last_hash, following.sequence - 1, shown(following.previous_hash)
        )
    return replace(broken, entry_id=found or broken.entry_id)


async def _renumbered(reading: Reading, last_hash: str) -> str:
    """The entry that was sealed next, whatever number it has now."""
    query = sa.select(ledger_seals.c.entry_id).where(ledger_seals.c.previous_hash == last_hash)
    return shown((await reading.connection.execute(query)).scalars().first())


async def without_its_seal(reading: Reading, after: int, last_hash: str, upto: int, upto_hash: str) -> str:
    """The first of the unsealed entries, if the seals they once had would close the chain's gap; otherwise empty."""
    try:
        rows = (await reading.connection.execute(without_seal(min(max(upto - after, 0), BATCH)))).mappings().all()
    except UNREADABLE:
        return ""
    for sequence, row in enumerate(rows, after + 1):
        if not is_text(entry_in(row)):
            return ""
        last_hash = chained(entry_in(row), sequence, last_hash)
    return str(rows[0]["id"]) if rows and last_hash == upto_hash else ""


async def cut_off(reading: Reading, sequence: int, last_hash: str) -> Broken | None:
    """The head knows how far the chain went: what is missing at its end is seen by that alone."""
    try:
        head = (await reading.connection.execute(sa.select(ledger_head))).mappings().one_or_none()
    except UNREADABLE:
        head = None
    if head is not None and (head["sequence"], head["hash"]) == (sequence, last_hash):
        return None
    told = head["sequence"] if head is not None and isinstance(head["sequence"], int) else sequence
    if told > sequence:
        first = await _renumbered(reading, last_hash) or await without_its_seal(
            reading, sequence, last_hash, told, shown(head["hash"] if head else "")
        )
        return Broken(sequence + 1, first, f"末尾的记录缺失：链头登记到第{told}条，现有{sequence}条")
    first_beyond = max(1, told + 1 if told < sequence else sequence)
    return Broken(first_beyond, await entry_of(reading, first_beyond), "与链头登记的序号或哈希不符")


async def oldest_unsealed(reading: Reading) -> datetime | None:
    """When the entry was decided that has waited for its seal the longest. A time that is none is as old as can be."""
    oldest = (await reading.connection.execute(_oldest_without_seal(ledger_entries.c.at))).first()
    return _moment(oldest.at) if oldest else None


async def unsealed(reading: Reading, now: datetime) -> Broken | None:
    try:
        oldest = await oldest_unsealed(reading)
    except UNREADABLE as error:
        return Broken(None, await _oldest_id(reading), f"记录无法读出（{type(error).__name__}）")
    if oldest is None or now - oldest <= SEALED_WITHIN:
        return None
    return Broken(None, await _oldest_id(reading), "记录超过一分钟仍未封存")


async def _oldest_id(reading: Reading) -> str:
    try:
        return shown((await reading.connection.execute(_oldest_without_seal(ledger_entries.c.id))).scalars().first())
    except UNREADABLE:
        return ""


def _oldest_without_seal(column: sa.Column[str]) -> sa.Select[Any]:
    return without_seal(1).with_only_columns(column)


def _moment(at: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError:
        return BEGINNING
    return BEGINNING if moment.tzinfo is None else moment
