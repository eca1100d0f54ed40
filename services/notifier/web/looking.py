"""What pages and API read: messages, calls with whom to ring and what to say, captured mails."""

from dataclasses import dataclass

from services.notifier.domain.addressee import Directory
from services.notifier.domain.call import Call
from services.notifier.domain.mail import Letters
from services.notifier.domain.message import Message, MessageState
from services.notifier.domain.stores import Calls, Captured, Mailbox, Messages, Wanted
from services.notifier.web.shown import ShownCall, shown_call
from shared.database import Database


@dataclass(frozen=True)
class Counts:
    unknown: int
    failed: int
    calls: int


class Looking:
    def __init__(
        self,
        database: Database,
        messages: Messages,
        calls: Calls,
        mailbox: Mailbox,
        directory: Directory,
        words: Letters,
    ) -> None:
        self._database = database
        self._messages = messages
        self._calls = calls
        self._mailbox = mailbox
        self._directory = directory
        self._words = words

    async def emails(self, wanted: Wanted, before: int | None, limit: int) -> tuple[list[Message], str | None]:
        """A page, newest first, and the cursor of the next one."""
        async with self._database.reading() as view:
            found = await self._messages.page(wanted, before, limit + 1, view)
        return [message for _, message in found[:limit]], _next(found, limit)

    async def email(self, message: str) -> tuple[Message, Captured | None] | None:
        async with self._database.reading() as view:
            found = await self._messages.get(message, view)
            return (found, await self._mailbox.get(message, view)) if found else None

    async def calls(self, before: int | None, limit: int, *, open_only: bool) -> tuple[list[ShownCall], str | None]:
        async with self._database.reading() as view:
            found = await self._calls.page(before, limit + 1, view, open_only=open_only)
        return [await self.shown(call) for _, call in found[:limit]], _next(found, limit)

    async def shown(self, call: Call) -> ShownCall:
        addressee = await self._directory.find(call.recipient)
        return shown_call(call, addressee, self._words.spoken(call.template, call.facts))

    async def counts(self) -> Counts:
        async with self._database.reading() as view:
            return Counts(
                unknown=await self._messages.count(MessageState.UNKNOWN, view),
                failed=await self._messages.count(MessageState.FAILED, view),
                calls=await self._calls.count_open(view),
            )


def _next(found: list[tuple[int, Message]] | list[tuple[int, Call]], limit: int) -> str | None:
    return str(found[limit - 1][0]) if len(found) > limit else None
