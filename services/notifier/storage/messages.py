"""Messages in the database."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from services.notifier.domain.facts import Facts, lost_facts
from services.notifier.domain.message import Message, MessageState, Recipient
from services.notifier.domain.stores import Wanted
from services.notifier.storage.tables import messages
from shared.contracts.unknown import RECEIVED
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.ids import AccountId, EventId


class SqlMessages:
    async def add(self, message: Message, tx: Transaction) -> bool:
        statement = insert_unless_there(tx.connection, messages).values(_row(message))
        return bool((await tx.connection.execute(statement)).rowcount)

    async def get(self, message: str, tx: Reading | Transaction) -> Message | None:
        row = (await tx.connection.execute(sa.select(messages).where(messages.c.id == message))).one_or_none()
        return _message(row) if row else None

    async def any_due(self, now: datetime, tx: Reading) -> bool:
        return (await tx.connection.execute(sa.select(messages.c.seq).where(_due(now)).limit(1))).first() is not None

    async def next_due(self, now: datetime, tx: Transaction) -> Message | None:
        statement = (
            sa.select(messages)
            .where(_due(now))
            .order_by(messages.c.due_at, messages.c.seq)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = (await tx.connection.execute(statement)).one_or_none()
        return _message(row) if row else None

    async def moment(self, here: datetime, tx: Transaction) -> datetime:
        """The database server's clock; on one machine there is no other process."""
        if tx.connection.dialect.name != "postgresql":
            return here
        now: datetime = (await tx.connection.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
        return now

    async def left_sending(self, before: datetime | None, tx: Transaction) -> list[Message]:
        statement = sa.select(messages).where(messages.c.state == MessageState.SENDING).order_by(messages.c.seq)
        if before is not None:
            statement = statement.where(messages.c.changed_at <= before)
        return [_message(row) for row in await tx.connection.execute(statement)]

    async def save(self, message: Message, tx: Transaction, *, was: MessageState) -> bool:
        values = _row(message)
        if message.facts.are_lost:
            del values["facts"]  # what stands there may be repaired yet
        statement = sa.update(messages).where(messages.c.id == message.id, messages.c.state == was).values(values)
        return bool((await tx.connection.execute(statement)).rowcount)

    async def page(self, wanted: Wanted, before: int | None, limit: int, tx: Reading) -> list[tuple[int, Message]]:
        statement = sa.select(messages).order_by(messages.c.seq.desc()).limit(limit)
        if before is not None:
            statement = statement.where(messages.c.seq < before)
        if wanted.state is not None:
            statement = statement.where(messages.c.state == wanted.state)
        if wanted.template:
            statement = statement.where(messages.c.template == wanted.template)
        if wanted.number:
            statement = statement.where(messages.c.number == wanted.number)
        return [(row.seq, _message(row)) for row in await tx.connection.execute(statement)]

    async def count(self, state: MessageState, tx: Reading) -> int:
        statement = sa.select(sa.func.count()).select_from(messages).where(messages.c.state == state)
        return int((await tx.connection.execute(statement)).scalar_one())


def _due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(messages.c.state == MessageState.QUEUED, messages.c.due_at <= now)


def _facts(row: sa.Row[Any]) -> Facts:
    """One that cannot be read must hold up neither the messages behind it nor the page it stands on."""
    try:
        return Facts.model_validate(row.facts, context=RECEIVED)
    except ValidationError:
        return lost_facts(row.created_at, number=row.number, title=row.subject)


def _row(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "event_id": message.event_id,
        "recipient": message.recipient,
        "template": message.template,
        "number": message.facts.number,
        "subject": message.subject,
        "facts": message.facts.model_dump(mode="json", exclude_defaults=True),
        "state": message.state,
        "attempts": message.attempts,
        "unknowns": message.unknowns,
        "address": message.address,
        "reason": message.reason,
        "decided_by": message.decided_by,
        "created_at": message.created_at,
        "due_at": message.due_at,
        "changed_at": message.changed_at,
    }


def _message(row: sa.Row[Any]) -> Message:
    return Message(
        id=row.id,
        event_id=EventId(row.event_id),
        recipient=Recipient(row.recipient),
        template=row.template,
        subject=row.subject,
        facts=_facts(row),
        created_at=row.created_at,
        due_at=row.due_at,
        state=MessageState(row.state),
        attempts=row.attempts,
        unknowns=row.unknowns,
        address=row.address,
        reason=row.reason,
        decided_by=AccountId(row.decided_by) if row.decided_by else None,
        changed_at=row.changed_at,
    )
