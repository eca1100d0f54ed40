"""Idempotency keys and the answers they got."""

from datetime import datetime

import sqlalchemy as sa

from services.ingest.domain.receipt import Answered, Receipt
from services.ingest.storage.tables import idempotency_keys
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import AccountId, Sha256


class StoredKeys:
    async def answered(self, account: AccountId, key: str, view: Reading) -> Answered | None:
        query = idempotency_keys.select().where(_of(account, key))
        row = (await view.connection.execute(query)).one_or_none()
        if row is None or row.receipt is None:
            return None
        return Answered(fingerprint=Sha256(row.fingerprint), receipt=Receipt.model_validate(row.receipt))

    async def claim(self, account: AccountId, key: str, fingerprint: Sha256, at: datetime, tx: Transaction) -> bool:
        insert = insert_unless_there(tx.connection, idempotency_keys)
        claimed = await tx.connection.execute(
            insert.values(account=account, key=key, fingerprint=fingerprint, claimed_at=at)
        )
        return bool(claimed.rowcount == 1)

    async def answer(self, account: AccountId, key: str, answered: Answered, tx: Transaction) -> None:
        receipt = answered.receipt.model_dump(mode="json")
        await tx.connection.execute(idempotency_keys.update().where(_of(account, key)).values(receipt=receipt))


def _of(account: AccountId, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(idempotency_keys.c.account == account, idempotency_keys.c.key == key)
