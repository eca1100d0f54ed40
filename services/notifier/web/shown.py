"""E-mails and calls as the API shows them."""

from datetime import datetime

from pydantic import BaseModel

from services.notifier.domain.addressee import Addressee
from services.notifier.domain.call import Call
from services.notifier.domain.message import Message
from shared.clock import SHANGHAI


class ShownEmail(BaseModel):
    id: str
    key: str
    recipient: str
    """The address once one is known; before that, who: `contact:minji`, `person:…`."""
    recipient_key: str
    template: str
    subject: str
    state: str
    event_id: str
    at: datetime
    """When it came into its state."""
    number: str
    attempts: int
    unknowns: int
    reason: str


class ShownCall(BaseModel):
    id: str
    recipient: str
    name: str
    phone: str
    template: str
    say: str
    """What to say."""
    reason: str
    """Why it is a call and not an e-mail."""
    state: str
    """open or done."""
    number: str
    event_id: str
    at: datetime
    done_at: datetime | None
    done_by: str | None
    note: str


class Emails(BaseModel):
    items: list[ShownEmail]
    next: str | None


class Calls(BaseModel):
    items: list[ShownCall]
    next: str | None


def shown_email(message: Message) -> ShownEmail:
    return ShownEmail(
        id=message.id,
        key=message.key,
        recipient=message.address or message.recipient,
        recipient_key=message.recipient,
        template=message.template,
        subject=message.subject,
        state=message.state,
        event_id=message.event_id,
        at=message.at.astimezone(SHANGHAI),
        number=message.facts.number,
        attempts=message.attempts,
        unknowns=message.unknowns,
        reason=message.reason,
    )


def shown_call(call: Call, addressee: Addressee, say: str) -> ShownCall:
    return ShownCall(
        id=call.id,
        recipient=call.recipient,
        name=addressee.name,
        phone=addressee.phone,
        template=call.template,
        say=say,
        reason=call.reason,
        state="done" if call.done_at else "open",
        number=call.facts.number,
        event_id=call.event_id,
        at=call.created_at.astimezone(SHANGHAI),
        done_at=call.done_at.astimezone(SHANGHAI) if call.done_at else None,
        done_by=call.done_by,
        note=call.note,
    )
