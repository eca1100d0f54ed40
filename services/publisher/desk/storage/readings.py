"""What the desk shows beside the stories: findings counted, the wording before the last, pictures by their content."""

from collections.abc import Sequence

import sqlalchemy as sa

from services.publisher.desk.readings import FindingCounts
from services.publisher.drafting.pictures.renditions import FULL, Rendition
from services.publisher.drafting.storage.tables import renditions
from services.publisher.stories.draft import Wording
from services.publisher.stories.finding import Level
from services.publisher.stories.storage.json_of_draft import wording_of
from services.publisher.stories.storage.tables import drafts, wordings
from shared.database import Reading
from shared.ids import DraftId, Sha256


class SqlDeskReadings:
    async def findings(self, wanted: Sequence[DraftId], reading: Reading) -> dict[DraftId, FindingCounts]:
        query = sa.select(drafts.c.id, drafts.c.wording["findings"].label("findings")).where(drafts.c.id.in_(wanted))
        rows = (await reading.connection.execute(query)).all() if wanted else ()
        return {
            DraftId(row.id): FindingCounts.of([Level(finding["level"]) for finding in row.findings or ()])
            for row in rows
        }

    async def wordings_before(self, wanted: Sequence[DraftId], reading: Reading) -> dict[DraftId, Wording]:
        newest = (
            sa.select(wordings.c.draft_id, sa.func.max(wordings.c.version).label("version"))
            .where(wordings.c.draft_id.in_(wanted))
            .group_by(wordings.c.draft_id)
            .subquery()
        )
        before = (
            sa.select(wordings.c.draft_id, sa.func.max(wordings.c.version).label("version"))
            .join(newest, sa.and_(newest.c.draft_id == wordings.c.draft_id, wordings.c.version < newest.c.version))
            .group_by(wordings.c.draft_id)
            .subquery()
        )
        query = sa.select(wordings.c.draft_id, wordings.c.wording).join(
            before, sa.and_(before.c.draft_id == wordings.c.draft_id, before.c.version == wordings.c.version)
        )
        rows = (await reading.connection.execute(query)).all() if wanted else ()
        return {DraftId(row.draft_id): wording_of(row.wording) for row in rows}

    async def rendition(self, sha256: Sha256, reading: Reading) -> Rendition | None:
        query = sa.select(renditions).where(renditions.c.sha256 == sha256).limit(1)
        row = (await reading.connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Rendition(
            Sha256(row.original), row.profile, Sha256(row.sha256), row.media_type, row.width, row.height, row.size
        )

    async def renditions_of(self, originals: Sequence[Sha256], reading: Reading) -> dict[Sha256, Sha256]:
        query = sa.select(renditions.c.original, renditions.c.sha256).where(
            renditions.c.original.in_(originals), renditions.c.profile == FULL, renditions.c.sha256.is_not(None)
        )
        rows = (await reading.connection.execute(query)).all() if originals else ()
        return {Sha256(row.original): Sha256(row.sha256) for row in rows}
