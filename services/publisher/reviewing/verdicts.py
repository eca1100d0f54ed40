"""What a proof and each verdict make of a draft. Pure: that they are allowed was asked before."""

from dataclasses import replace
from datetime import datetime

from services.publisher.reviewing.decision import Decision, Reviewer
from services.publisher.reviewing.may_review import blocks
from services.publisher.stories.approvals import correction_given_up, voided
from services.publisher.stories.draft import ENDED, Act, Approval, Draft
from services.publisher.stories.stages import AWAITING, order
from services.publisher.stories.story import Story
from shared.contracts.words import DraftState, Stage
from shared.ids import new_id


def proofread(draft: Draft, stage: Stage, reviewer: Reviewer, at: datetime, note: str = "") -> Draft:
    """The same draft with this stage's proof. Repeated by the same person it changes nothing."""
    proof = _approval(draft, Act.PROOF, stage, reviewer, at, note)
    if any((s.act, s.stage, s.people) == (Act.PROOF, stage, proof.people) for s in draft.signatures):
        return draft
    return replace(draft, approvals=(*draft.approvals, proof))


def passed(draft: Draft, decision: Decision, stages: tuple[Stage, ...], reviewer: Reviewer, at: datetime) -> Draft:
    """Signed for this stage, and on to the next; after the last it is signed off."""
    overrides = tuple(o for o in decision.overrides if any(o.lets_pass(finding) for finding in blocks(draft)))
    signature = replace(
        _approval(draft, Act.REVIEW, decision.stage, reviewer, at, decision.opinion), overrides=overrides
    )
    return replace(draft, approvals=(*draft.approvals, signature)).moved(state_after(decision.stage, stages))


def state_after(stage: Stage, stages: tuple[Stage, ...]) -> DraftState:
    later = order(stage)
    return next((AWAITING[s] for s in stages if order(s) > later), DraftState.SIGNED_OFF)


def sent_back(draft: Draft, to: Stage, at: datetime) -> Draft:
    """To an earlier stage: what was signed there and later is void, what was signed before it stands."""
    return voided(draft, at, since=to).moved(AWAITING[to])


def returned(draft: Draft, at: datetime) -> Draft:
    """To the submitter: nothing that was signed stands. What is out stays out, its correction is given up."""
    if draft.released is not None:
        return correction_given_up(draft, at)
    return voided(draft, at).moved(DraftState.RETURNED)


def returned_to_unit(story: Story, reason: str, at: datetime) -> Story:
    """The whole story goes back: every draft that has not ended and is not out."""
    changed = tuple(
        returned(draft, at)
        for draft in story.drafts
        if draft.state not in ENDED and (draft.in_correction or not draft.is_out)
    )
    return replace(story, returned=reason).with_drafts(*changed)


def rejected(draft: Draft, at: datetime) -> Draft:
    """Ends the draft; the rejected correction of something released leaves that as it is."""
    if draft.released is not None:
        return correction_given_up(draft, at)
    return voided(draft, at).moved(DraftState.REJECTED)


def held(draft: Draft) -> Draft:
    """备用, of a correction as well. Signatures keep: the wording has not changed."""
    return draft.moved(DraftState.HELD, held_from=draft.state)


def _approval(draft: Draft, act: Act, stage: Stage, reviewer: Reviewer, at: datetime, opinion: str) -> Approval:
    principal = reviewer.principal
    return Approval(
        id=new_id(),
        stage=stage,
        act=act,
        by=reviewer.account.id,
        name=reviewer.account.name,
        content_hash=draft.content_hash,
        at=at,
        opinion=opinion,
        on_behalf_of=principal.id if principal else None,
        on_behalf_of_name=principal.name if principal else "",
    )
