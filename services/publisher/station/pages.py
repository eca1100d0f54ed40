"""`/station`: the TV station's desk. 线索 as they come in, unreviewed; what is released, ready for the programme."""

from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from services.publisher.api.freshness import Freshness
from services.publisher.api.refusals import refusals_told
from services.publisher.feed.addresses import Addresses
from services.publisher.feed.read_feed import ReadFeed
from services.publisher.stories.lead import is_shown
from services.publisher.stories.listing import Filters, Page
from services.publisher.stories.read_stories import ReadStories
from shared.campaign import Campaign
from shared.contracts.words import ContentType, FileRole, Kind
from shared.identity import Account, Role
from shared.ids import StoryId
from shared.web.access import having
from shared.web.pages import page
from shared.web.problems import Problem

LEADS, ITEMS = 30, 30
OFFICE = "station"
"""Whose desk this is, for editors who look at it."""


@dataclass(frozen=True)
class Station:
    stories: ReadStories
    feed: ReadFeed
    fresh: Freshness
    campaign: Campaign

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Leads newest first, by pages: what is released or ended makes room for them."""
        kinds, cursor = self._kinds(_reader(request)), request.query.get("cursor", "")
        mark = await self.fresh.mark()
        leads = Filters(leads=tuple(kinds))
        with refusals_told():
            found = await self.stories.newest(leads, cursor, LEADS) if kinds else Page((), None)
        context = {
            "changes": mark,
            "leads": found.items,
            "lead_count": await self.stories.count(leads) if kinds else 0,
            "older_leads": f"/station?{urlencode({'cursor': found.next})}#leads" if found.next else "",
            "older": cursor,
            "items": await self.feed.newest(ITEMS),
            "items_shown": ITEMS,
            "recalled": await self.feed.recalled(),
            "lead_kinds": kinds,
            "addresses": Addresses.open(""),
        }
        return page(request, "publisher/station.html", context)

    async def lead(self, request: web.Request) -> web.StreamResponse:
        """What the unit sent, as it is, by the story's id or the report's number. Supporting material stays with the
        office it is for.
        """
        account = _reader(request)
        with refusals_told():
            story, _ = await self.stories.story(await self._named(request.match_info["id"]))
        report = story.submission
        if report.kind not in self._kinds(account) or not is_shown(story):
            raise Problem(404, "not-found", detail="没有这条线索，可能已由单位撤回，或已退改、退稿、撤稿、暂缓。")
        category = self.campaign.category(report.category)
        files = [file for file in report.files if file.role is FileRole.MEDIA]
        context = {
            "story": story,
            "report": report,
            "files": files,
            "category": category.title if category else "",
            "released": any(one.is_out for one in story.current if one.content_type is ContentType.TV_ITEM),
        }
        return page(request, "publisher/station_lead.html", context)

    async def _named(self, name: str) -> StoryId:
        found = (await self.stories.newest(Filters(number=name), limit=1)).items
        return found[0].id if found else StoryId(name)

    def _kinds(self, account: Account) -> list[Kind]:
        """The kinds that are routed to the station on receipt."""
        office = account.office or OFFICE
        return [rules.kind for rules in self.campaign.kinds if office in rules.offices]


def station_routes(station: Station) -> list[web.AbstractRouteDef]:
    return [
        web.get("/station", station.show),
        web.get("/station/leads/{id}", station.lead),
    ]


def _reader(request: web.Request) -> Account:
    return having(request, Role.STATION, Role.EDITOR)
