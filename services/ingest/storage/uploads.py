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
        await tx.connection.execute(
            insert_unless_there(tx.connection, uploads).values(
                account=account, sha256=file.sha256, file=file.model_dump(mode="json"), uploaded_at=at
            )
        )

    async def of(self, account: AccountId, files: Sequence[str | None], view: Reading) -> Sequence[File]:
        wanted = [sha256 for sha256 in files if sha256]
        if not wanted:
            return []
        query = sa.select(uploads.c.file).where(uploads.c.account == account, uploads.c.sha256.in_(wanted))
        return [File.model_validate(row.file) for row in await view.connection.execute(query)]
