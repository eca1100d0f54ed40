"""`/office`: what is routed to an office on receipt, to be read and printed, and what it posts once it is released."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from services.publisher.api.filters import filters_of
from services.publisher.api.freshness import Freshness
from services.publisher.api.refusals import ANSWERS, problem_of, refusals_told
from services.publisher.desk.draft_acts import posted_in
from services.publisher.desk.due import due
from services.publisher.desk.read_desk import ReadDesk
from services.publisher.desk.story_acts import JUST_CHANGED
from services.publisher.desk.story_page import publishing_accounts, shown_pictures
from services.publisher.desk.typed import Typed, words_of
from services.publisher.releasing.register_publication import RegisterPublication
from services.publisher.stories.listing import DraftRow, Filters, Page, StoryRow
from services.publisher.stories.posting import Posts, posted_by, posts_of
from services.publisher.stories.read_stories import ReadStories
from services.publisher.stories.refusal import Kind as RefusalKind
from services.publisher.stories.refusal import Refused
from services.publisher.stories.store import StaleStory
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.words import FileRole, Kind
from shared.identity import Account, Role
from shared.ids import DraftId, StoryId
from shared.web.access import having
from shared.web.pages import page, redirect
from shared.web.problems import Problem
from shared.words import CONTENT_TYPES, KINDS

ROWS = 50
FILTERS = ("unit", "category", "search")


class Office:
    def __init__(
        self,
        read: ReadStories,
        register: RegisterPublication,
        desk: ReadDesk,
        fresh: Freshness,
        campaign: Campaign,
        clock: Clock,
    ) -> None:
        self._fresh = fresh
        self._read = read
        self._register = register
        self._desk = desk
        self._campaign = campaign
        self._clock = clock

    async def show(self, request: web.Request) -> web.Response:
        account, mark = having(request, Role.OFFICE), await self._fresh.mark()
        kinds = self._kinds(account)
        asked = request.query.get("kind", "")
        kind = Kind(asked) if asked in set(kinds) else kinds[0] if kinds else None
        given = {name: request.query[name] for name in FILTERS if request.query.get(name, "").strip()}
        with refusals_told():
            filters = filters_of({**given, "kind": kind.value if kind else ""})
            found = await self._read.newest(filters, request.query.get("cursor", ""), ROWS) if kind else None
        said = {"kind": kind.value if kind else "", **given}
        return page(
            request,
            "publisher/office/list.html",
            {
                "tabs": tabs_of(kinds, kind),
                "to_post": await self._count_to_post(account),
                "changes": mark,
                "kind": kind,
                "given": given,
                "rows": found.items if found else (),
                "categories": {one.key: one.title for one in self._campaign.categories},
                "units": [(unit.code, unit.short_name) for unit in self._campaign.units],
                "next_page": f"/office?{urlencode({**said, 'cursor': found.next})}" if found and found.next else "",
                "deadline": self._campaign.deadline_of(kind) if kind else None,
            },
        )

    async def to_post(self, request: web.Request) -> web.Response:
        """What is out and waits for this office to post it."""
        account, mark = having(request, Role.OFFICE), await self._fresh.mark()
        posts = posts_of(account.office, self._campaign)
        with refusals_told():
            filters, cursor = Filters(to_post=posts), request.query.get("cursor", "")
            found = await self._read.newest(filters, cursor, ROWS) if posts else Page((), None)
        return page(
            request,
            "publisher/office/to_post.html",
            {
                "tabs": tabs_of(self._kinds(account), None),
                "to_post": await self._count_to_post(account),
                "rows": [(row, drafts) for row in found.items if (drafts := drafts_to_post(row, posts))],
                "next_page": f"/office/to-post?{urlencode({'cursor': found.next})}" if found.next else "",
                "changes": mark,
            },
        )

    async def _count_to_post(self, account: Account) -> int | None:
        """None for an office that posts nothing."""
        posts = posts_of(account.office, self._campaign)
        return await self._read.count(Filters(to_post=posts)) if posts else None

    async def story(self, request: web.Request) -> web.Response:
        having(request, Role.OFFICE)
        return await self._answer(request, StoryId(request.match_info["id"]))

    async def register(self, request: web.Request) -> web.StreamResponse:
        """登记发布, by the office that posts it."""
        account, draft_id = having(request, Role.OFFICE), DraftId(request.match_info["id"])
        with refusals_told():
            _, story = await self._read.draft(draft_id)
        words = await words_of(request)
        try:
            out = await self._register(draft_id, posted_in(words), account)
        except Refused as refused:
            if refused.refusal.kind is RefusalKind.NOT_ALLOWED:
                raise problem_of(refused.refusal) from None
            return await self._answer(request, story.id, Typed(words.get("form", ""), words, refused.refusal))
        except StaleStory:
            return await self._answer(request, story.id, Typed(words.get("form", ""), words, JUST_CHANGED))
        return redirect(f"/office/stories/{story.id}", f"{CONTENT_TYPES[out.content_type]}：已登记发布：{out.url}")

    async def _answer(self, request: web.Request, story_id: StoryId, typed: Typed | None = None) -> web.Response:
        """The report where it is routed to the office, the drafts that the office posts, or both."""
        account, kept = having(request, Role.OFFICE), typed or Typed()
        with refusals_told():
            dossier = await self._desk.dossier(story_id, account)
        story = dossier.story
        routed, to_post = story.submission.kind in self._kinds(account), posted_by(story, account, self._campaign)
        if not routed and not to_post:
            raise Problem(404, "not-found", detail="没有这篇材料，或不归您的处室受理。")
        category = self._campaign.category(story.submission.category)
        files = story.submission.files
        return page(
            request,
            "publisher/office/story.html",
            {
                "routed": routed,
                "to_post": to_post,
                "accounts": publishing_accounts(self._campaign),
                "account_names": {one.key: one.name for one in self._campaign.accounts},
                "typed": kept,
                "story": story,
                "report": story.submission,
                "dossier": dossier,
                "category": category.title if category else story.submission.category,
                "pictures": shown_pictures(story, dossier),
                "attachments": [
                    f for f in files if f.role is not FileRole.MEDIA or not f.media_type.startswith("image/")
                ],
                "due": due(story.due_at, self._clock.now(), settled=True),
                "published": _published(story) if routed else (),
            },
            status=ANSWERS[kept.refusal.kind][0] if kept.refusal else 200,
        )

    def _kinds(self, account: Account) -> list[Kind]:
        """The kinds that the campaign routes to this office."""
        return [rules.kind for rules in self._campaign.kinds if account.office in rules.offices]


def tabs_of(kinds: list[Kind], here: Kind | None) -> list[dict[str, Any]]:
    return [{"name": KINDS[one], "kind": one.value, "here": one is here} for one in kinds]


def drafts_to_post(row: StoryRow, posts: Iterable[Posts]) -> list[DraftRow]:
    types = {one for some in posts if not some.kinds or row.kind in some.kinds for one in some.content_types}
    return [draft for draft in row.drafts if draft.unposted and draft.content_type in types]


def _published(story: Story) -> list[tuple[str, str]]:
    return [(draft.content_type.value, draft.url) for draft in story.current if draft.url]
