"""How a message becomes a dead letter: a row in a table of its consumer's owner, in both modes."""

import hashlib
from datetime import datetime

from shared.bus.decoding import glimpsed
from shared.bus.message import Message
from shared.bus.tables import dead_letters
from shared.database import Transaction
from shared.database.tables import insert_unless_there
from shared.ids import derived_id
from shared.widths import EVENT_ID, EVENT_TYPE, SUBJECT


async def bury(queue: str, message: Message, reason: str, at: datetime, tx: Transaction) -> None:
    """Once per death: the same message brought twice is one dead letter, a replayed one that dies again another."""
    event_id, event_type, subject = glimpsed(message.body)
    content = hashlib.sha256(message.body).hexdigest()
    row = insert_unless_there(tx.connection, dead_letters).values(
        id=derived_id(f"dead:{queue}:{message.id}:{message.replay_count}:{content}"),
        queue=queue,
        event_id=_plain(message.id or event_id, EVENT_ID),
        event_type=_plain(event_type, EVENT_TYPE),
        subject=_plain(subject, SUBJECT),
        reason=_plain(reason, 2000),
        attempts=message.attempts + 1,
        body=message.body,
        headers=message.own_headers(),
        died_at=at,
        replayed_by="",
    )
    await tx.connection.execute(row)


def _plain(text: str, longest: int) -> str:
    """Storable in both dialects: PostgreSQL refuses NUL, UTF-8 refuses lone surrogates."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")[:longest]
