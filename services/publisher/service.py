"""COMPOSITION ROOT of publisher: which handlers, use cases, tables and pages it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from services.publisher.api.freshness import Freshness
from services.publisher.api.package import PackageApi
from services.publisher.api.planning import PlanningApi, planning_routes
from services.publisher.api.previews import PreviewApi
from services.publisher.api.routes import routes
from services.publisher.api.stories import Acts, StoriesApi
from services.publisher.drafting.draft_filed_story import DraftFiledStory
from services.publisher.drafting.draft_story import DraftStory
from services.publisher.drafting.drafting import Drafting
from services.publisher.drafting.findings import Checks
from services.publisher.drafting.pictures.pillow import PillowRenderer
from services.publisher.drafting.pictures.render_pictures import RenderPictures
from services.publisher.drafting.platforms import PLATFORMS
from services.publisher.drafting.platforms.preview import Previews
from services.publisher.drafting.preview_drafts import PreviewDrafts
from services.publisher.drafting.storage.renditions import SqlRenditions
from services.publisher.feed import atom
from services.publisher.feed.addresses import Addresses
from services.publisher.feed.change_feed import ChangeFeed
from services.publisher.feed.pace import PaceReleases
from services.publisher.feed.read_feed import ReadFeed
from services.publisher.feed.serve_feed import ServeFeed
from services.publisher.feed.storage.counter import SqlCounters
from services.publisher.feed.storage.items import SqlFeedItems
from services.publisher.feed.storage.stamps import SqlStamps
from services.publisher.feed.web.pages import Feed
from services.publisher.pages import pages_for_people
from services.publisher.previews.page import PreviewPage
from services.publisher.releasing.edition import Editions
from services.publisher.releasing.hold_draft import HoldDraft
from services.publisher.releasing.packages.fetch_package import FetchPackage
from services.publisher.releasing.packages.make_packages import MakePackages
from services.publisher.releasing.packages.packer import ZipPacker
from services.publisher.releasing.packages.renumber_package import RenumberPackage
from services.publisher.releasing.packages.renumbered import renumbered
from services.publisher.releasing.recall_story import RecallStory
from services.publisher.releasing.register_publication import RegisterPublication
from services.publisher.releasing.release_drafts import ReleaseDrafts
from services.publisher.releasing.resume_draft import ResumeDraft
from services.publisher.releasing.storage.packages import SqlPackages
from services.publisher.releasing.storage.published_files import SqlPublishedFiles
from services.publisher.releasing.storage.releases import SqlReleases
from services.publisher.releasing.sweep_files import SweepFiles
from services.publisher.releasing.take_down_story import TakeDownStory
from services.publisher.releasing.withdraw_draft import WithdrawDraft
from services.publisher.reviewing.edit_draft import EditDraft
from services.publisher.reviewing.plan_reviews import PlanReviews
from services.publisher.reviewing.proofread_draft import ProofreadDraft
from services.publisher.reviewing.proofread_story import ProofreadStory
from services.publisher.reviewing.review_draft import ReviewDraft
from services.publisher.reviewing.review_story import ReviewStory
from services.publisher.station.pages import Station, station_routes
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.seal import SealLedger
from services.publisher.stories.read_stories import ReadStories
from services.publisher.stories.storage.ledger import SqlLedger
from services.publisher.stories.storage.ledger_gauge import LedgerGauge
from services.publisher.stories.storage.lists import SqlStoryLists
from services.publisher.stories.storage.stories import SqlStories
from shared.bus import Subscription, subscribe
from shared.bus.outbox import DatabaseOutbox
from shared.campaign import Campaign
from shared.child_process import ChildProcesses
from shared.clock import SHANGHAI, Clock
from shared.contracts.stories import DraftSignedOff
from shared.contracts.submissions import SubmissionReceived, SubmissionWithdrawn
from shared.database import Database
from shared.documents import BodyReader
from shared.files.store import Files
from shared.identity import Identity
from shared.service import BackgroundTask, Service
from shared.settings import Settings

HERE = Path(__file__).parent


def build(
    settings: Settings,
    database: Database,
    identity: Identity,
    files: Files,
    campaign: Campaign,
    clock: Clock,
    operations: Sequence[web.AbstractRouteDef] = (),
) -> Service:
    """`operations`: the operators' addresses, where this is the service that serves them."""
    parts = Parts(settings, database, identity, files, campaign, clock)
    return Service(
        name="publisher",
        database=database,
        subscriptions=parts.subscriptions,
        routes=[
            *routes(parts.stories_api, parts.preview_api, parts.package_api, parts.feed_pages),
            web.post("/preview", parts.preview_page.show),
            *planning_routes(parts.planning_api),
            *parts.pages_for_people,
            *station_routes(parts.station),
            *operations,
        ],
        templates=HERE / "templates",
        static=HERE / "static",
        tasks=[
            BackgroundTask("sealer", SealLedger(database, parts.ledger).run),
            BackgroundTask("ledger_gauge", LedgerGauge(database, clock).run),
            BackgroundTask("sweeper", SweepFiles(database, SqlPublishedFiles(), files.renditions).run),
        ],
    )


