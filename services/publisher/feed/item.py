"""The TV feed: items under one id for ever, and the log of what became of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.publisher.stories.about import About, Term
from services.publisher.stories.draft import Draft
from shared.contracts.words import AiUse
from shared.database import Reading, Transaction
from shared.ids import DraftId, Sha256, StoryId

NOTICE_MARK = "【撤稿】"
NOTICE = "本稿已撤回，请立即停止使用；已经播出或转载的，请撤下。"
CORRECTED = "更正稿：请停止使用此前版本，以本版为准。"
RESTORED = "暂缓已解除，可以使用。"
HOLD_MARK = "【暂缓】"
HOLD_NOTICE = "本稿暂缓使用，恢复前请勿播出。"
OLD_MARK = "【旧版】"
RECALL_MARK = "【单位撤回】"
RECALL_NOTICE = "报送单位已撤回本稿，编辑部正在处理。另行通知前请勿播出；已经播出或转载的，请先停止使用。"


class ItemStatus(StrEnum):
    """The words of ninjs, and one of ours."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"
    SUPERSEDED = "superseded"
    """An older version, asked for by its number. No item stands so."""


class ChangeType(StrEnum):
    RELEASED = "released"
    CORRECTED = "corrected"
    WITHHELD = "withheld"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Media(Part):
    sha256: Sha256
    name: str
    media_type: str
    size: int
    width: int
    height: int
    caption: str = ""
    credit: str = ""


class LowerThird(Part):
    """字幕条."""

    kind: str
    """`headline` 标题条, `place` 地点条 or `name` 人名条."""
    text: str
    title: str = ""
    """What somebody is, beside a name."""

    @property
    def line(self) -> str:
        return f"{self.title} {self.text}".strip()


class FeedItem(Part):
    """One version of an item, as every format shows it. Kept with its change, so that a format can be added later."""

    id: str
    """A `tag:` URI (RFC 4151)."""
    slug: str
    """Its short form in addresses: the report's number."""
    version: int
    status: ItemStatus
    published: AwareDatetime
    """The first release."""
    updated: AwareDatetime
    """This one's. Whole seconds, strictly increasing over the feed: Superdesk skips what is not newer."""
    title: str
    summary: str = ""
    html: str = ""
    """The text as it was signed."""
    script: str = ""
    """口播稿."""
    seconds: int | None = None
    lower_thirds: tuple[LowerThird, ...] = ()
    kind: Term
    category: Term
    place: Term
    event_date: date | None = None
    unit: str = ""
    byline: str = ""
    """As signed and printed below the text."""
    ai_use: AiUse = AiUse.NONE
    note: str = ""
    """For the newsroom: what a correction or a withdrawal means."""
    recalled: bool = False
    """Withheld because its unit took the report back: a person on duty has yet to decide."""
    newer: int = 0
    """Of an older version: that which stands now. Never stored."""
    media: tuple[Media, ...] = ()

    @property
    def corrects(self) -> bool:
        """It takes the place of an earlier version, also once it was restored."""
        return CORRECTED in self.note

    @property
    def about(self) -> About:
        return About(
            kind=self.kind, category=self.category, place=self.place, event_date=self.event_date, unit=self.unit
        )


class Change(Part):
    seq: int
    type: ChangeType
    id: str
    version: int
    at: AwareDatetime


class StandingItem(Part):
    """How an item stands now."""

    id: str
    story_id: StoryId
    draft_id: DraftId
    slug: str
    status: ItemStatus
    version: int
    seq: int
    published: AwareDatetime
    package: Sha256
    package_size: int


@dataclass(frozen=True)
class Entry:
    """One version of an item, and the bytes that were rendered of it."""

    item: FeedItem
    atom: bytes


@dataclass(frozen=True)
class MediaFile:
    media_type: str
    size: int
    shown: bool
    """Whether some item shows it now; otherwise it is gone."""


class Enclosed(Protocol):
    """The package that goes with an item."""

    @property
    def sha256(self) -> Sha256: ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...


