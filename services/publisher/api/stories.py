"""The API of stories and drafts: in, one call, out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel

from services.publisher.api import bodies, documents
from services.publisher.api.filters import filters_of
from services.publisher.api.refusals import refusals_told
from services.publisher.drafting.platform import Platform
from services.publisher.releasing.hold_draft import HoldDraft
from services.publisher.releasing.register_publication import RegisterPublication
from services.publisher.releasing.resume_draft import ResumeDraft
from services.publisher.releasing.take_down_story import TakeDownStory
from services.publisher.releasing.withdraw_draft import WithdrawDraft
from services.publisher.reviewing.decision import Reviewer
from services.publisher.reviewing.edit_draft import EditDraft
from services.publisher.reviewing.proofread_draft import ProofreadDraft
from services.publisher.reviewing.proofread_story import ProofreadStory
from services.publisher.reviewing.review_draft import ReviewDraft
from services.publisher.reviewing.review_story import ReviewStory
from services.publisher.stories.draft import Draft
from services.publisher.stories.listing import Filters
from services.publisher.stories.read_stories import ReadStories
from services.publisher.stories.refusal import invalid
from services.publisher.stories.story import Story
from shared.contracts.words import ContentType
from shared.identity import Account, Identity, Role
from shared.ids import DraftId, StoryId
from shared.web.access import having
from shared.web.api import if_match, operation, parsed_json, read_json, reply, validated
from shared.web.paging import limit_of
from shared.web.problems import FieldError, Problem

B = TypeVar("B", bound=BaseModel)

EDITORS = (Role.EDITOR, Role.WRITER)


@dataclass(frozen=True)
class Acts:
    """The use cases that the API and the desk offer."""

    read: ReadStories
    edit: EditDraft
    proofread: ProofreadDraft
    proofread_story: ProofreadStory
    review: ReviewDraft
    review_story: ReviewStory
    hold: HoldDraft
    resume: ResumeDraft
    register: RegisterPublication
    withdraw: WithdrawDraft
    take_down: TakeDownStory


class StoriesApi:
    def __init__(self, acts: Acts, platforms: Mapping[ContentType, Platform], identity: Identity) -> None:
        self._acts = acts
        self._platforms = platforms
        self._identity = identity

    @operation(
        "稿件列表",
        query={
            "state": "平台稿或稿件的状态",
            "content_type": "平台",
            "unit": "单位代码",
            "kind": "种类",
            "category": "类别",
            "number": "稿件编号",
            "search": "搜索：编号、标题、单位、地点、正文",
            "waiting": "me：只看待我审核的",
            "takedown": "wanted：只看单位已撤回、仍在外面的",
            "cursor": "翻页",
            "limit": "每页条数，至多200",
        },
    )
    async def list(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        cursor, limit = request.query.get("cursor", ""), limit_of(request.query)
        filters: Filters = filters_of(request.query)
        with refusals_told():
            if request.query.get("waiting") == "me":
                page = await self._acts.read.waiting_for(account, filters, cursor, limit)
            else:
                page = await self._acts.read.newest(filters, cursor, limit)
        return reply({"items": [documents.story_row(row) for row in page.items], "next": page.next})

    @operation("一篇稿件：报送内容、各平台稿、流转记录")
    async def show(self, request: web.Request) -> web.Response:
        having(request, *EDITORS)
        with refusals_told():
            story, history = await self._acts.read.story(StoryId(request.match_info["id"]))
        return reply(documents.story(story, self._platforms, history), etag=story.version)

    @operation("一份平台稿")
    async def show_draft(self, request: web.Request) -> web.Response:
        having(request, *EDITORS)
        with refusals_told():
            draft, story = await self._acts.read.draft(_draft_id(request))
        return self._draft(draft, story)

    @operation("修改平台稿；校对和签字随之作废", body=bodies.EditBody, headers={"If-Match": "您看到的版本"})
    async def edit(self, request: web.Request) -> web.Response:
        editor = having(request, *EDITORS)
        body = await read_json(request, bodies.EditBody)
        version = if_match(request)
        if version is None:
            raise Problem(428, "version-required", "请注明版本", '请在 If-Match 中带上您看到的版本，例如 "3"。')
        with refusals_told():
            draft = await self._acts.edit(_draft_id(request), version, body.fields(), editor)
        return self._draft(draft)

    @operation("校对一份平台稿", body=bodies.ProofBody)
    async def proofread(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await read_json(request, bodies.ProofBody)
        version = _version(request, body.version)
        with refusals_told():
            reviewer = await self._reviewer(account, body.on_behalf_of)
            draft = await self._acts.proofread(_draft_id(request), version, body.stage, body.note, reviewer)
        return self._draft(draft)

    @operation("审核一份平台稿：通过、退回修改、退稿、备用", body=bodies.ReviewBody)
    async def review(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await read_json(request, bodies.ReviewBody)
        version = _version(request, body.version)
        with refusals_told():
            reviewer = await self._reviewer(account, body.on_behalf_of)
            draft = await self._acts.review(_draft_id(request), version, body.as_decision(), reviewer)
        return self._draft(draft)

    @operation("校对全部平台稿", body=bodies.StoryProofBody)
    async def proofread_story(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await read_json(request, bodies.StoryProofBody)
        with refusals_told():
            reviewer = await self._reviewer(account, body.on_behalf_of)
            story = await self._acts.proofread_story(_story_id(request), body.as_story_decision(), reviewer)
        return await self._story(story)

    @operation("审核全部平台稿，可同时校对；初审时可选平台", body=bodies.StoryReviewBody)
    async def review_story(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await read_json(request, bodies.StoryReviewBody)
        with refusals_told():
            reviewer = await self._reviewer(account, body.on_behalf_of)
            story = await self._acts.review_story(_story_id(request), body.as_story_decision(), reviewer)
        return await self._story(story)

    @operation("暂缓已发布的（更正审核期间也是）；未发布的转为备用", body=bodies.HoldBody)
    async def hold(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await _perhaps(request, bodies.HoldBody)
        with refusals_told():
            draft = await self._acts.hold(_draft_id(request), _seen(request, body.version), body.reason, account)
        return self._draft(draft)

    @operation("恢复备用或暂缓的平台稿", body=bodies.ResumptionBody)
    async def resume(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await _perhaps(request, bodies.ResumptionBody)
        with refusals_told():
            draft = await self._acts.resume(_draft_id(request), _seen(request, body.version), account)
        return self._draft(draft)

    @operation("发布登记", body=bodies.PublicationBody)
    async def register(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await read_json(request, bodies.PublicationBody)
        with refusals_told():
            draft = await self._acts.register(_draft_id(request), body.as_posted(), account)
        return self._draft(draft)

    @operation("撤稿", body=bodies.WithdrawalBody)
    async def withdraw(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        body = await read_json(request, bodies.WithdrawalBody)
        with refusals_told():
            draft = await self._acts.withdraw(_draft_id(request), _seen(request, body.version), body.reason, account)
        return self._draft(draft)

    def _draft(self, draft: Draft, story: Story | None = None) -> web.Response:
        platform = self._platforms.get(draft.content_type)
        return reply(documents.draft(draft, platform, story), etag=draft.version)

    async def _story(self, story: Story) -> web.Response:
        _, history = await self._acts.read.story(story.id)
        return reply(documents.story(story, self._platforms, history), etag=story.version)

    async def _reviewer(self, account: Account, on_behalf_of: str | None) -> Reviewer:
        if on_behalf_of is None:
            return Reviewer(account)
        for other in await self._identity.accounts():
            if on_behalf_of in {other.id, other.login} and other.id != account.id:
                return Reviewer(account, other)
        raise invalid("on_behalf_of", "没有这个人员，请填写其登录名；本人审核时不填。")


def _draft_id(request: web.Request) -> DraftId:
    return DraftId(request.match_info["id"])


def _story_id(request: web.Request) -> StoryId:
    return StoryId(request.match_info["id"])


def _seen(request: web.Request, version: int | None) -> int | None:
    return if_match(request) if version is None else version


def _version(request: web.Request, version: int | None) -> int:
    seen = _seen(request, version)
    if seen is None:
        raise Problem(422, "invalid", "填写有误", "请检查：version。", [FieldError("version", "必填：您看到的版本。")])
    return seen


async def _perhaps(request: web.Request, model: type[B]) -> B:
    """For calls that need to say nothing: no body is an empty one."""
    data = await request.read()
    return validated(parsed_json(data) if data.strip() else {}, model)
