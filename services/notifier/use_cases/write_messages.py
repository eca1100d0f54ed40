"""Writes down, for an event, everybody who is to be told of it. Sending is another loop's work."""

import structlog

from services.notifier.domain.call import call_instead_of
from services.notifier.domain.known import KnownReports, learned
from services.notifier.domain.mail import Letters
from services.notifier.domain.message import Letter, new_message
from services.notifier.domain.owing import owed_for
from services.notifier.domain.routing import Owed, letters
from services.notifier.domain.stores import Calls, Messages
from services.notifier.use_cases.waking import Waking
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts import Event
from shared.contracts.campaign import DeadlineNear
from shared.contracts.stories import StoryEvent
from shared.contracts.submissions import SubmissionReceived, SubmissionWithdrawn
from shared.database import Transaction
from shared.ids import SubmissionId

log = structlog.get_logger()

NO_ADDRESS = "没有登记邮箱"


class WriteMessages:
    """May run twice: a message's key is unique in the database, and the projection ignores what it has seen."""

    def __init__(
        self,
        campaign: Campaign,
        messages: Messages,
        calls: Calls,
        known: KnownReports,
        words: Letters,
        clock: Clock,
        waking: Waking,
    ) -> None:
        self._campaign = campaign
        self._messages = messages
        self._calls = calls
        self._known = known
        self._words = words
        self._clock = clock
        self._waking = waking

    async def __call__(self, event: Event, tx: Transaction) -> None:
        await self._learn(event, tx)
        for letter in letters(event, self._campaign, await self._owed(event, tx)):
            if self._has_no_address(letter):
                await self._call(event, letter, tx)
            else:
                await self._queue(event, letter, tx)
        tx.after_commit(self._waking.wake)

    async def _learn(self, event: Event, tx: Transaction) -> None:
        if (submission := _report_of(event)) is None:
            return
        before = await self._known.lock(submission, tx)
        after = learned(event, before)
        if after is not None and after != before:
            await self._known.save(after, tx)

    async def _owed(self, event: Event, tx: Transaction) -> Owed:
        if not isinstance(event, DeadlineNear):
            return {}
        deadline = next((each for each in self._campaign.deadlines if each.key == event.deadline), None)
        if deadline is None:
            log.warning("deadline.unknown", deadline=event.deadline)
            return {}
        return owed_for(deadline, self._campaign, await self._known.of_kinds(deadline.kinds, tx))

    def _has_no_address(self, letter: Letter) -> bool:
        """Known at once for offices; of a person the sending finds out."""
        what, _, key = letter.recipient.partition(":")
        contact = self._campaign.contact(key) if what == "contact" else None
        return contact is not None and not contact.email

    async def _queue(self, event: Event, letter: Letter, tx: Transaction) -> None:
        subject = self._words.subject(letter.template, letter.facts)
        message = new_message(event.event_id, letter, subject, self._clock.now())
        if await self._messages.add(message, tx):
            log.info("email.queued", message=message.id, template=message.template, event_id=event.event_id)

    async def _call(self, event: Event, letter: Letter, tx: Transaction) -> None:
        call = call_instead_of(new_message(event.event_id, letter, "", self._clock.now()), NO_ADDRESS)
        if await self._calls.add(call, tx):
            log.info("call.wanted", call=call.id, template=call.template, event_id=event.event_id)


def _report_of(event: Event) -> SubmissionId | None:
    if isinstance(event, SubmissionReceived | SubmissionWithdrawn):
        return event.submission.id
    return event.story.submission_id if isinstance(event, StoryEvent) else None
