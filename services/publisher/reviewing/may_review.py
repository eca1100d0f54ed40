"""Whether somebody may proofread or review a draft: the refusals, in the order in which they are told."""

from services.publisher.reviewing.decision import Reviewer
from services.publisher.stories.draft import Act, Draft, Override
from services.publisher.stories.finding import Finding, Level
from services.publisher.stories.refusal import Kind, Refusal
from services.publisher.stories.story import Story
from shared.contracts.words import Stage
from shared.identity import Account, Role
from shared.words import STAGES


def may_act(story: Story, draft: Draft, version: int, stage: Stage, reviewer: Reviewer) -> Refusal | None:
    """The refusals that a proof and a review share, in their fixed order."""
    return (
        stale(draft, version)
        or wrong_stage(draft, stage)
        or not_allowed(stage, reviewer)
        or separation(story, draft, stage, reviewer)
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
        f"稿件当前状态为“{draft.state_name}”，不在{STAGES[stage]}环节，请刷新后查看。",
    )


def not_allowed(stage: Stage, reviewer: Reviewer) -> Refusal | None:
    for person in reviewer.people:
        if person.role is not Role.EDITOR or stage not in person.stages:
            return Refusal(
                Kind.NOT_ALLOWED,
                f"{person.name}没有{STAGES[stage]}权限，请由具备{STAGES[stage]}权限的人员办理。",
            )
    return None


def separation(story: Story, draft: Draft, stage: Stage, reviewer: Reviewer) -> Refusal | None:
    """Every stage another person, none of them who wrote or last edited it, or left out one of its reviews. One's own
    stage twice is no clash.
    """
    for person in reviewer.people:
        who = _called(person, reviewer)
        if person.id in {draft.author, draft.last_editor}:
            return Refusal(Kind.SEPARATION, f"审核人不得重复：{who}编辑过本稿，不能再审，请由其他人员审核。")
        if person.id in story.waived_by:
            return Refusal(Kind.SEPARATION, f"审核人不得重复：{who}减少过本稿的审级，不能再审，请由其他人员审核。")
        for signature in draft.signatures:
            if signature.stage is not stage and person.id in signature.people:
                title = STAGES[signature.stage]
                act = "校对" if signature.act is Act.PROOF else "审核"
                return Refusal(
                    Kind.SEPARATION,
                    f"审核人不得重复：{person.name}已在{title}环节{act}过本稿，请由其他人员进行{STAGES[stage]}。",
                )
    return None


def _called(person: Account, reviewer: Reviewer) -> str:
    """代审: it may be the other one who is in the way."""
    return "您" if person.id == reviewer.account.id else person.name


def proof_missing(draft: Draft, stage: Stage) -> Refusal | None:
    if any(s.act is Act.PROOF and s.stage is stage for s in draft.signatures):
        return None
    return Refusal(Kind.PROOF_MISSING, f"{STAGES[stage]}环节尚未校对当前文本，请先完成校对。")


def blocked(draft: Draft, overrides: tuple[Override, ...]) -> Refusal | None:
    """An override given at an earlier stage stands as long as its signature does."""
    given = (*overrides, *(override for signature in draft.signatures for override in signature.overrides))
    left = [finding for finding in blocks(draft) if not any(override.lets_pass(finding) for override in given)]
    if not left:
        return None
    return Refusal(
        Kind.BLOCKED,
        f"有{len(left)}处机审提示必须处理：请修改，或逐条写明放行理由。",
        tuple((finding.field or finding.rule, f"{finding.message}（{finding.rule}）") for finding in left),
    )


def blocks(draft: Draft) -> tuple[Finding, ...]:
    return tuple(finding for finding in draft.findings if finding.level is Level.BLOCK)
