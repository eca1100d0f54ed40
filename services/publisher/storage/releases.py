"""Releases, and the one row that gives them their numbers and their moments."""

import sqlalchemy as sa

from services.publisher.domain.release import Counter, Release, ReleaseKind
from services.publisher.storage.release_tables import release_counter, releases
from shared.contracts.words import ContentType
from shared.database import Reading, Transaction
from shared.ids import DraftId, Sha256, StoryId

_THE_ROW = sa.select(release_counter).where(release_counter.c.id == 1)


class SqlReleases:
    async def counter(self, tx: Transaction) -> Counter:
        return _counter((await tx.connection.execute(_THE_ROW.with_for_update())).one())

    async def look(self, reading: Reading) -> Counter:
        return _counter((await reading.connection.execute(_THE_ROW)).one())

    async def save_counter(self, counter: Counter, tx: Transaction) -> None:
        change = sa.update(release_counter).where(release_counter.c.id == 1)
        await tx.connection.execute(change, counter.__dict__)

    async def add(self, release: Release, tx: Transaction) -> None:
        await tx.connection.execute(sa.insert(releases), release.__dict__)

    async def newest_of(self, draft: DraftId, reading: Reading) -> Release | None:
        question = sa.select(releases).where(releases.c.draft_id == draft).order_by(releases.c.sequence.desc()).limit(1)
        row = (await reading.connection.execute(question)).one_or_none()
        if row is None:
            return None
        return Release(
            sequence=row.sequence,
            draft_id=DraftId(row.draft_id),
            story_id=StoryId(row.story_id),
            content_type=ContentType(row.content_type),
            version=row.version,
            content_hash=Sha256(row.content_hash),
            kind=ReleaseKind(row.kind),
            package=Sha256(row.package),
            package_size=row.package_size,
            released_at=row.released_at,
        )


def _counter(row: sa.Row[tuple[object, ...]]) -> Counter:
    return Counter(row.sequence, row.change, row.at)
