"""The local mailbox: mails that were captured instead of sent."""

from typing import Any

import sqlalchemy as sa

from services.notifier.domain.stores import Captured
from services.notifier.storage.tables import captured_mails
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there


class SqlMailbox:
    async def put(self, mail: Captured, tx: Transaction) -> None:
        await tx.connection.execute(
            insert_unless_there(tx.connection, captured_mails).values(
                message=mail.message,
                message_id=mail.message_id,
                recipient=mail.to,
                subject=mail.subject,
                content=mail.content,
                date=mail.date,
            )
        )

    async def get(self, message: str, tx: Reading) -> Captured | None:
        statement = sa.select(captured_mails).where(captured_mails.c.message == message)
        row = (await tx.connection.execute(statement)).one_or_none()
        return _captured(row) if row else None


def _captured(row: sa.Row[Any]) -> Captured:
    return Captured(
        message=row.message,
        message_id=row.message_id,
        to=row.recipient,
        subject=row.subject,
        content=row.content,
        date=row.date,
    )
