"""A call task: what cannot be mailed is told by a person, never passed over in silence."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.notifier.domain.facts import Facts
from services.notifier.domain.message import Message, Recipient
from shared.ids import AccountId, EventId


@dataclass(frozen=True)
class Call:
    id: str
    """The same as its message would have: once per event, recipient and template."""
    event_id: EventId
    recipient: Recipient
    template: str
    facts: Facts
    reason: str
    """Why it is a call: 没有登记邮箱."""
    created_at: datetime
    done_at: datetime | None = None
    done_by: AccountId | None = None
    note: str = ""

    def done(self, by: AccountId, note: str, now: datetime) -> "Call":
        """Who called first stands; to say it again changes nothing."""
        return self if self.done_at else replace(self, done_at=now, done_by=by, note=note)


def call_instead_of(message: Message, reason: str, now: datetime | None = None) -> Call:
    return Call(
        id=message.id,
        event_id=message.event_id,
        recipient=message.recipient,
        template=message.template,
        facts=message.facts,
        reason=reason,
        created_at=now or message.created_at,
    )
