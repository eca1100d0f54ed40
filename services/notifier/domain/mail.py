"""A message written out, ready to go, and the ways out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifier.domain.addressee import Addressee
from services.notifier.domain.delivery import Outcome
from services.notifier.domain.facts import Facts
from services.notifier.domain.message import Message


@dataclass(frozen=True)
class Mail:
    """One recipient a mail."""

    message: str
    """The message's id."""
    message_id: str
    """With its angle brackets; the same at every attempt."""
    to: str
    subject: str
    content: bytes
    """RFC 5322, CRLF."""
    date: datetime


class Letters(Protocol):
    """The words of the e-mails."""

    def subject(self, template: str, facts: Facts) -> str: ...

    def spoken(self, template: str, facts: Facts) -> str:
        """What to say on the phone."""
        ...

    def write(self, message: Message, addressee: Addressee, *, by: str = "", overtaken: str = "") -> Mail:
        """`by`: the name of whoever acted; `overtaken`: what the reader should know first."""
        ...


class Transport(Protocol):
    @property
    def idempotent(self) -> bool:
        """Whether the same Message-ID twice is one mail there."""
        ...

    async def send(self, mail: Mail, before_final_dot: Callable[[], None]) -> Outcome:
        """Raises nothing but what stops the process. Calls `before_final_dot` where there is no way back."""
        ...
