"""COMPOSITION ROOT of ingest: what it is made of, and which events it follows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from services.ingest.documents.inspect import InspectFile
from services.ingest.storage.keys import StoredKeys
from services.ingest.storage.numbers import StoredNumbers
from services.ingest.storage.progress import StoredProgress
from services.ingest.storage.stored_files import StoredFileNames
from services.ingest.storage.submissions import StoredSubmissions
from services.ingest.storage.timeline import StoredTimeline
from services.ingest.storage.uploads import StoredUploads
from services.ingest.use_cases.check_report import CheckReport
from services.ingest.use_cases.find_people import FindPeople
from services.ingest.use_cases.find_submission import FindSubmission
from services.ingest.use_cases.follow_story import FollowStory
from services.ingest.use_cases.hand_in_files import HandInFiles
from services.ingest.use_cases.list_submissions import ListSubmissions
from services.ingest.use_cases.remember_people import RememberPeople
from services.ingest.use_cases.revise_report import ReviseReport
from services.ingest.use_cases.set_reminders import SetReminders
from services.ingest.use_cases.store_files import StoreFiles
from services.ingest.use_cases.submit_report import SubmitReport
from services.ingest.use_cases.sweep_files import SweepFiles
from services.ingest.use_cases.tell_owed import TellOwed
from services.ingest.use_cases.tell_timeline import TellTimeline
from services.ingest.use_cases.withdraw_report import WithdrawReport
from services.ingest.web.api import Api
from services.ingest.web.form_pages import FormPages
from services.ingest.web.pages import Pages
from services.ingest.web.pasted import Pasted
from services.ingest.web.routes import routes
from shared.bus import subscribe
from shared.bus.outbox import DatabaseOutbox
from shared.campaign import Campaign
from shared.child_process import ChildProcesses
from shared.clock import Clock
from shared.contracts.catalogue import EVENTS
from shared.contracts.stories import StoryEvent
from shared.database import Database
from shared.documents import BodyReader, ReadBody
from shared.files import FileStore
from shared.files.store import Files
from shared.identity import Identity
from shared.service import BackgroundTask, Service
from shared.settings import Settings
from shared.timers.database import DatabaseTimers

HOUR_SECONDS = 3600
DAY_SECONDS = 24 * HOUR_SECONDS
HERE = Path(__file__).parent
STORY_EVENTS = tuple(event for event in EVENTS.values() if issubclass(event, StoryEvent))


@dataclass(frozen=True)
class Intake:
    """Its use cases, put together: the web calls them, and so does whoever lays the samples."""

    submit_report: SubmitReport
    revise_report: ReviseReport
    withdraw_report: WithdrawReport
    find_submission: FindSubmission
    list_submissions: ListSubmissions
    hand_in_files: HandInFiles
    tell_timeline: TellTimeline
    tell_owed: TellOwed
    find_people: FindPeople
    follow_story: FollowStory
    set_reminders: SetReminders
    read_body: ReadBody


def build_intake(
    database: Database,
    identity: Identity,
    originals: FileStore,
    campaign: Campaign,
    clock: Clock,
    reports_per_hour: int,
) -> Intake:
    submissions, timeline, uploads = StoredSubmissions(), StoredTimeline(), StoredUploads()
    outbox = DatabaseOutbox("ingest", clock)
    apart = ChildProcesses()
    inspect, read_body = InspectFile(apart), BodyReader(apart)
    check_report = CheckReport(campaign, read_body, inspect, clock)
    store_files = StoreFiles(originals)
    remember_people = RememberPeople(identity)
    find_submission = FindSubmission(database, submissions, campaign)
    return Intake(
        submit_report=SubmitReport(
            database, outbox, submissions, StoredNumbers(), StoredKeys(), timeline, uploads,
            check_report, store_files, remember_people, campaign, clock, reports_per_hour,
        ),
        revise_report=ReviseReport(
            database, outbox, submissions, timeline, uploads, find_submission,
            check_report, store_files, remember_people, campaign, clock,
        ),
        withdraw_report=WithdrawReport(database, outbox, submissions, timeline, find_submission, clock),
        find_submission=find_submission,
        list_submissions=ListSubmissions(database, submissions, campaign),
        hand_in_files=HandInFiles(database, uploads, inspect, store_files, clock),
        tell_timeline=TellTimeline(database, timeline),
        tell_owed=TellOwed(database, submissions, campaign),
        find_people=FindPeople(identity),
        follow_story=FollowStory(StoredProgress(), timeline),
        set_reminders=SetReminders(database, DatabaseTimers(), campaign, clock),
        read_body=read_body,
    )  # fmt: skip


def build(
    settings: Settings, database: Database, identity: Identity, files: Files, campaign: Campaign, clock: Clock
) -> Service:
    intake = build_intake(database, identity, files.originals, campaign, clock, settings.reports_per_hour)
    sweep_files = SweepFiles(database, StoredUploads(), StoredFileNames(), files.originals, clock)
    api = Api(
        intake.submit_report,
        intake.revise_report,
        intake.withdraw_report,
        intake.find_submission,
        intake.list_submissions,
        intake.tell_timeline,
    )
    pages = Pages(
        intake.find_submission,
        intake.list_submissions,
        intake.tell_timeline,
        intake.tell_owed,
        intake.find_people,
        intake.withdraw_report,
        files.originals,
        campaign,
    )
    forms = FormPages(
        intake.submit_report,
        intake.revise_report,
        intake.hand_in_files,
        intake.find_submission,
        intake.find_people,
        campaign,
    )
    return Service(
        name="ingest",
        database=database,
        subscriptions=[subscribe("ingest.stories", STORY_EVENTS, intake.follow_story)],
        routes=routes(pages, forms, Pasted(intake.read_body), api),
        templates=HERE / "web/templates",
        static=HERE / "web/static",
        tasks=[
            BackgroundTask("reminders", daily(intake.set_reminders)),
            # Not at the start: a process that is restarted often must not list the whole store each time.
            BackgroundTask("sweeper", daily(sweep_files, first_after=HOUR_SECONDS)),
        ],
    )


def daily(act: Callable[[], Awaitable[None]], first_after: float = 0) -> Callable[[], Awaitable[None]]:
    """Once a day, for what is harmless to repeat."""

    async def run() -> None:
        await asyncio.sleep(first_after)
        while True:
            await act()
            await asyncio.sleep(DAY_SECONDS)

    return run
