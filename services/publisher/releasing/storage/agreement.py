"""Holds all releases against the ledger: each has its entry, and each such entry its release."""

from typing import Any

import sqlalchemy as sa

from services.publisher.releasing.storage.tables import releases
from services.publisher.stories.ledger.agreement import RELEASED, Contradiction
from services.publisher.stories.ledger.entry import Broken, Entry
from services.publisher.stories.storage.agreement import located
from services.publisher.stories.storage.ledger_reading import COLUMNS, entry_in
from services.publisher.stories.storage.tables import ledger_entries
from shared.database import Reading


class ReleasesAgree:
    async def broken(self, reading: Reading) -> Broken | None:
        released = {row.sequence: row for row in await reading.connection.execute(sa.select(releases))}
        query = sa.select(*COLUMNS).where(ledger_entries.c.action.in_(RELEASED)).order_by(ledger_entries.c.id)
        for row in (await reading.connection.execute(query)).mappings():
            entry = entry_in(row)
            sequence = entry.told["sequence"]
            if not _is_of(entry, released.pop(sequence, None)):
                told = Contradiction(f"库中第{sequence}次发布与记录不符", entry.id)
                return await located(told, reading, f"{entry.number}：")
        if released:
            return Broken(None, "", f"库中第{min(released)}次发布没有记录")
        return None


def _is_of(entry: Entry, release: sa.Row[Any] | None) -> bool:
    if release is None:
        return False
    said = (entry.draft, entry.content_hash, entry.told["version"], entry.told["package"])
    return said == (release.draft_id, release.content_hash, release.version, release.package)
