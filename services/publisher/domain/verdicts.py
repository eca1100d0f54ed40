"""What a proof and each verdict make of a draft. Pure: that they are allowed was asked before."""

from dataclasses import replace
from datetime import datetime

from services.publisher.domain.draft import Act, Approval, Draft
from services.publisher.domain.may_review import blocks
from services.publisher.domain.review import Decision, Reviewer
from services.publisher.domain.stages import AWAITING, order
from shared.contracts.words import DraftState, Stage
from shared.ids import AccountId, new_id


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


def rejected(draft: Draft, at: datetime) -> Draft:
    """Ends the draft; the rejected correction of something released leaves that as it is."""
    if draft.released is not None:
        return correction_given_up(draft, at)
    return voided(draft, at).moved(DraftState.REJECTED)


def held(draft: Draft) -> Draft:
    """备用, of a correction as well. Signatures keep: the wording has not changed."""
    return draft.moved(DraftState.HELD, held_from=draft.state)


def withheld(draft: Draft) -> Draft:
    """暂缓: what is out is pulled for now. A correction of it stays in review or set aside; one that is signed waits,
    for its release would put back at once what was just pulled.
    """
    released = replace(draft.released, withheld=True) if draft.released else None
    pulled = replace(draft, released=released)
    if draft.is_open or draft.state is DraftState.HELD:
        return pulled.moved(draft.state, held_from=draft.held_from)
    return pulled.moved(DraftState.HELD, held_from=draft.state)


def resumed(draft: Draft, first: DraftState) -> Draft:
    """Back to where it was set aside; else what was pulled is out again, its correction where it is."""
    if draft.is_set_aside:
        return draft.moved(draft.held_from or first)
    released = replace(draft.released, withheld=False) if draft.released else None
    return replace(draft, released=released).moved(draft.held_from or draft.state)


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