class FeedItems(Protocol):
    async def add(self, change: Change, entry: Entry, standing: StandingItem, tx: Transaction) -> None:
        """The change, how the item stands now, and which media may be fetched from now on."""
        ...

    async def of_story(self, story: StoryId, reading: Reading) -> StandingItem | None: ...

    async def of_draft(self, draft: DraftId, reading: Reading) -> StandingItem | None: ...

    async def named(self, name: str, reading: Reading) -> StandingItem | None:
        """By its id or by its short form."""
        ...

    async def last_usable(self, item: str, reading: Reading) -> FeedItem | None:
        """An item's newest version that was no notice."""
        ...

    async def last_withdrawal(self, item: str, reading: Reading) -> int:
        """The version that withdrew it, 0 where none did: what is older stays gone even after a new release."""
        ...

    async def entry(self, item: str, version: int, reading: Reading) -> Entry | None: ...

    async def newest(self, count: int, reading: Reading) -> list[Entry]:
        """How the items stand that changed last, newest first."""
        ...

    async def withheld(self, reading: Reading) -> list[Entry]:
        """All that may not be used for now, newest first."""
        ...

    async def changes(self, after: int, count: int, reading: Reading) -> list[Change]: ...

    async def media(self, sha256: str, reading: Reading) -> MediaFile | None: ...


@dataclass(frozen=True)
class Stamp:
    """When a document's bytes last changed, and at which change of the feed."""

    seq: int
    digest: str
    written_at: datetime


class Stamps(Protocol):
    async def locked(self, path: str, tx: Transaction) -> Stamp | None: ...

    async def save(self, path: str, stamp: Stamp, tx: Transaction) -> None: ...


class EntryRenderer(Protocol):
    def __call__(self, item: FeedItem) -> bytes:
        """The item's Atom entry; the same bytes for the same item."""
        ...


class Feed(Protocol):
    """What the rest of publisher does to the feed. Each is a change of its own under the item's id, and answers with
    the version that it made; None where the draft is not in the feed, or stands so already.
    """

    async def withdraw(self, draft: Draft, tx: Transaction) -> int | None:
        """撤稿: the item becomes a notice, its media are gone."""
        ...

    async def withhold(self, draft: Draft, tx: Transaction) -> int | None:
        """暂缓: the same, for now."""
        ...

    async def recall(self, draft: Draft, tx: Transaction) -> int | None:
        """The unit took its report back: withheld, whatever it was before, and says why."""
        ...

    async def restore(self, draft: Draft, package: Enclosed | None, tx: Transaction) -> int | None:
        """Ends 暂缓: the item as it was, with its package of that number (None: with the one it had)."""
        ...


def tag(authority: str, published: datetime, slug: str) -> str:
    """The item's id in every format. The year is the first release's, so that the domain was ours on that day."""
    return f"tag:{authority},{published.year}:{slug}"


def slug_of(number: str) -> str:
    """A report's number, safe in an address and in a `tag:` URI."""
    return quote(number, safe="")


def as_notice(item: FeedItem, status: ItemStatus, version: int, at: datetime, *, recalled: bool = False) -> FeedItem:
    """The same item with its text and media gone: no reader tried honours tombstones, every one shows an update."""
    mark, notice = _said(status, recalled=recalled)
    return FeedItem(
        id=item.id,
        slug=item.slug,
        version=version,
        status=status,
        published=item.published,
        updated=at,
        title=mark + item.title,
        html=f"<p>{notice}</p>",
        kind=item.kind,
        category=item.category,
        place=item.place,
        unit=item.unit,
        note=notice,
        recalled=recalled,
    )


def _said(status: ItemStatus, *, recalled: bool) -> tuple[str, str]:
    if recalled:
        return RECALL_MARK, RECALL_NOTICE
    return (HOLD_MARK, HOLD_NOTICE) if status is ItemStatus.WITHHELD else (NOTICE_MARK, NOTICE)


def as_older(item: FeedItem, newer: int) -> FeedItem:
    """A version that no longer stands, as it is shown to whoever asks for it by its number."""
    note = f"这是第{item.version}版，已由第{newer}版取代。请停止使用本版，以第{newer}版为准。"
    status = ItemStatus.SUPERSEDED if item.status is ItemStatus.USABLE else item.status
    changed = {"title": OLD_MARK + item.title, "status": status, "note": note + item.note, "newer": newer}
    return item.model_copy(update=changed)


def as_restored(item: FeedItem, version: int, at: datetime) -> FeedItem:
    """`item`, the last version that was no notice, as a new one."""
    note = RESTORED + item.note.removeprefix(RESTORED)
    return item.model_copy(update={"version": version, "updated": at, "note": note})
