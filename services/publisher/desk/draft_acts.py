"""What is decided on one draft by itself: proof, verdict, hold, resumption, publication, withdrawal."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import web
from multidict import MultiMapping

from services.publisher.api import bodies
from services.publisher.api.refusals import problem_of, refusals_told
from services.publisher.api.stories import Acts
from services.publisher.desk.story_acts import JUST_CHANGED, reviewer_in
from services.publisher.desk.story_page import EDITORS, StoryPage
from services.publisher.desk.typed import Typed, checked, overrides_in, words_of
from services.publisher.releasing.register_publication import Posted
from services.publisher.reviewing.proofread_draft import ProofreadDraft
from services.publisher.stories.refusal import Kind, Refused
from services.publisher.stories.store import StaleStory
from shared.contracts.words import DraftState, Verdict
from shared.identity import Account, Identity
from shared.ids import DraftId
from shared.web.access import having
from shared.web.pages import redirect
from shared.words import CONTENT_TYPES, PROOFS, STAGES, VERDICTS

WITHOUT_ZONE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", re.ASCII)
"""What a browser's date field sends: the users' clock is meant."""

Doing = Callable[[DraftId, MultiMapping[str], Account], Awaitable[str]]


class DraftActs:
    def __init__(self, acts: Acts, identity: Identity, show: StoryPage) -> None:
        self._acts = acts
        self._identity = identity
        self._page = show

    async def proofread(self, request: web.Request) -> web.StreamResponse:
        return await self._do(request, self._proofread)

    async def review(self, request: web.Request) -> web.StreamResponse:
        return await self._do(request, self._review)

    async def hold(self, request: web.Request) -> web.StreamResponse:
        return await self._do(request, self._hold)

    async def resume(self, request: web.Request) -> web.StreamResponse:
        return await self._do(request, self._resume)

    async def register(self, request: web.Request) -> web.StreamResponse:
        return await self._do(request, self._register)

    async def withdraw(self, request: web.Request) -> web.StreamResponse:
        return await self._do(request, self._withdraw)

    async def _do(self, request: web.Request, doing: Doing) -> web.StreamResponse:
        """Back to the story with one line; refused, the story with the reason and what was typed."""
        account = having(request, *EDITORS)
        draft_id = DraftId(request.match_info["id"])
        with refusals_told():
            draft, story = await self._acts.read.draft(draft_id)
        words = await words_of(request)
        form = words.get("form", "")
        try:
            notice = await doing(draft_id, words, account)
        except Refused as refused:
            if refused.refusal.kind is Kind.NOT_FOUND:
                raise problem_of(refused.refusal) from None
            return await self._page.answer(request, story.id, Typed(form, words, refused.refusal))
        except StaleStory:
            return await self._page.answer(request, story.id, Typed(form, words, JUST_CHANGED))
        return redirect(f"/desk/stories/{story.id}", f"{CONTENT_TYPES[draft.content_type]}：{notice}")

    async def _proofread(self, draft_id: DraftId, words: MultiMapping[str], account: Account) -> str:
        body = checked(
            {"stage": words.get("stage", ""), "version": words.get("version", ""), "note": _text(words, "opinion")},
            bodies.ProofBody,
        )
        reviewer = await reviewer_in(words, account, self._identity)
        proofread: ProofreadDraft = self._acts.proofread
        await proofread(draft_id, body.version or 0, body.stage, body.note, reviewer)
        return f"{PROOFS[body.stage]}已完成。"

    async def _review(self, draft_id: DraftId, words: MultiMapping[str], account: Account) -> str:
        passing = words.get("verdict") == Verdict.PASS
        body = checked(
            {
                "stage": words.get("stage", ""),
                "verdict": words.get("verdict", ""),
                "version": words.get("version", ""),
                "opinion": _text(words, "opinion"),
                "to": words.get("to") or "submitter",
                "overrides": overrides_in(words) if passing else [],
                "proof": passing,
            },
            bodies.ReviewBody,
        )
        reviewer = await reviewer_in(words, account, self._identity)
        after = await self._acts.review(draft_id, body.version or 0, body.as_decision(), reviewer)
        if body.verdict is Verdict.REJECT and after.state is not DraftState.REJECTED:
            return "更正未通过，原稿不变。"
        if body.verdict is Verdict.HOLD and after.is_usable:
            return "更正已转为备用，原稿不变。"
        return f"{STAGES[body.stage]}：{'已校对并通过' if passing else f'已{VERDICTS[body.verdict]}'}。"

    async def _hold(self, draft_id: DraftId, words: MultiMapping[str], account: Account) -> str:
        body = checked({"version": words.get("version", ""), "reason": _text(words, "reason")}, bodies.HoldBody)
        before, _ = await self._acts.read.draft(draft_id)
        await self._acts.hold(draft_id, body.version, body.reason, account)
        return "已暂缓，供稿和发布包不能再下载。" if before.is_usable else "已转为备用。"

    async def _resume(self, draft_id: DraftId, words: MultiMapping[str], account: Account) -> str:
        body = checked({"version": words.get("version", "")}, bodies.ResumptionBody)
        await self._acts.resume(draft_id, body.version, account)
        return "已恢复。"

    async def _register(self, draft_id: DraftId, words: MultiMapping[str], account: Account) -> str:
        draft = await self._acts.register(draft_id, posted_in(words), account)
        return f"已登记发布：{draft.url}"

    async def _withdraw(self, draft_id: DraftId, words: MultiMapping[str], account: Account) -> str:
        body = checked({"reason": _text(words, "reason")}, bodies.WithdrawalBody)
        await self._acts.withdraw(draft_id, None, body.reason, account)
        return "已撤稿，请到各发布账号删除已发内容。"


def posted_in(words: MultiMapping[str]) -> Posted:
    """What the form 登记发布 says."""
    data = {"pasted": _text(words, "pasted"), "account": _text(words, "account")}
    if moment := _text(words, "published_at"):
        data["published_at"] = f"{moment}+08:00" if WITHOUT_ZONE.fullmatch(moment) else moment
    return checked(data, bodies.PublicationBody).as_posted()


def _text(words: MultiMapping[str], name: str) -> str:
    return words.get(name, "").strip()
