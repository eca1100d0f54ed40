"""Call tasks in the database."""

from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from services.notifier.domain.call import Call
from services.notifier.domain.facts import Facts, lost_facts
from services.notifier.domain.message import Recipient
from services.notifier.storage.tables import calls
from shared.contracts.unknown import RECEIVED
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import AccountId, EventId


class SqlCalls:
    async def add(self, call: Call, tx: Transaction) -> bool:
        statement = insert_unless_there(tx.connection, calls).values(_row(call))
        return bool((await tx.connection.execute(statement)).rowcount)

    async def get(self, call: str, tx: Reading | Transaction) -> Call | None:
        row = (await tx.connection.execute(sa.select(calls).where(calls.c.id == call))).one_or_none()
        return _call(row) if row else None

    async def save(self, call: Call, tx: Transaction) -> None:
        await tx.connection.execute(
            # Who called first stands, also against another replica.
            sa.update(calls).where(calls.c.id == call.id, calls.c.done_at.is_(None)).values(_row(call))
        )

    async def page(self, before: int | None, limit: int, tx: Reading, *, open_only: bool) -> list[tuple[int, Call]]:
        statement = sa.select(calls).order_by(calls.c.seq.desc()).limit(limit)
        if before is not None:
            statement = statement.where(calls.c.seq < before)
        if open_only:
            statement = statement.where(calls.c.done_at.is_(None))
        return [(row.seq, _call(row)) for row in await tx.connection.execute(statement)]

    async def count_open(self, tx: Reading) -> int:
        statement = sa.select(sa.func.count()).select_from(calls).where(calls.c.done_at.is_(None))
        return int((await tx.connection.execute(statement)).scalar_one())


def _row(call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "event_id": call.event_id,
        "recipient": call.recipient,
        "template": call.template,
        "facts": call.facts.model_dump(mode="json", exclude_defaults=True),
        "reason": call.reason,
        "created_at": call.created_at,
        "done_at": call.done_at,
        "done_by": call.done_by,
        "note": call.note,
    }


def _facts(row: sa.Row[Any]) -> Facts:
    try:
        return Facts.model_validate(row.facts, context=RECEIVED)
    except ValidationError:
        return lost_facts(row.created_at)


def _call(row: sa.Row[Any]) -> Call:
    return Call(
        id=row.id,
        event_id=EventId(row.event_id),
        recipient=Recipient(row.recipient),
        template=row.template,
        facts=_facts(row),
        reason=row.reason,
        created_at=row.created_at,
        done_at=row.done_at,
        done_by=AccountId(row.done_by) if row.done_by else None,
        note=row.note,
    )
