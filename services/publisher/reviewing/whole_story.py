"""A decision on a whole story: which drafts it is about, and why it may be refused. All or nothing."""

from collections.abc import Iterable

from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.may_review import blocked, not_allowed, proof_missing, separation, stale, wrong_stage
from services.publisher.stories.draft import Draft
from services.publisher.stories.refusal import Kind, Refusal
from services.publisher.stories.story import Story
from shared.contracts.words import Stage
from shared.ids import DraftId
from shared.words import CONTENT_TYPES, STAGES


def waiting(story: Story, stage: Stage) -> tuple[Draft, ...]:
    return tuple(draft for draft in story.drafts if draft.stage is stage)


def may_act_on_story(story: Story, versions: dict[DraftId, int], stage: Stage, reviewer: Reviewer) -> Refusal | None:
    """The same refusals in the same order as for one draft, each asked of all drafts before the next.

    Drafts that wait for nobody (held, say) may be named: with the version seen, they are left alone.
    """
    drafts = waiting(story, stage)
    return (
        _first(stale(story.draft(draft), version) for draft, version in versions.items())
        or _unseen(drafts, versions)
        or _first(wrong_stage(draft, stage) for draft in story.open if draft.id in versions)
        or nothing_waits(drafts, stage)
        or not_allowed(stage, reviewer)
        or _first(separation(story, draft, stage, reviewer) for draft in drafts)
    )


def may_pass_story(drafts: Iterable[Draft], decision: Decision) -> Refusal | None:
    drafts = tuple(drafts)
    return (None if decision.proof else _first(proof_missing(draft, decision.stage) for draft in drafts)) or _first(
        blocked(draft, decision.overrides) for draft in drafts
    )


def _first(refusals: Iterable[Refusal | None]) -> Refusal | None:
    return next((refusal for refusal in refusals if refusal is not None), None)


def _unseen(drafts: tuple[Draft, ...], versions: dict[DraftId, int]) -> Refusal | None:
    unseen = [CONTENT_TYPES[draft.content_type] for draft in drafts if draft.id not in versions]
    if not unseen:
        return None
    return Refusal(Kind.STALE, f"还有您未查看的平台稿：{'、'.join(unseen)}，请刷新后再处理。")


def nothing_waits(drafts: Iterable[Draft], stage: Stage) -> Refusal | None:
    if tuple(drafts):
        return None
    return Refusal(Kind.WRONG_STAGE, f"本稿没有待{STAGES[stage]}的平台稿，请刷新后查看。")
