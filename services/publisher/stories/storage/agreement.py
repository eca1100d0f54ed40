"""Holds all stories, drafts and approvals against the ledger, some hundred stories at a time."""

from collections.abc import Sequence

import sqlalchemy as sa

from services.publisher.stories.ledger.agreement import Contradiction, contradiction
from services.publisher.stories.ledger.entry import Broken, Entry
from services.publisher.stories.storage.ledger_reading import COLUMNS, UNREADABLE, entry_in
from services.publisher.stories.storage.stories import drafts_of
from services.publisher.stories.storage.tables import drafts, ledger_entries, ledger_seals, stories
from shared.database import Reading

AT_ONCE = 200


class StoriesAgree:
    async def broken(self, reading: Reading) -> Broken | None:
        """The first contradiction between what is stored and what was decided."""
        after = ""
        while page := (await reading.connection.execute(_following(after))).all():
            for story in page:
                if found := await _of_story(story.id, reading):
                    return await located(found, reading, f"{story.number}：")
            after = page[-1].id
        return await _gone(reading)


async def located(found: Contradiction, reading: Reading, told: str = "") -> Broken:
    """With the number of the entry that is contradicted."""
    number = sa.select(ledger_seals.c.sequence).where(ledger_seals.c.entry_id == found.entry_id)
    sequence = (await reading.connection.execute(number)).scalar_one_or_none()
    return Broken(sequence, found.entry_id, told + found.reason)


async def _of_story(story: str, reading: Reading) -> Contradiction | None:
    try:
        return contradiction(await drafts_of(story, reading), await _entries_of(story, reading))
    except (*UNREADABLE, TypeError, KeyError) as error:
        if getattr(error, "connection_invalidated", False):
            raise  # the database is away: that says nothing of its rows
        return Contradiction(f"库中的平台稿或签字无法读出（{type(error).__name__}）")


async def _entries_of(story: str, reading: Reading) -> Sequence[Entry]:
    rows = sa.select(*COLUMNS).where(ledger_entries.c.story == story).order_by(ledger_entries.c.id)
    return [entry_in(row) for row in (await reading.connection.execute(rows)).mappings()]


async def _gone(reading: Reading) -> Broken | None:
    """A draft or a whole story that was decided on and is no longer there."""
    lost = sa.or_(
        ~sa.exists().where(stories.c.id == ledger_entries.c.story),
        sa.and_(ledger_entries.c.draft != "", ~sa.exists().where(drafts.c.id == ledger_entries.c.draft)),
    )
    query = sa.select(ledger_entries.c.id, ledger_entries.c.number).where(lost).order_by(ledger_entries.c.id).limit(1)
    row = (await reading.connection.execute(query)).first()
    return None if row is None else await located(Contradiction("稿件已不在库中", row.id), reading, f"{row.number}：")


def _following(after: str) -> sa.Select[tuple[str, str]]:
    return sa.select(stories.c.id, stories.c.number).where(stories.c.id > after).order_by(stories.c.id).limit(AT_ONCE)
