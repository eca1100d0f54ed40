"""Every release there was."""

import sqlalchemy as sa

from services.publisher.releasing.release import Release
from services.publisher.releasing.storage.tables import releases
from shared.contracts.words import ContentType
from shared.database import Reading, Transaction
from shared.ids import StoryId


class SqlReleases:
    async def add(self, release: Release, tx: Transaction) -> None:
        await tx.connection.execute(sa.insert(releases), release.__dict__)

    async def count(self, story: StoryId, content_type: ContentType, reading: Reading) -> int:
        question = sa.select(sa.func.count()).where(
            releases.c.story_id == story, releases.c.content_type == content_type.value
        )
        return int((await reading.connection.execute(question)).scalar_one())
