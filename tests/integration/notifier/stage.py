"""The notifier's parts put together on a test's databases, with a post office that does as it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field

from argon2 import PasswordHasher

from services.notifier.domain.delivery import Outcome, Result
from services.notifier.domain.mail import Mail, Transport
from services.notifier.domain.message import Message
from services.notifier.domain.stores import Wanted
from services.notifier.emails.capture import CapturedMail
from services.notifier.emails.words import EmailWords
from services.notifier.storage.calls import SqlCalls
from services.notifier.storage.known_reports import SqlKnownReports
from services.notifier.storage.mailbox import SqlMailbox
from services.notifier.storage.messages import SqlMessages
from services.notifier.use_cases.decide_message import DecideMessage
from services.notifier.use_cases.deliver_messages import DeliverMessages
from services.notifier.use_cases.find_addressee import FindAddressee
from services.notifier.use_cases.finish_call import FinishCall
from services.notifier.use_cases.waking import Waking
from services.notifier.use_cases.write_messages import WriteMessages
from shared.bus import subscribe
from shared.bus.consumer import Consumer
from shared.bus.message import Message as BusMessage
from shared.bus.tables import inbox
from shared.campaign import Campaign
from shared.contracts import Event
from shared.contracts.catalogue import EVENTS
from shared.database.engine import SqlDatabase
from shared.identity import Person
from shared.identity.database import DatabaseIdentity
from shared.identity.passwords import Passwords
from tests.fakes import FixedClock
from tests.unit.notifier import scenes

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Hashes that protect nothing and cost nothing."""


@dataclass
class PostOffice:
    """Stands for the world's mail servers: takes mails, or does what a test tells it."""

    idempotent: bool = False
    taken: list[Mail] = field(default_factory=list)
    answers: list[Outcome] = field(default_factory=list)
    """For the next mails; then everything is accepted."""
    interrupt: Callable[[], None] | None = None

    async def send(self, mail: Mail, before_final_dot: Callable[[], None]) -> Outcome:
        if self.interrupt:
            self.interrupt()
        outcome = self.answers.pop(0) if self.answers else Outcome(Result.ACCEPTED)
        if outcome.result in {Result.ACCEPTED, Result.UNKNOWN}:
            before_final_dot()
            self.taken.append(mail)
        return outcome


class Stage:
    def __init__(
        self,
        database: SqlDatabase,
        identity: SqlDatabase,
        clock: FixedClock,
        campaign: Campaign | None = None,
        post: PostOffice | None = None,
    ) -> None:
        self.database, self.clock = database, clock
        self.campaign = campaign or scenes.sample_campaign()
        self.post = post or PostOffice()
        self.identity = DatabaseIdentity(identity, clock, QUICK)
        self.messages, self.calls, self.known = SqlMessages(), SqlCalls(), SqlKnownReports()
        self.words = EmailWords(self.campaign, "https://lianbo.example.org", "联播 <lianbo@example.org>")
        self.waking = Waking(poll_seconds=0.02)
        self.directory = FindAddressee(self.campaign, self.identity)
        self.write = WriteMessages(self.campaign, self.messages, self.calls, self.known, self.words, clock, self.waking)
        self.consumer = Consumer(subscribe("notifier.messages", tuple(EVENTS.values()), self.write), database, clock)
        self.deliver = self.another_deliverer()
        self.decide = DecideMessage(database, self.messages, clock, self.waking)
        self.finish_call = FinishCall(database, self.calls, clock)

    def another_deliverer(self, transport: Transport | None = None) -> DeliverMessages:
        """As in another process."""
        return DeliverMessages(
            self.database,
            self.messages,
            self.calls,
            self.known,
            self.directory,
            self.words,
            transport or self.post,
            self.clock,
            self.waking,
        )

    async def hears(self, *events: Event) -> None:
        """As the bus brings them."""
        for event in events:
            envelope = event.enveloped("test")
            failed = await self.consumer(BusMessage(id=envelope.id, body=envelope.encoded()))
            assert failed is None, failed

    async def knows_the_contact(self, email: str = "zhang@example.org", phone: str = "0531-00000009") -> None:
        await self.identity.remember(Person(scenes.PERSON, "张老师", phone=phone, email=email))

    async def deliver_all(self) -> None:
        while await self.deliver.deliver_one():
            pass

    async def captures_all(self) -> None:
        """Into the local mailbox."""
        mailbox = CapturedMail(self.database, SqlMailbox())
        self.deliver = self.another_deliverer(mailbox)
        await self.deliver_all()

    async def deliver_with_post(self) -> None:
        self.deliver = self.another_deliverer()
        await self.deliver_all()

    async def listed(self, **wanted: object) -> list[Message]:
        async with self.database.reading() as view:
            found = await self.messages.page(Wanted(**wanted), None, 100, view)  # type: ignore[arg-type]
        return [message for _, message in found]

    async def one(self, template: str) -> Message:
        (message,) = await self.listed(template=template)
        return message

    async def open_calls(self) -> list[tuple[str, str]]:
        async with self.database.reading() as view:
            found = await self.calls.page(None, 100, view, open_only=True)
        return [(call.recipient, call.template) for _, call in found]

    async def forgets_its_inbox(self) -> None:
        """The guard below it is to be tested alone."""
        async with self.database.transaction() as tx:
            await tx.connection.execute(inbox.delete())
