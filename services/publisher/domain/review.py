"""The rules of 三审三校: who may act on a draft, and what a proof and each verdict make of it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.publisher.domain.draft import Act, Approval, Draft, Override
from services.publisher.domain.finding import Finding, Level
from services.publisher.domain.refusal import Kind, Refusal
from services.publisher.domain.stages import AWAITING, STAGE_TITLES
from shared.contracts.words import DraftState, Stage, Verdict
from shared.identity import Account, Role
from shared.ids import DraftId, new_id

STATE_TITLES: dict[DraftState, str] = {
    DraftState.AWAITING_FIRST_REVIEW: "待初审",
    DraftState.AWAITING_SECOND_REVIEW: "待复审",
    DraftState.AWAITING_EXTRA_REVIEW: "待加审",
    DraftState.AWAITING_FINAL_REVIEW: "待终审",
    DraftState.SIGNED_OFF: "已签发",
    DraftState.DELIVERING: "正在发布",
    DraftState.DELIVERED: "已发布待登记",
    DraftState.PUBLISHED: "已发布",
    DraftState.RETURNED: "退回修改",
    DraftState.REJECTED: "退稿",
    DraftState.HELD: "备用",
    DraftState.SUPERSEDED: "已被新稿取代",
    DraftState.WITHDRAWN: "撤稿",
    DraftState.FAILED: "发布失败",
    DraftState.OUTCOME_UNKNOWN: "结果待确认",
}


class Target(StrEnum):
    """Where a returned draft goes: to the submitter (then the whole story) or to an earlier stage."""

    SUBMITTER = "submitter"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Reviewer:
    """Who acts, and for whom where it is 代审."""

    account: Account
    principal: Account | None = None

    @property
    def people(self) -> tuple[Account, ...]:
        return (self.account,) if self.principal is None else (self.account, self.principal)


@dataclass(frozen=True)
class Decision:
    """One act of a reviewer on a draft, or on each open draft of a story."""

    stage: Stage
    verdict: Verdict
    opinion: str = ""
    to: Target = Target.SUBMITTER
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True)
class StoryDecision:
    """A decision on all open drafts of a story at once: all or nothing."""

    decision: Decision
    versions: dict[DraftId, int]
    proof: bool = False
    """Proofread and pass in one act."""
    channels: frozenset[str] | None = None
    """At the first stage: the content types that are used; the rest is held. None: all of them."""


def may_act(draft: Draft, version: int, stage: Stage, reviewer: Reviewer) -> Refusal | None:
    """The refusals that a proof and a review share, in their fixed order."""
    return (
        stale(draft, version)
        or wrong_stage(draft, stage)
        or not_allowed(stage, reviewer)
        or separation(draft, stage, reviewer)
    )


def may_pass(draft: Draft, stage: Stage, overrides: tuple[Override, ...]) -> Refusal | None:
    """What a pass asks beyond that: the stage's proof of this very wording, and no block left standing."""
    return proof_missing(draft, stage) or blocked(draft, overrides)


def stale(draft: Draft, version: int) -> Refusal | None:
    if draft.version == version:
        return None
    return Refusal(
        Kind.STALE,
        f"稿件已有更新（您看到的是第{version}版，现在是第{draft.version}版），请刷新后再处理。",
    )


def wrong_stage(draft: Draft, stage: Stage) -> Refusal | None:
    if draft.stage is stage:
        return None
    return Refusal(
        Kind.WRONG_STAGE,
        f"稿件当前状态为“{STATE_TITLES[draft.state]}”，不在{STAGE_TITLES[stage]}环节，请刷新后查看。",
    )


def not_allowed(stage: Stage, reviewer: Reviewer) -> Refusal | None:
    for person in reviewer.people:
        if person.role is not Role.EDITOR or stage not in person.stages:
            return Refusal(
                Kind.NOT_ALLOWED,
                f"{person.name}没有{STAGE_TITLES[stage]}权限，请由具备{STAGE_TITLES[stage]}权限的人员办理。",
            )
    return None


