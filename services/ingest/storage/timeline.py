"""The lines of each submission's timeline."""

from collections.abc import Sequence

import sqlalchemy as sa

from services.ingest.domain.submission import Happening
from services.ingest.storage.tables import happenings
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import EventId, SubmissionId


class StoredTimeline:
    async def add(self, submission: SubmissionId, event: EventId, happening: Happening, tx: Transaction) -> None:
        await tx.connection.execute(
            insert_unless_there(tx.connection, happenings).values(
                event_id=event,
                submission_id=submission,
                at=happening.at,
                event=happening.event,
                title=happening.title,
                detail=happening.detail,
            )
        )

    async def of(self, submission: SubmissionId, view: Reading) -> Sequence[Happening]:
        query = (
            sa.select(happenings.c.at, happenings.c.event, happenings.c.title, happenings.c.detail)
            .where(happenings.c.submission_id == submission)
            .order_by(happenings.c.at, happenings.c.event_id)
        )
        return [Happening(row.at, row.event, row.title, row.detail) for row in await view.connection.execute(query)]
