"""Which package a draft's version has."""

import sqlalchemy as sa

from services.publisher.releasing.packages.package import Package
from services.publisher.releasing.storage.tables import packages
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import DraftId, Sha256


class SqlPackages:
    async def of(self, draft: DraftId, version: int, reading: Reading) -> Package | None:
        question = sa.select(packages).where(packages.c.draft_id == draft, packages.c.version == version)
        row = (await reading.connection.execute(question)).one_or_none()
        if row is None:
            return None
        return Package(draft, version, Sha256(row.content_hash), Sha256(row.sha256), row.size, row.edition)

    async def put(self, package: Package, tx: Transaction) -> None:
        await tx.connection.execute(insert_unless_there(tx.connection, packages), package.__dict__)
        same = (packages.c.draft_id == package.draft_id, packages.c.version == package.version)
        await tx.connection.execute(sa.update(packages).where(*same).values(package.__dict__))
