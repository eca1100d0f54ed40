"""The API of what is decided about a story before its reviews: its level, and drafts of a filed report."""

from collections.abc import Mapping
from typing import Literal

from aiohttp import web

from services.publisher.api import documents
from services.publisher.api.bodies import Body, Version, Words
from services.publisher.api.refusals import refusals_told
from services.publisher.api.stories import EDITORS
from services.publisher.drafting.draft_filed_story import DraftFiledStory
from services.publisher.drafting.platform import Platform
from services.publisher.reviewing.plan_reviews import PlanReviews
from services.publisher.stories.read_stories import ReadStories
from services.publisher.stories.story import Story
from shared.contracts.words import ContentType
from shared.ids import StoryId
from shared.web.access import having
from shared.web.api import if_match, operation, read_json, reply


class PlanBody(Body):
    level: Literal["A", "B", "C"]
    extra: bool = False
    """加审 before the final review."""
    reason: Words = ""
    version: Version | None = None
    """The story's."""


class PlanningApi:
    def __init__(
        self,
        plan: PlanReviews,
        draft_filed: DraftFiledStory,
        read: ReadStories,
        platforms: Mapping[ContentType, Platform],
    ) -> None:
        self._plan = plan
        self._draft_filed = draft_filed
        self._read = read
        self._platforms = platforms

    @operation("调整审核级别、加审", body=PlanBody)
    async def plan(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await read_json(request, PlanBody)
        version = if_match(request) if body.version is None else body.version
        with refusals_told():
            story = await self._plan(_story_id(request), version, body.level, body.reason, account, extra=body.extra)
        return await self._story(story)

    @operation("转为稿件：为已归档的材料起草平台稿")
    async def draft_filed(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        with refusals_told():
            story = await self._draft_filed(_story_id(request), account)
        return await self._story(story)

    async def _story(self, story: Story) -> web.Response:
        _, history = await self._read.story(story.id)
        return reply(documents.story(story, self._platforms, history), etag=story.version)


def planning_routes(api: PlanningApi) -> list[web.AbstractRouteDef]:
    return [
        web.post("/api/v1/stories/{id}/plan", api.plan),
        web.post("/api/v1/stories/{id}/drafts", api.draft_filed),
    ]


def _story_id(request: web.Request) -> StoryId:
    return StoryId(request.match_info["id"])
