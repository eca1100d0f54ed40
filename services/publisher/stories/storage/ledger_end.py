"""Where the ledger ends: what the head has counted beyond it, what waits for its seal, and for how long."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.publisher.stories.ledger.entry import Broken
from services.publisher.stories.storage.ledger_reading import UNREADABLE, entry_of, shown, without_seal
from services.publisher.stories.storage.tables import ledger_entries, ledger_head
from shared.database import Reading

SEALED_WITHIN = timedelta(minutes=1)
"""An entry that is still unsealed after this is reported: the sealer stands still, or somebody took its seal."""

BEGINNING = datetime.min.replace(tzinfo=UTC)


async def cut_off(reading: Reading, sequence: int, last_hash: str, known: Mapping[int, str]) -> Broken | None:
    """The head, and whoever kept one outside, know how far the chain went: what is missing at its end shows there."""
    if beyond := max((number for number in known if number > sequence), default=0):
        return Broken(sequence + 1, "", f"末尾的记录缺失：另存的有第{beyond}条，现有{sequence}条")
    try:
        head = (await reading.connection.execute(sa.select(ledger_head))).mappings().one_or_none()
    except UNREADABLE:
        head = None
    if head is not None and (head["sequence"], head["hash"]) == (sequence, last_hash):
        return None
    told = head["sequence"] if head is not None and isinstance(head["sequence"], int) else sequence
    if told > sequence:
        return Broken(sequence + 1, "", f"末尾的记录缺失：链头登记到第{told}条，现有{sequence}条")
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
