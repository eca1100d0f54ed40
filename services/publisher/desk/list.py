"""`/desk`: one row a story, what waits for me first."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from multidict import MultiMapping

from services.publisher.api.filters import filters_of
from services.publisher.api.freshness import Freshness
from services.publisher.api.refusals import refusals_told
from services.publisher.desk.due import Due, due
from services.publisher.desk.read_desk import ReadDesk
from services.publisher.desk.readings import FindingCounts
from services.publisher.stories.listing import Counts, DraftRow, Filters, Page, StoryRow
from services.publisher.stories.read_stories import ReadStories
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.words import DraftState, SubmissionState
from shared.identity import Account, Role
from shared.web.access import having
from shared.web.pages import page
from shared.words import CONTENT_TYPES, DRAFT_STATES, KINDS

EDITORS = (Role.EDITOR, Role.WRITER)
ROWS = 30

VIEWS: dict[str, str] = {
    "mine": "待我审核",
    "all": "全部",
    "signed": "已签发",
    "published": "已发布",
    "returned": "退回",
    "held": "备用",
    "takedown": "待撤稿",
}

SIGNED = (DraftState.SIGNED_OFF, DraftState.DELIVERED)
ENDED = frozenset({DraftState.PUBLISHED, DraftState.REJECTED, DraftState.WITHDRAWN, *SIGNED})
SETTLED = frozenset(
    {SubmissionState.FILED, SubmissionState.ADOPTED, SubmissionState.REJECTED, SubmissionState.WITHDRAWN}
)
FILTERS = ("unit", "kind", "category", "content_type", "state", "search")


@dataclass(frozen=True)
class Channel:
    """One of a row's drafts: 微博 待初审."""

    name: str
    state: DraftState
    says: str
    mine: bool
    pulled: bool


@dataclass(frozen=True)
class Row:
    story: StoryRow
    unchosen: bool
    """待选: nobody has chosen its channels yet."""
    channels: tuple[Channel, ...]
    findings: FindingCounts
    due: Due | None

    @property
    def stages(self) -> list[tuple[Channel, int]]:
        """Each state there is, by one of its drafts, and how many are in it."""
        seen = {channel.says: channel for channel in self.channels}
        return [(one, sum(c.says == says for c in self.channels)) for says, one in seen.items()]


class Desk:
    def __init__(self, read: ReadStories, desk: ReadDesk, fresh: Freshness, campaign: Campaign, clock: Clock) -> None:
        self._fresh = fresh
        self._read = read
        self._desk = desk
        self._campaign = campaign
        self._clock = clock

    async def show(self, request: web.Request) -> web.Response:
        account, mark = having(request, *EDITORS), await self._fresh.mark()
        view = view_of(request.query, account)
        with refusals_told():
            filters = filters_of(request.query)
            found = await self._page(view, filters, request.query.get("cursor", ""), account)
        counts = await self._read.counts()
        waiting = await self._read.waiting_count(account)
        given = {name: request.query[name] for name in FILTERS if request.query.get(name, "").strip()}
        return page(
            request,
            "publisher/desk/list.html",
            {
                "view": view,
                "tabs": self._tabs(view, given, counts, waiting, account),
                "rows": await self._rows(found),
                "waiting": waiting,
                "changes": mark,
                "given": given,
                "options": self._options(),
                "next_page": self._next(view, given, found),
            },
        )

    async def _page(self, view: str, filters: Filters, cursor: str, account: Account) -> Page:
        if view == "mine":
            return await self._read.waiting_for(account, filters, cursor, ROWS)
        match view:
            case "signed":
                filters = replace(filters, draft_states=SIGNED)
            case "published":
                filters = replace(filters, draft_states=(DraftState.PUBLISHED,))
            case "held":
                filters = replace(filters, draft_states=(DraftState.HELD,))
            case "returned":
                filters = replace(filters, story_state=SubmissionState.RETURNED)
            case "takedown":
                filters = replace(filters, takedown_wanted=True)
        return await self._read.newest(filters, cursor, ROWS)

    async def _rows(self, found: Page) -> list[Row]:
        counted = await self._desk.findings([draft.id for story in found.items for draft in story.drafts])
        now = self._clock.now()
        return [row_of(story, counted, now) for story in found.items]

    def _tabs(
        self, view: str, given: dict[str, str], counts: Counts, waiting: int, account: Account
    ) -> list[dict[str, Any]]:
        numbers = {
            "mine": waiting,
            "all": sum(counts.stories.values()),
            "returned": counts.stories.get(SubmissionState.RETURNED, 0),
            "takedown": counts.takedowns_wanted,
        }
        shown = [
            key
            for key in VIEWS
            if (key != "mine" or account.role is Role.EDITOR) and (key != "takedown" or counts.takedowns_wanted)
        ]
        return [
            {
                "name": VIEWS[key],
                "address": f"/desk?{urlencode({'view': key, **given})}",
                "here": key == view,
                "number": numbers.get(key),
            }
            for key in shown
        ]

    def _options(self) -> dict[str, Any]:
        groups = {"activity": "活动内容", "showcase": "展示内容"}
        return {
            "units": [(unit.code, unit.short_name) for unit in self._campaign.units],
            "kinds": [(kind.value, name) for kind, name in KINDS.items()],
            "categories": {
                title: [(one.key, one.title) for one in self._campaign.categories if one.group == group]
                for group, title in groups.items()
            },
            "channels": [(channel.value, name) for channel, name in CONTENT_TYPES.items()],
            "states": [(s.value, name) for s, name in DRAFT_STATES.items() if s is not DraftState.SUPERSEDED],
        }

    def _next(self, view: str, given: dict[str, str], found: Page) -> str:
        return f"/desk?{urlencode({'view': view, **given, 'cursor': found.next})}" if found.next else ""


def view_of(query: MultiMapping[str], account: Account) -> str:
    """Who reviews nothing has nothing waiting, and looks at everything."""
    asked = query.get("view", "")
    if asked in VIEWS and (asked != "mine" or account.role is Role.EDITOR):
        return asked
    return "mine" if account.role is Role.EDITOR else "all"


def row_of(story: StoryRow, counted: dict[Any, FindingCounts], now: datetime) -> Row:
    states = {draft.state for draft in story.drafts}
    return Row(
        story=story,
        unchosen=states == {DraftState.AWAITING_FIRST_REVIEW},
        channels=tuple(_channel(draft) for draft in story.drafts),
        findings=sum((counted.get(draft.id, FindingCounts()) for draft in story.drafts), FindingCounts()),
        due=due(story.due_at, now, settled=story.state in SETTLED or (bool(states) and states <= ENDED)),
    )


def _channel(draft: DraftRow) -> Channel:
    called = draft.state_name.replace("退回修改", "退改").removeprefix("发布包已备好·")  # there is little room
    return Channel(CONTENT_TYPES[draft.content_type], draft.state, called, draft.mine, draft.is_pulled)
