"""Every release there was."""

import sqlalchemy as sa

from services.publisher.releasing.release import Release
from services.publisher.releasing.storage.tables import releases
from shared.database import Transaction


class SqlReleases:
    async def add(self, release: Release, tx: Transaction) -> None:
        await tx.connection.execute(sa.insert(releases), release.__dict__)
