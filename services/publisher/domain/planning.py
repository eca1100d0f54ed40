"""分级 by hand: a story gets another level, or 加审 before its final review."""

from dataclasses import replace
from datetime import datetime

from services.publisher.domain.draft import Act, Draft
from services.publisher.domain.refusal import Kind, Refusal
from services.publisher.domain.stages import AWAITING, Level, stages_of
from services.publisher.domain.story import Story
from services.publisher.domain.verdicts import sent_back
from shared.contracts.words import DraftState, Stage
from shared.identity import Account, Role


def may_plan(story: Story, version: int | None, level: Level, person: Account) -> Refusal | None:
    """Whoever decides at the end may ask for more; the level set by kind may be lowered by them alone as well."""
    if version is not None and version != story.version:
        return Refusal(Kind.STALE, "稿件已有更新，请刷新后再处理。")
    if person.role is not Role.EDITOR:
        return Refusal(Kind.NOT_ALLOWED, f"{person.name}没有审核权限，不能调整审核级别。")
    fewer = len(stages_of(level)) < len(stages_of(story.level))
    if fewer and Stage.FINAL not in person.stages:
        return Refusal(Kind.NOT_ALLOWED, "减少审级须由终审人员决定。")
    return None


def planned(story: Story, level: Level, at: datetime, *, extra: bool) -> Story:
    """Drafts that wait go to the first stage of the new plan that has no signature yet; so does one that is signed
    off and not out, where the plan now asks for more. A held one is placed when it comes back.
    """
    changed = replace(story, level=level, extra=extra)
    return changed.with_drafts(*(placed(draft, changed.stages, at) for draft in changed.drafts))


def placed(draft: Draft, stages: tuple[Stage, ...], at: datetime) -> Draft:
    """Where the plan has it: without a signature of every stage it would be refused at its release."""
    if not draft.is_open and draft.state is not DraftState.SIGNED_OFF:
        return draft
    signed = {signature.stage for signature in draft.signatures if signature.act is Act.REVIEW}
    missing = next((stage for stage in stages if stage not in signed), None)
    if missing is None or draft.stage is missing:
        return draft
    return draft.moved(AWAITING[missing]) if draft.is_open else sent_back(draft, missing, at)
