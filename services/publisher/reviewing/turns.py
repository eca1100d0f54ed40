"""Whose turn it is: for every stage that drafts of a story wait for, whether this person may act, and who else can."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.publisher.reviewing.decision import Reviewer
from services.publisher.reviewing.may_review import separation
from services.publisher.reviewing.whole_story import may_act_on_story, waiting
from services.publisher.stories.draft import Draft
from services.publisher.stories.refusal import Refusal
from services.publisher.stories.stages import order
from services.publisher.stories.story import Story
from shared.contracts.words import Stage
from shared.identity import Account, Role


@dataclass(frozen=True)
class Turn:
    stage: Stage
    drafts: tuple[Draft, ...]
    """Those that wait for the stage."""
    refusal: Refusal | None
    """Why this person may not act on all of them."""
    others: tuple[Account, ...]
    """可审人: everybody else who may."""


def turns(story: Story, account: Account, accounts: Iterable[Account]) -> tuple[Turn, ...]:
    """One for each stage that somebody has to do next, the earliest first."""
    everybody = tuple(accounts)
    stages = sorted({draft.stage for draft in story.open if draft.stage is not None}, key=order)
    return tuple(_turn(story, stage, account, everybody) for stage in stages)


def mine(all_turns: tuple[Turn, ...]) -> Turn | None:
    """The turn that the page is about: the first that this person may take, else the first there is."""
    return next((turn for turn in all_turns if turn.refusal is None), all_turns[0] if all_turns else None)


def can_review(story: Story, drafts: Iterable[Draft], stage: Stage, accounts: Iterable[Account]) -> tuple[Account, ...]:
    """The editors of the stage whom nothing they did to these drafts keeps from it."""
    wanted = tuple(drafts)
    return tuple(
        account
        for account in accounts
        if account.role is Role.EDITOR
        and stage in account.stages
        and not any(separation(story, draft, stage, Reviewer(account)) for draft in wanted)
    )


def _turn(story: Story, stage: Stage, account: Account, accounts: tuple[Account, ...]) -> Turn:
    drafts = waiting(story, stage)
    refusal = may_act_on_story(story, {draft.id: draft.version for draft in drafts}, stage, Reviewer(account))
    others = tuple(other for other in can_review(story, drafts, stage, accounts) if other.id != account.id)
    return Turn(stage, drafts, refusal, others)
