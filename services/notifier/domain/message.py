"""An e-mail to one recipient about one event, and the states it may be in."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from services.notifier.domain.facts import Facts
from shared.ids import AccountId, EventId, derived_id

Recipient = NewType("Recipient", str)
"""`contact:minji`, `person:<id>`, `account:<id>` or `unit:370100`: an address is looked up only when sending."""


CONTACT = "contact:"
"""What the recipients begin with that are offices of the campaign."""


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    """Committed before the first byte leaves: found after a crash, nobody knows what became of it."""
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It may or may not have arrived: a person decides, or the template's policy."""


@dataclass(frozen=True)
class Letter:
    """What a route asks for."""

    recipient: Recipient
    template: str
    facts: Facts


@dataclass(frozen=True)
class Message:
    id: str
    """From the key, so that the same letter has the same id, and the same Message-ID, wherever it is written."""
    event_id: EventId
    recipient: Recipient
    template: str
    subject: str
    facts: Facts
    created_at: datetime
    """Its Date, at every attempt."""
    due_at: datetime
    state: MessageState = MessageState.QUEUED
    attempts: int = 0
    unknowns: int = 0
    """How often nobody knew what became of an attempt: as many copies more may have arrived."""
    address: str = ""
    """Where the last attempt went."""
    reason: str = ""
    """Why the last attempt failed or stands as unknown."""
    decided_by: AccountId | None = None
    """Who decided about an unknown or failed one."""
    changed_at: datetime | None = None

    @property
    def key(self) -> str:
        return message_key(self.event_id, self.recipient, self.template)

    @property
    def at(self) -> datetime:
        """When it came into its state."""
        return self.changed_at or self.created_at

    def sending(self, now: datetime) -> "Message":
        return replace(self, state=MessageState.SENDING, attempts=self.attempts + 1, reason="", changed_at=now)

    def addressed(self, address: str) -> "Message":
        return replace(self, address=address)

    def sent(self, now: datetime) -> "Message":
        return replace(self, state=MessageState.SENT, reason="", changed_at=now)

    def queued(self, due_at: datetime, reason: str, now: datetime) -> "Message":
        return replace(self, state=MessageState.QUEUED, due_at=due_at, reason=reason, changed_at=now)

    def failed(self, reason: str, now: datetime) -> "Message":
        return replace(self, state=MessageState.FAILED, reason=reason, changed_at=now)

    def unknown(self, reason: str, now: datetime) -> "Message":
        return replace(self, state=MessageState.UNKNOWN, unknowns=self.unknowns + 1, reason=reason, changed_at=now)


def message_key(event: EventId, recipient: Recipient, template: str) -> str:
    """Promise 8: an e-mail is sent once per event, recipient and template."""
    return f"{event}:{recipient}:{template}"


def new_message(event: EventId, letter: Letter, subject: str, now: datetime) -> Message:
    return Message(
        id=derived_id(message_key(event, letter.recipient, letter.template)),
        event_id=event,
        recipient=letter.recipient,
        template=letter.template,
        subject=subject,
        facts=letter.facts,
        created_at=now,
        due_at=now,
    )
