"""A newsroom for tests: the real parts from a report to the feed, on a database and a store of their own."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from PIL import Image

from services.publisher.drafting.draft_story import DraftStory
from services.publisher.drafting.drafting import Drafting
from services.publisher.drafting.pictures.pillow import PillowRenderer
from services.publisher.drafting.pictures.render_pictures import RenderPictures
from services.publisher.drafting.platforms import PLATFORMS
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
from services.publisher.releasing.edition import Editions
from services.publisher.releasing.packages.fetch_package import FetchPackage
from services.publisher.releasing.packages.make_packages import MakePackages
from services.publisher.releasing.packages.packer import ZipPacker
from services.publisher.releasing.release_drafts import ReleaseDrafts
from services.publisher.releasing.storage.packages import SqlPackages
from services.publisher.releasing.storage.releases import SqlReleases
from services.publisher.releasing.withdraw_draft import WithdrawDraft
from services.publisher.reviewing.decision import Decision, Reviewer, StoryDecision
from services.publisher.reviewing.review_story import ReviewStory
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.storage.ledger import SqlLedger
from services.publisher.stories.storage.stories import SqlStories
from services.publisher.stories.story import Story
from shared.bus.outbox import DatabaseOutbox
from shared.bus.tables import outbox
from shared.campaign.folder import load_campaign
from shared.child_process import ChildProcesses
from shared.contracts import Envelope, Event
from shared.contracts.stories import DraftReleased, DraftSignedOff
from shared.contracts.submissions import Block, Byline, File, Submission, SubmissionReceived, Unit
from shared.contracts.words import BlockKind, Consent, ContentType, FileRole, Kind, Stage, Verdict
from shared.database.engine import SqlDatabase
from shared.files.store import open_folder
from shared.identity import Account, Role
from shared.ids import AccountId, DraftId, StoryId, SubmissionId, new_id
from tests.fakes import FixedClock

E = TypeVar("E", bound=Event)
CAMPAIGN = load_campaign(Path("deploy/campaigns/2022-lifelong-learning-week"))
PUBLIC_URL = "https://news.example.org"
BODY = (
    "12月5日，济南市终身学习活动周在泉城广场启动，五百多名市民到场。",
    "启动仪式上，市教育局介绍了社区学习点的开课情况，全市已有1200个学习点，全年开课3.6万场。",
    "七十二岁的学员说，她在这里学会了用手机挂号、视频通话，“再也不用麻烦孩子”。",
)


def colourful(width: int = 900, height: int = 600) -> bytes:
    """A photograph no two calls give alike, with a place and a name in its metadata."""
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    target = io.BytesIO()
    noise = [Image.effect_noise((width, height), 60) for _ in range(3)]
    Image.merge("RGB", noise).save(target, "JPEG", quality=40, exif=exif)
    return target.getvalue()


class Newsroom:
    def __init__(self, database: SqlDatabase, clock: FixedClock | None = None, files: str = "memory:") -> None:
        self.database = database
        self.clock = clock or FixedClock(datetime(2022, 12, 5, 1, 0, 0, 250_000, tzinfo=UTC))
        self.originals = open_folder(files, "originals")
        self.published = open_folder(files, "renditions")
        self.stories, self.ledger = SqlStories(), SqlLedger()
        self.renditions, self.packages = SqlRenditions(), SqlPackages()
        self.counters, self.items, self.stamps = SqlCounters(), SqlFeedItems(), SqlStamps()
        self.outbox = DatabaseOutbox("publisher", self.clock)
        self.records = Records(self.stories, self.ledger, self.outbox)
        self.waited: list[float] = []
        self.pace = PaceReleases(database, self.counters, self.clock, self.sleep)
        self.feed = ChangeFeed(self.items, self.counters, self.pace, atom.entry, CAMPAIGN, "news.example.org")
        self.render_pictures = RenderPictures(
            database, self.originals, self.published, self.renditions, PillowRenderer(ChildProcesses())
        )
        drafting = Drafting(PLATFORMS, self.renditions, CAMPAIGN, lambda *_: [])
        self.draft_story = DraftStory(database, self.records, drafting, self.render_pictures, CAMPAIGN, self.clock)
        self.editions = Editions(SqlReleases(), self.items)
        self.pack = ZipPacker(self.published, CAMPAIGN, PUBLIC_URL)
        self.make_packages = MakePackages(
            database, self.stories, self.packages, self.editions, self.pack, self.published
        )
        self.release_drafts = ReleaseDrafts(
            self.stories, SqlReleases(), self.counters, self.packages, self.editions, self.make_packages, self.feed,
            self.ledger, self.outbox, self.pace, self.clock,
        )  # fmt: skip
        self.withdraw_draft = WithdrawDraft(database, self.records, self.feed, self.clock)
        self.read_feed = ReadFeed(database, self.items, self.counters, atom.entry)
        self.fetch_package = FetchPackage(database, self.stories, self.packages, CAMPAIGN)
        self.serve_feed = self.another_replica()

    def another_replica(self, title: str = "联播") -> ServeFeed:
        return ServeFeed(
            self.database, self.items, self.counters, self.stamps, atom.document, self.clock,
            title=title, id_="tag:news.example.org,2022:feed", addresses=Addresses.open(PUBLIC_URL), sleep=self.sleep,
        )  # fmt: skip

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.clock.advance(seconds=seconds)

    async def report(self, number: str = "370100-0001", pictures: int = 2, revision: int = 1, **said: object) -> Story:
        """A received report, rendered and drafted."""
        event = SubmissionReceived(
            submission=Submission.model_validate(
                {
                    "id": SubmissionId(f"submission-{number}"),
                    "number": number,
                    "revision": revision,
                    "unit": Unit(code="370100", name="济南市教育局", type="city"),
                    "kind": Kind.HIGHLIGHT,
                    "category": CAMPAIGN.categories[0].key,
                    "title": "济南市启动终身学习活动周",
                    "body": tuple(Block(kind=BlockKind.PARAGRAPH, text=text) for text in BODY),
                    "event_date": date(2022, 12, 5),
                    "place": "泉城广场",
                    "byline": Byline(text="王芳", photo="李强"),
                    "files": tuple([await self._picture(n) for n in range(pictures)]),
                    "submitted_at": self.clock.now(),
                    **said,
                }
            ),
            occurred_at=self.clock.now(),
        )
        await self.draft_story.prepare(event)
        async with self.database.transaction() as tx:
            await self.draft_story(event, tx)
            story = await self.stories.by_submission(event.submission.id, tx)
        assert story is not None
        return story

    async def _picture(self, number: int) -> File:
        stored = await self.originals.put(colourful())
        return File(
            sha256=stored.sha256,
            name=f"启动仪式{number + 1}.jpg",
            size=stored.size,
            media_type="image/jpeg",
            role=FileRole.MEDIA,
            caption=f"活动现场{number + 1}",
            credit="李强",
            consent=Consent.PUBLIC_SCENE,
        )

    async def sign(self, story: Story) -> DraftSignedOff:
        """All three stages, by three people."""
        for stage in story.stages:
            async with self.database.reading() as view:
                story = await self.stories.look(story.id, view) or story
            seen = {draft.id: draft.version for draft in story.open}
            act = StoryDecision(Decision(stage, Verdict.PASS, proof=True), seen)
            await ReviewStory(self.database, self.records, self.clock)(story.id, act, reviewer(stage))
        return (await self.said(DraftSignedOff))[-1]

    async def signed(self, number: str = "370100-0001", **said: object) -> DraftSignedOff:
        return await self.sign(await self.report(number, **said))

    async def release(self, event: DraftSignedOff) -> None:
        """As the bus does it: prepare, then handle in a transaction."""
        await self.release_drafts.prepare(event)
        async with self.database.transaction() as tx:
            await self.release_drafts(event, tx)

    async def released(self, number: str = "370100-0001", **said: object) -> DraftReleased:
        await self.release(await self.signed(number, **said))
        return (await self.said(DraftReleased))[-1]

    async def withdraw(self, draft: DraftId) -> None:
        await self.withdraw_draft(draft, None, "照片中有人未同意", CHIEF)

    async def said(self, kind: type[E]) -> list[E]:
        """What the outbox holds of this kind, in order."""
        async with self.database.reading() as view:
            question = sa.select(outbox.c.body).where(outbox.c.type == kind.type).order_by(outbox.c.id)
            bodies = (await view.connection.execute(question)).scalars().all()
        return [kind.opened(Envelope.model_validate_json(body)) for body in bodies]

    async def story(self, story: StoryId) -> Story:
        async with self.database.reading() as view:
            found = await self.stories.look(story, view)
        assert found is not None
        return found

    async def story_of(self, number: str) -> Story:
        async with self.database.transaction() as tx:
            found = await self.stories.by_submission(SubmissionId(f"submission-{number}"), tx)
        assert found is not None
        return found

    async def draft(self, story: StoryId, content_type: ContentType = ContentType.TV_ITEM) -> Draft:
        return next(draft for draft in (await self.story(story)).current if draft.content_type is content_type)


def reviewer(stage: Stage) -> Reviewer:
    login = f"editor-{stage}"
    return Reviewer(Account(AccountId(login), login, login, Role.EDITOR, stages=frozenset({stage})))


CHIEF = Account(AccountId(new_id()), "chief", "总编", Role.EDITOR, stages=frozenset(Stage), duty=True)
