"""Files of unfinished forms, each account's own."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from services.ingest.storage.tables import uploads
from shared.contracts.submissions import File
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import AccountId


class StoredUploads:
    async def add(self, account: AccountId, file: File, at: datetime, tx: Transaction) -> None:
        """Handed in again it is young again."""
        values = {"file": file.model_dump(mode="json"), "uploaded_at": at}
        added = await tx.connection.execute(
            insert_unless_there(tx.connection, uploads).values(account=account, sha256=file.sha256, **values)
        )
        if not added.rowcount:
            own = sa.and_(uploads.c.account == account, uploads.c.sha256 == file.sha256)
            await tx.connection.execute(uploads.update().where(own).values(values))

    async def of(
        self, account: AccountId, files: Sequence[str | None], since: datetime, view: Reading
    ) -> Sequence[File]:
        wanted = [sha256 for sha256 in files if sha256]
        if not wanted:
            return []
        query = sa.select(uploads.c.file).where(
            uploads.c.account == account, uploads.c.sha256.in_(wanted), uploads.c.uploaded_at >= since
        )
        return [File.model_validate(row.file) for row in await view.connection.execute(query)]

    async def forget(self, before: datetime, tx: Transaction) -> None:
        await tx.connection.execute(uploads.delete().where(uploads.c.uploaded_at < before))
