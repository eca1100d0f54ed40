"""Where messages, calls and captured mails are kept. Lists are newest first; `before` is the id to go on from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifier.domain.call import Call
from services.notifier.domain.message import Message, MessageState
from shared.database import Reading, Transaction


@dataclass(frozen=True)
class Captured:
    """A mail in the local mailbox."""

    message: str
    """The message's id."""
    message_id: str
    """The header's."""
    to: str
    subject: str
    content: bytes
    date: datetime


@dataclass(frozen=True)
class Wanted:
    """Which messages to list; empty means any."""

    state: MessageState | None = None
    template: str = ""
    number: str = ""
    """Of the report they are about."""


class Messages(Protocol):
    async def add(self, message: Message, tx: Transaction) -> bool:
        """False where its key was there already: nothing changes then."""
        ...

    async def get(self, message: str, tx: Reading | Transaction) -> Message | None: ...

    async def any_due(self, now: datetime, tx: Reading) -> bool: ...

    async def next_due(self, now: datetime, tx: Transaction) -> Message | None:
        """The longest-waiting queued message that no other process is taking at this moment."""
        ...

    async def moment(self, here: datetime, tx: Transaction) -> datetime:
        """Now, by the one clock that all processes share; `here` is this one's own."""
        ...

    async def left_sending(self, before: datetime | None, tx: Transaction) -> list[Message]:
        """Those that came into `sending` before that moment; None: all."""
        ...

    async def save(self, message: Message, tx: Transaction, *, was: MessageState) -> bool:
        """False where it was no longer in that state: somebody else has dealt with it."""
        ...

    async def page(self, wanted: Wanted, before: int | None, limit: int, tx: Reading) -> list[tuple[int, Message]]:
        """Each with its place in the order of writing."""
        ...

    async def count(self, state: MessageState, tx: Reading) -> int: ...


class Calls(Protocol):
    async def add(self, call: Call, tx: Transaction) -> bool: ...

    async def get(self, call: str, tx: Reading | Transaction) -> Call | None: ...

    async def save(self, call: Call, tx: Transaction) -> None: ...

    async def page(self, before: int | None, limit: int, tx: Reading, *, open_only: bool) -> list[tuple[int, Call]]: ...

    async def count_open(self, tx: Reading) -> int: ...


class Mailbox(Protocol):
    async def put(self, mail: Captured, tx: Transaction) -> None:
        """The same Message-ID again is the same mail."""
        ...

    async def get(self, message: str, tx: Reading) -> Captured | None: ...
