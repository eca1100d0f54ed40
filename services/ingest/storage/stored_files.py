"""Which files in the store some row still needs."""

from collections.abc import AsyncIterator

import sqlalchemy as sa

from services.ingest.storage.tables import revisions, uploads
from shared.database import Reading
from shared.ids import Sha256


class StoredFileNames:
    async def named(self, view: Reading) -> AsyncIterator[Sha256]:
        for row in await view.connection.execute(sa.select(uploads.c.sha256)):
            yield Sha256(row.sha256)
        async with view.connection.stream(sa.select(revisions.c.submission)) as rows:
            async for row in rows:
                for file in row.submission["files"]:
                    yield Sha256(file["sha256"])
