"""What publisher said last of each submission."""

from services.ingest.storage.tables import progress
from shared.contracts.stories import StoryStatus
from shared.database import Transaction
from shared.database.tables import insert_unless_there


class StoredProgress:
    async def follow(self, story: StoryStatus, tx: Transaction) -> bool:
        values = {
            "story_id": story.id,
            "version": story.version,
            "revision": story.revision,
            "state": story.state,
            "drafts": [draft.model_dump(mode="json") for draft in story.drafts],
        }
        inserted = await tx.connection.execute(
            insert_unless_there(tx.connection, progress).values(submission_id=story.submission_id, **values)
        )
        if inserted.rowcount == 1:
            return True
        of_submission = progress.c.submission_id == story.submission_id
        updated = await tx.connection.execute(
            progress.update().where(of_submission, progress.c.version < story.version).values(**values)
        )
        return updated.rowcount == 1
