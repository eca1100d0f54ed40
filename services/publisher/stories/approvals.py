"""What a draft's approvals come to when its wording changes or ends. Void ones stay for the history."""

from dataclasses import replace
from datetime import datetime

from services.publisher.stories.draft import Draft
from services.publisher.stories.stages import order
from services.publisher.stories.story import Story
from shared.contracts.words import DraftState, Stage
from shared.ids import AccountId


def voided(draft: Draft, at: datetime, *, since: Stage | None = None) -> Draft:
    """No proof or signature of the stage `since` or later stands (None: none at all); they stay for the history."""
    return replace(
        draft,
        approvals=tuple(
            replace(a, voided_at=at) if a.voided_at is None and (since is None or order(a.stage) >= order(since)) else a
            for a in draft.approvals
        ),
    )


def signers_voided(before: Draft, after: Draft) -> tuple[AccountId, ...]:
    """Whose proof or signature stood, and no longer does. Whoever signed what is out as well is among them."""
    return tuple(dict.fromkeys(signature.by for signature in before.signatures if signature not in after.signatures))


def fallen_signers(before: Story, after: Story) -> tuple[AccountId, ...]:
    """Whose proof or signature stood on one of a story's drafts, and no longer does, once."""
    fallen = (signer for draft in before.drafts for signer in signers_voided(draft, after.draft(draft.id)))
    return tuple(dict.fromkeys(fallen))


def correction_given_up(draft: Draft, at: datetime) -> Draft:
    """As it was released, and still out: what was signed of it stands, of the correction nothing does."""
    released = draft.released
    if released is None:
        raise ValueError(f"draft {draft.id} was never released")
    void = voided(draft, at).approvals
    approvals = tuple(replace(one, voided_at=None) if one.id in released.signed else one for one in void)
    was = replace(draft, wording=released.wording, approvals=approvals)
    if released.withheld:
        return was.moved(DraftState.HELD, held_from=released.state)
    return was.moved(released.state)
