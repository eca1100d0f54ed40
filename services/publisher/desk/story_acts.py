"""What is decided on a whole story: 校对并通过, 退回, 退稿, 备用, 审级. A form in, one call, the page again."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from multidict import MultiMapping

from services.publisher.api.bodies import StoryReviewBody, WithdrawalBody
from services.publisher.api.planning import PlanBody
from services.publisher.api.refusals import problem_of
from services.publisher.desk.story_page import EDITORS, StoryPage
from services.publisher.desk.typed import Typed, checked, overrides_in, versions_in, words_of
from services.publisher.drafting.draft_filed_story import DraftFiledStory
from services.publisher.releasing.take_down_story import TakeDownStory
from services.publisher.reviewing.decision import Reviewer, StoryDecision
from services.publisher.reviewing.plan_reviews import PlanReviews
from services.publisher.reviewing.review_story import ReviewStory
from services.publisher.stories.refusal import Kind, Refusal, Refused, invalid
from services.publisher.stories.store import StaleStory
from services.publisher.stories.story import Story
from shared.contracts.words import DraftState, Stage, Verdict
from shared.identity import Account, Identity
from shared.ids import DraftId, StoryId
from shared.web.access import having
from shared.web.pages import redirect
from shared.words import STAGES

Doing = Callable[[StoryId, MultiMapping[str], Account], Awaitable[str]]

JUST_CHANGED = Refusal(Kind.STALE, "稿件刚刚被他人处理，请核对后再提交；您填写的内容都还在。")


class StoryActs:
    def __init__(
        self,
        review: ReviewStory,
        plan: PlanReviews,
        draft_filed: DraftFiledStory,
        take_down: TakeDownStory,
        identity: Identity,
        show: StoryPage,
    ) -> None:
        self._review = review
        self._plan = plan
        self._draft_filed = draft_filed
        self._take_down = take_down
        self._identity = identity
        self._page = show

    async def review(self, request: web.Request) -> web.StreamResponse:
        return await self._do(request, self._reviewed)

    async def plan(self, request: web.Request) -> web.StreamResponse:
        """分级、加审."""
        return await self._do(request, self._planned)

    async def draft_filed(self, request: web.Request) -> web.StreamResponse:
        """转为稿件."""
        return await self._do(request, self._drafted)

    async def withdraw(self, request: web.Request) -> web.StreamResponse:
        """撤稿 of everything that is out, from one form: it is done in a hurry, and on a phone."""
        return await self._do(request, self._withdrawn)

    async def _do(self, request: web.Request, doing: Doing) -> web.StreamResponse:
        """The page again with one line; refused, with the reason and what was typed."""
        account = having(request, *EDITORS)
        story_id = StoryId(request.match_info["id"])
        words = await words_of(request)
        try:
            notice = await doing(story_id, words, account)
        except Refused as refused:
            if refused.refusal.kind is Kind.NOT_FOUND:
                raise problem_of(refused.refusal) from None
            return await self._page.answer(request, story_id, Typed(words.get("form", ""), words, refused.refusal))
        except StaleStory:
            return await self._page.answer(request, story_id, Typed(words.get("form", ""), words, JUST_CHANGED))
        return redirect(f"/desk/stories/{story_id}", notice)

    async def _reviewed(self, story_id: StoryId, words: MultiMapping[str], account: Account) -> str:
        decision = decision_in(words)
        reviewer = await reviewer_in(words, account, self._identity)
        return told(await self._review(story_id, decision, reviewer), decision)

    async def _planned(self, story_id: StoryId, words: MultiMapping[str], account: Account) -> str:
        names = ("level", "version", "reason")
        body = checked({**{name: words.get(name, "") for name in names}, "extra": "extra" in words}, PlanBody)
        story = await self._plan(story_id, body.version, body.level, body.reason, account, extra=body.extra)
        return f"审级已定为{story.level}级：{'、'.join(STAGES[stage] for stage in story.stages)}。"

    async def _withdrawn(self, story_id: StoryId, words: MultiMapping[str], account: Account) -> str:
        body = checked({"reason": words.get("reason", "").strip()}, WithdrawalBody)
        down = await self._take_down(story_id, body.reason, account)
        return f"已撤稿 {len(down)} 份，请到各发布账号删除已发内容。"

    async def _drafted(self, story_id: StoryId, words: MultiMapping[str], account: Account) -> str:
        del words
        story = await self._draft_filed(story_id, account)
        return f"已转为稿件，生成 {len(story.current)} 份平台稿。"


def decision_in(words: MultiMapping[str]) -> StoryDecision:
    verdict = words.get("verdict", "")
    body = {
        "stage": words.get("stage", ""),
        "verdict": verdict,
        "opinion": words.get("opinion", "").strip(),
        "to": words.get("to") or "submitter",
        "versions": versions_in(words),
        "overrides": overrides_in(words) if verdict == Verdict.PASS else [],
        "proof": verdict == Verdict.PASS,
        "channels": words.getall("channels", []) if words.get("choosing") and verdict == Verdict.PASS else None,
    }
    return checked(body, StoryReviewBody).as_story_decision()


async def reviewer_in(words: MultiMapping[str], account: Account, identity: Identity) -> Reviewer:
    """代审 names both people."""
    login = words.get("on_behalf_of", "").strip()
    if not login:
        return Reviewer(account)
    for other in await identity.accounts():
        if other.login == login and other.id != account.id:
            return Reviewer(account, other)
    raise invalid("on_behalf_of", "没有这个人员，请重新选择代何人审核。")


def told(story: Story, decision: StoryDecision) -> str:
    """One line for the next page."""
    verdict, stage = decision.decision.verdict, decision.decision.stage
    ids: set[DraftId] = set(decision.versions)
    states = {draft.state for draft in story.drafts if draft.id in ids} - {DraftState.HELD}
    match verdict:
        case Verdict.PASS if DraftState.SIGNED_OFF in states:
            return "终审已签发，正在生成发布包和电视台供稿。"
        case Verdict.PASS:
            following = {draft.stage for draft in story.open if draft.id in ids} - {None, stage}
            names = "、".join(STAGES[one] for one in following if one)
            return f"{STAGES[stage]}：已校对并通过，转入{names}。"
        case Verdict.RETURN if decision.decision.to.value == "submitter":
            return f"已退回{story.submission.unit.name}修改，原因会通知报送单位。"
        case Verdict.RETURN:
            return f"已退回{STAGES[Stage(decision.decision.to.value)]}。"
        case Verdict.REJECT:
            ended = DraftState.REJECTED in states
            return "已退稿，原因会通知报送单位。" if ended else "更正未通过，原稿不变。"
        case Verdict.HOLD:
            out = any(draft.is_usable for draft in story.drafts if draft.id in ids and draft.state is DraftState.HELD)
            return f"已转为备用，可随时恢复。{'已发布的不受影响，要撤下请用“暂缓”。' if out else ''}"
