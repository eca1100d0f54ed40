"""A person decides about a message of which nobody knows whether it arrived, or which failed."""

from dataclasses import replace
from enum import StrEnum

import structlog

from services.notifier.domain.message import Message, MessageState
from services.notifier.domain.stores import Messages
from services.notifier.use_cases.waking import Waking
from shared.clock import Clock
from shared.database import Database
from shared.ids import AccountId

log = structlog.get_logger()


class Decision(StrEnum):
    RESEND = "resend"
    MARK_SENT = "mark_sent"


DECIDABLE = {
    Decision.RESEND: frozenset({MessageState.UNKNOWN, MessageState.FAILED}),
    Decision.MARK_SENT: frozenset({MessageState.UNKNOWN}),
}


class NotDecidable(Exception):  # noqa: N818  a refusal, not a fault
    """The message is not in a state that leaves this to decide."""

    def __init__(self, state: MessageState) -> None:
        super().__init__(state)
        self.state = state


class DecideMessage:
    def __init__(self, database: Database, messages: Messages, clock: Clock, waking: Waking) -> None:
        self._database = database
        self._messages = messages
        self._clock = clock
        self._waking = waking

    async def __call__(self, message_id: str, decision: Decision, by: AccountId) -> Message | None:
        """None where there is no such message; NotDecidable where there is nothing to decide."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            message = await self._messages.get(message_id, tx)
            if message is None:
                return None
            if message.state not in DECIDABLE[decision]:
                raise NotDecidable(message.state)
            decided = message.sent(now) if decision is Decision.MARK_SENT else message.queued(now, "", now)
            decided = replace(decided, decided_by=by, attempts=0)
            if not await self._messages.save(decided, tx, was=message.state):
                raise NotDecidable(message.state)  # another person was quicker by a moment
            tx.after_commit(self._waking.wake)
        log.info("email.decided", message=message_id, decision=decision, by=by)
        return decided
