"""How far a story is, for the head of its page: 初审 ✓ 张三, 复审, 终审."""

from dataclasses import dataclass

from services.publisher.stories.draft import Act, Draft
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.contracts.words import DraftState, Stage
from shared.words import STAGES


@dataclass(frozen=True)
class Step:
    """A stage in the head of the page: 初审 ✓ 张三."""

    name: str
    title: str
    state: str
    people: tuple[str, ...]


def steps_of(story: Story, campaign: Campaign) -> list[Step]:
    living = [d for d in story.current if d.is_open or d.is_out or d.state is DraftState.SIGNED_OFF]
    return [_step(stage, living, campaign) for stage in story.stages]


def _step(stage: Stage, drafts: list[Draft], campaign: Campaign) -> Step:
    signed = [[s for s in draft.signatures if s.act is Act.REVIEW and s.stage is stage] for draft in drafts]
    people = dict.fromkeys(signature.name for signatures in signed for signature in signatures)
    state = "next"
    if any(draft.stage is stage for draft in drafts):
        state = "now"
    elif drafts and all(signed):
        state = "done"
    return Step(STAGES[stage], campaign.stage_titles.get(stage, ""), state, tuple(people))
