"""Several stories passed at once: first a page that says what will be done, then the deed, then what became of each."""

from dataclasses import dataclass

from aiohttp import web

from services.publisher.desk.read_desk import ReadDesk
from services.publisher.desk.story_acts import JUST_CHANGED
from services.publisher.desk.story_page import EDITORS
from services.publisher.desk.typed import versions_in, words_of
from services.publisher.reviewing.decision import Decision, Reviewer, StoryDecision
from services.publisher.reviewing.may_review import blocked
from services.publisher.reviewing.review_story import ReviewStory
from services.publisher.reviewing.turns import Turn, mine, turns
from services.publisher.stories.refusal import Kind, Refusal, Refused
from services.publisher.stories.store import StaleStory
from services.publisher.stories.story import Story
from shared.contracts.words import Stage, Verdict
from shared.identity import Account, Identity
from shared.ids import DraftId, StoryId
from shared.text.normalising import normalise
from shared.web.access import having
from shared.web.pages import page, redirect

AT_ONCE = 50

NOTHING_WAITS = Refusal(Kind.WRONG_STAGE, "本稿没有待审核的平台稿。")


LONGEST_VERSION = 10
"""Digits; Python refuses to read a number of thousands."""


@dataclass(frozen=True)
class Planned:
    story: Story
    turn: Turn | None
    refusal: Refusal | None
    """Why it will not be passed."""


@dataclass(frozen=True)
class Done:
    story: Story
    refusal: Refusal | None


class BulkPass:
    def __init__(self, desk: ReadDesk, review: ReviewStory, identity: Identity) -> None:
        self._desk = desk
        self._review = review
        self._identity = identity

    async def plan(self, request: web.Request) -> web.Response:
        account = having(request, *EDITORS)
        wanted = list(dict.fromkeys(StoryId(story) for story in request.query.getall("story", [])))[:AT_ONCE]
        if not wanted:
            return redirect("/desk", "请先勾选要一并通过的稿件。")
        planned = await self._planned(wanted, account)
        return page(
            request,
            "publisher/desk/bulk.html",
            {
                "passing": [one for one in planned if one.refusal is None],
                "staying": [one for one in planned if one.refusal is not None],
            },
        )

    async def carry_out(self, request: web.Request) -> web.Response:
        """Each story by itself: one that is refused does not hold back the others."""
        account = having(request, *EDITORS)
        words = await words_of(request)
        stages = {name.removeprefix("stage."): value for name, value in words.items() if name.startswith("stage.")}
        seen = versions_in(words)
        wanted = [StoryId(story) for story in words.getall("story", [])][:AT_ONCE]
        opinion = normalise(words.get("opinion", "")).text.strip()[:2000]
        done = []
        for story in await self._desk.stories(wanted):
            stage = stages.get(story.id, "")
            if stage in set(Stage):
                done.append(await self._pass(story, Stage(stage), seen, opinion, account))
        return page(request, "publisher/desk/bulk_done.html", {"done": done})

    async def _planned(self, wanted: list[StoryId], account: Account) -> list[Planned]:
        accounts = await self._identity.accounts()
        return [_planned(story, account, accounts) for story in await self._desk.stories(wanted)]

    async def _pass(self, story: Story, stage: Stage, seen: dict[str, str], opinion: str, account: Account) -> Done:
        own = {draft.id for draft in story.drafts}
        versions = {
            DraftId(draft): int(version)
            for draft, version in seen.items()
            if draft in own and version.isascii() and version.isdigit() and len(version) < LONGEST_VERSION
        }
        decision = StoryDecision(Decision(stage, Verdict.PASS, opinion, proof=True), versions)
        try:
            return Done(await self._review(story.id, decision, Reviewer(account)), None)
        except Refused as refused:
            return Done(story, refused.refusal)
        except StaleStory:
            return Done(story, JUST_CHANGED)


def _planned(story: Story, account: Account, accounts: list[Account]) -> Planned:
    turn = mine(turns(story, account, accounts))
    if turn is None:
        return Planned(story, None, NOTHING_WAITS)
    left = next((refusal for draft in turn.drafts if (refusal := blocked(draft, ()))), None)
    return Planned(story, turn, turn.refusal or left)
