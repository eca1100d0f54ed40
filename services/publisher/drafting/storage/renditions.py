"""Which rendition a picture has in which profile."""

import sqlalchemy as sa

from services.publisher.drafting.pictures.renditions import Rendition
from services.publisher.drafting.storage.tables import renditions
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import Sha256


class SqlRenditions:
    async def of(self, original: Sha256, profile: str, tx: Reading | Transaction) -> Rendition | None:
        row = await self._row(original, profile, tx)
        if row is None or row.sha256 is None:
            return None
        return Rendition(original, profile, Sha256(row.sha256), row.media_type, row.width, row.height, row.size)

    async def refusal(self, original: Sha256, profile: str, tx: Reading | Transaction) -> str | None:
        row = await self._row(original, profile, tx)
        return row.refusal if row else None

    async def add(self, rendition: Rendition, tx: Transaction) -> None:
        new = insert_unless_there(tx.connection, renditions)
        await tx.connection.execute(new, rendition.__dict__)

    async def refuse(self, original: Sha256, profile: str, reason: str, tx: Transaction) -> None:
        new = insert_unless_there(tx.connection, renditions)
        await tx.connection.execute(new, {"original": original, "profile": profile, "refusal": reason})

    @staticmethod
    async def _row(original: Sha256, profile: str, tx: Reading | Transaction) -> sa.Row[tuple[object, ...]] | None:
        question = sa.select(renditions).where(renditions.c.original == original, renditions.c.profile == profile)
        return (await tx.connection.execute(question)).one_or_none()
