"""COMPOSITION ROOT of notifier: who writes messages, who delivers them, who shows them."""

from functools import partial
from pathlib import Path

from services.notifier.domain.mail import Transport
from services.notifier.emails.capture import CapturedMail
from services.notifier.emails.compose import Sender
from services.notifier.emails.smtp import Server, SmtpMail
from services.notifier.emails.words import EmailWords
from services.notifier.storage.calls import SqlCalls
from services.notifier.storage.known_reports import SqlKnownReports
from services.notifier.storage.mailbox import SqlMailbox
from services.notifier.storage.message_gauges import MessageGauges
from services.notifier.storage.messages import SqlMessages
from services.notifier.use_cases.decide_message import DecideMessage
from services.notifier.use_cases.deliver_messages import DeliverMessages
from services.notifier.use_cases.find_addressee import FindAddressee
from services.notifier.use_cases.finish_call import FinishCall
from services.notifier.use_cases.waking import Waking
from services.notifier.use_cases.write_messages import WriteMessages
from services.notifier.web.api import Api
from services.notifier.web.looking import Looking
from services.notifier.web.pages import Pages
from services.notifier.web.routes import routes
from shared.bus import subscribe
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.catalogue import EVENTS
from shared.database import Database
from shared.identity import Identity
from shared.service import BackgroundTask, Service
from shared.settings import Settings

SIDE_BY_SIDE = 4
"""Deliveries at once: one server that keeps us waiting for its answer holds back a quarter, not all."""
WEB = Path(__file__).parent / "web"


def build(settings: Settings, database: Database, identity: Identity, campaign: Campaign, clock: Clock) -> Service:
    messages, calls, known, mailbox = SqlMessages(), SqlCalls(), SqlKnownReports(), SqlMailbox()
    waking = Waking()
    words = EmailWords(campaign, settings.address, settings.mail_from)
    directory = FindAddressee(campaign, identity)
    transport = way_out(settings, database, mailbox)
    deliver = DeliverMessages(database, messages, calls, known, directory, words, transport, clock, waking)
    looking = Looking(database, messages, calls, mailbox, directory, words)
    decide = DecideMessage(database, messages, clock, waking)
    finish = FinishCall(database, calls, clock)
    return Service(
        name="notifier",
        database=database,
        subscriptions=[
            subscribe(
                "notifier.messages",
                tuple(EVENTS.values()),
                WriteMessages(campaign, messages, calls, known, words, clock, waking),
            )
        ],
        routes=routes(Pages(looking, decide, finish), Api(looking, decide, finish)),
        templates=WEB / "templates",
        static=WEB / "static",
        tasks=[
            BackgroundTask("gauges", MessageGauges(database, clock).run),
            BackgroundTask("lost", partial(deliver.look_after_lost, alone=settings.database_url is None)),
            *(BackgroundTask(f"deliver.{number}", deliver.run) for number in range(1, SIDE_BY_SIDE + 1)),
        ],
    )


def way_out(settings: Settings, database: Database, mailbox: SqlMailbox) -> Transport:
    """A mail server where one is named; otherwise the local mailbox.

    On several machines `lianbo service notifier` does not start without one, and nobody else delivers.
    """
    if settings.smtp_url is None:
        return CapturedMail(database, mailbox)
    return SmtpMail(Server.parsed(settings.smtp_url.get_secret_value()), Sender.parsed(settings.mail_from).address)