def separation(draft: Draft, stage: Stage, reviewer: Reviewer) -> Refusal | None:
    """Every stage another person, none of them who wrote or last edited it. One's own stage twice is no clash."""
    for person in reviewer.people:
        if person.id in {draft.author, draft.last_editor}:
            return Refusal(Kind.SEPARATION, "审核人不得重复：您编辑过本稿，不能再审，请由其他人员审核。")
        for signature in draft.signatures:
            if signature.stage is not stage and person.id in signature.people:
                title = STAGE_TITLES[signature.stage]
                act = "校对" if signature.act is Act.PROOF else "审核"
                return Refusal(
                    Kind.SEPARATION,
                    f"审核人不得重复：{person.name}已在{title}环节{act}过本稿，请由其他人员进行{STAGE_TITLES[stage]}。",
                )
    return None


def proof_missing(draft: Draft, stage: Stage) -> Refusal | None:
    if any(s.act is Act.PROOF and s.stage is stage for s in draft.signatures):
        return None
    return Refusal(Kind.PROOF_MISSING, f"{STAGE_TITLES[stage]}环节尚未校对当前文本，请先完成校对。")


def blocked(draft: Draft, overrides: tuple[Override, ...]) -> Refusal | None:
    """An override given at an earlier stage stands as long as its signature does."""
    given = {(o.rule, o.field) for s in draft.signatures for o in s.overrides} | {(o.rule, o.field) for o in overrides}
    left = [f for f in draft.findings if f.level is Level.BLOCK and (f.rule, f.field) not in given]
    if not left:
        return None
    return Refusal(
        Kind.BLOCKED,
        f"有{len(left)}处机审提示必须处理：请修改，或逐条写明放行理由。",
        tuple((finding.field or finding.rule, f"{finding.message}（{finding.rule}）") for finding in left),
    )


def blocks(draft: Draft) -> tuple[Finding, ...]:
    return tuple(finding for finding in draft.findings if finding.level is Level.BLOCK)


def proofread(draft: Draft, stage: Stage, reviewer: Reviewer, at: datetime, note: str = "") -> Draft:
    """The same draft with this stage's proof. Repeated by the same person it changes nothing."""
    proof = _approval(draft, Act.PROOF, stage, reviewer, at, note)
    if any((s.act, s.stage, s.people) == (Act.PROOF, stage, proof.people) for s in draft.signatures):
        return draft
    return replace(draft, approvals=(*draft.approvals, proof))


def passed(draft: Draft, decision: Decision, stages: tuple[Stage, ...], reviewer: Reviewer, at: datetime) -> Draft:
    """Signed for this stage, and on to the next; after the last it is signed off."""
    overrides = tuple(
        o for o in decision.overrides if any((f.rule, f.field) == (o.rule, o.field) for f in blocks(draft))
    )
    signature = replace(
        _approval(draft, Act.REVIEW, decision.stage, reviewer, at, decision.opinion), overrides=overrides
    )
    return replace(draft, approvals=(*draft.approvals, signature)).moved(state_after(decision.stage, stages))


def state_after(stage: Stage, stages: tuple[Stage, ...]) -> DraftState:
    later = _order(stage)
    return next((AWAITING[s] for s in stages if _order(s) > later), DraftState.SIGNED_OFF)


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
    """备用 or, where it is out, 暂缓. Signatures keep: the wording has not changed."""
    return draft.moved(DraftState.HELD, held_from=draft.state)


def resumed(draft: Draft, first: DraftState) -> Draft:
    """Back to where it was held."""
    return draft.moved(draft.held_from or first)


def voided(draft: Draft, at: datetime, *, since: Stage | None = None) -> Draft:
    """No proof or signature of the stage `since` or later stands (None: none at all); they stay for the history."""
    return replace(
        draft,
        approvals=tuple(
            replace(a, voided_at=at)
            if a.voided_at is None and (since is None or _order(a.stage) >= _order(since))
            else a
            for a in draft.approvals
        ),
    )


def correction_given_up(draft: Draft, at: datetime) -> Draft:
    """As it was released, and still out."""
    released = draft.released
    if released is None:
        raise ValueError(f"draft {draft.id} was never released")
    was = replace(voided(draft, at), wording=released.wording)
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


_ORDER = (Stage.FIRST, Stage.SECOND, Stage.EXTRA, Stage.FINAL)


def _order(stage: Stage) -> int:
    return _ORDER.index(stage)