@dataclass(frozen=True)
class Parts:
    """What publisher is made of; each part is made once, where it is first asked for."""

    settings: Settings
    database: Database
    identity: Identity
    files: Files
    campaign: Campaign
    clock: Clock

    @property
    def subscriptions(self) -> list[Subscription]:
        render = RenderPictures(
            self.database,
            self.files.originals,
            self.files.renditions,
            SqlRenditions(),
            PillowRenderer(ChildProcesses()),
        )
        draft = DraftStory(self.database, self.records, self.drafting, render, self.campaign, self.clock)
        withdraw = RecallStory(self.records, self.feed, self.campaign, self.clock)
        return [
            subscribe("publisher.submissions", SubmissionReceived, draft, prepare=draft.prepare, at_once=2),
            subscribe("publisher.withdrawals", SubmissionWithdrawn, withdraw),
            subscribe("publisher.releases", DraftSignedOff, self.release, prepare=self.release.prepare),
        ]

    # Stories and reviews

    @cached_property
    def ledger(self) -> SqlLedger:
        return SqlLedger()

    @cached_property
    def records(self) -> Records:
        return Records(SqlStories(), self.ledger, DatabaseOutbox("publisher", self.clock))

    @cached_property
    def drafting(self) -> Drafting:
        checks = Checks(self.campaign, lambda: self.clock.now().astimezone(SHANGHAI).date())
        return Drafting(PLATFORMS, SqlRenditions(), self.campaign, checks)

    @cached_property
    def acts(self) -> Acts:
        database, records, clock = self.database, self.records, self.clock
        return Acts(
            read=ReadStories(database, records.stories, SqlStoryLists(), self.ledger),
            edit=EditDraft(database, records, self.drafting, self.identity, clock),
            proofread=ProofreadDraft(database, records, clock),
            proofread_story=ProofreadStory(database, records, clock),
            review=ReviewDraft(database, records, clock),
            review_story=ReviewStory(database, records, clock),
            hold=HoldDraft(database, records, self.feed, clock),
            resume=ResumeDraft(database, records, self.feed, self.renumber_package, clock),
            register=RegisterPublication(database, records, self.campaign, clock),
            withdraw=WithdrawDraft(database, records, self.feed, clock),
            take_down=TakeDownStory(database, records, self.feed, clock),
        )

    @cached_property
    def stories_api(self) -> StoriesApi:
        return StoriesApi(self.acts, PLATFORMS, self.identity)

    @cached_property
    def pages_for_people(self) -> list[web.AbstractRouteDef]:
        return pages_for_people(
            self.acts,
            self.freshness,
            self.drafting,
            self.records,
            self.ledger,
            self.database,
            self.files,
            self.identity,
            self.campaign,
            self.clock,
        )

    @cached_property
    def freshness(self) -> Freshness:
        return Freshness(self.acts.read)

    @cached_property
    def planning_api(self) -> PlanningApi:
        plan = PlanReviews(self.database, self.records, self.identity, self.clock)
        draft_filed = DraftFiledStory(self.database, self.records, self.drafting, self.clock)
        return PlanningApi(plan, draft_filed, self.acts.read, PLATFORMS)

    @cached_property
    def preview_api(self) -> PreviewApi:
        read_body = BodyReader(ChildProcesses())
        return PreviewApi(PreviewDrafts(self.drafting), read_body, PLATFORMS, self.campaign, self.clock)

    @cached_property
    def preview_page(self) -> PreviewPage:
        return PreviewPage(self.preview_api, Previews(), PLATFORMS, self.campaign)

    # Releases, packages and the feed

    @cached_property
    def authority(self) -> str:
        """Whose name the feed's ids carry for ever."""
        return urlsplit(self.settings.address).hostname or "localhost"

    @cached_property
    def counters(self) -> SqlCounters:
        return SqlCounters()

    @cached_property
    def packages(self) -> SqlPackages:
        return SqlPackages()

    @cached_property
    def editions(self) -> Editions:
        return Editions(SqlReleases(), SqlFeedItems())

    @cached_property
    def pace(self) -> PaceReleases:
        return PaceReleases(self.database, self.counters, self.clock)

    @cached_property
    def feed(self) -> ChangeFeed:
        return ChangeFeed(SqlFeedItems(), self.counters, self.pace, atom.entry, self.campaign, self.authority)

    @cached_property
    def release(self) -> ReleaseDrafts:
        stories, published = self.records.stories, self.files.renditions
        pack = ZipPacker(published, self.campaign, self.settings.address)
        make = MakePackages(self.database, stories, self.packages, self.editions, pack, published)
        return ReleaseDrafts(
            stories,
            SqlReleases(),
            self.counters,
            self.packages,
            self.editions,
            make,
            self.feed,
            self.ledger,
            self.records.outbox,
            self.pace,
            self.clock,
        )

    @cached_property
    def renumber_package(self) -> RenumberPackage:
        stories, published = self.records.stories, self.files.renditions
        return RenumberPackage(self.database, stories, self.packages, self.editions, renumbered, published)

    @cached_property
    def package_api(self) -> PackageApi:
        fetch = FetchPackage(self.database, self.records.stories, self.packages, self.campaign)
        return PackageApi(fetch, self.files.renditions)

    @cached_property
    def read_feed(self) -> ReadFeed:
        return ReadFeed(self.database, SqlFeedItems(), self.counters, atom.entry)

    @cached_property
    def station(self) -> Station:
        return Station(self.acts.read, self.read_feed, self.freshness, self.campaign)

    @cached_property
    def feed_pages(self) -> Feed:
        serve = ServeFeed(
            self.database,
            SqlFeedItems(),
            self.counters,
            SqlStamps(),
            atom.document,
            self.clock,
            title=self.campaign.title,
            id_=f"tag:{self.authority},2022:feed",
            addresses=Addresses.open(self.settings.address),
        )
        return Feed(
            serve, self.read_feed, self.files.renditions, self.identity, self.clock, self.settings.address, atom.alone
        )
