"""`/office`: what is routed to an office on receipt, with its text and files, to be read and printed."""

from urllib.parse import urlencode

from aiohttp import web

from services.publisher.domain.story import Story
from services.publisher.use_cases.read_desk import ReadDesk
from services.publisher.use_cases.read_stories import ReadStories
from services.publisher.web.due import due
from services.publisher.web.filters_of import filters_of
from services.publisher.web.refusals import refusals_told
from services.publisher.web.story_page import shown_pictures
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.words import FileRole, Kind
from shared.identity import Account, Role
from shared.ids import StoryId
from shared.web.access import having
from shared.web.pages import page
from shared.web.problems import Problem
from shared.words import KINDS

ROWS = 50
FILTERS = ("unit", "category", "search")


class Office:
    def __init__(self, read: ReadStories, desk: ReadDesk, campaign: Campaign, clock: Clock) -> None:
        self._read = read
        self._desk = desk
        self._campaign = campaign
        self._clock = clock

    async def show(self, request: web.Request) -> web.Response:
        account = having(request, Role.OFFICE)
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
                "tabs": [{"name": KINDS[one], "kind": one.value, "here": one is kind} for one in kinds],
                "kind": kind,
                "given": given,
                "rows": found.items if found else (),
                "categories": {one.key: one.title for one in self._campaign.categories},
                "units": [(unit.code, unit.short_name) for unit in self._campaign.units],
                "next_page": f"/office?{urlencode({**said, 'cursor': found.next})}" if found and found.next else "",
                "deadline": self._campaign.deadline_of(kind) if kind else None,
            },
        )

    async def story(self, request: web.Request) -> web.Response:
        account = having(request, Role.OFFICE)
        with refusals_told():
            dossier = await self._desk.dossier(StoryId(request.match_info["id"]), account)
        story = dossier.story
        if story.submission.kind not in self._kinds(account):
            raise Problem(404, "not-found", detail="没有这篇材料，或不归您的处室受理。")
        category = self._campaign.category(story.submission.category)
        files = story.submission.files
        return page(
            request,
            "publisher/office/story.html",
            {
                "story": story,
                "report": story.submission,
                "dossier": dossier,
                "category": category.title if category else story.submission.category,
                "pictures": shown_pictures(story, dossier),
                "attachments": [
                    f for f in files if f.role is FileRole.EVIDENCE or not f.media_type.startswith("image/")
                ],
                "due": due(story.due_at, self._clock.now(), settled=True),
                "published": _published(story),
            },
        )

    def _kinds(self, account: Account) -> list[Kind]:
        """The kinds that the campaign routes to this office."""
        return [rules.kind for rules in self._campaign.kinds if account.office in rules.offices]


def _published(story: Story) -> list[tuple[str, str]]:
    return [(draft.content_type.value, draft.url) for draft in story.current if draft.url]
