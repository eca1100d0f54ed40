"""分级 by hand: a story gets another level, or 加审 before its final review."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from services.publisher.reviewing.duty import nobody_left, who_may_review
from services.publisher.reviewing.verdicts import sent_back
from services.publisher.stories.draft import Act, Draft
from services.publisher.stories.refusal import Kind, Refusal
from services.publisher.stories.stages import AWAITING, Level, order, stages_of
from services.publisher.stories.story import Story, Waiver
from shared.contracts.words import DraftState, Stage
from shared.identity import Account, Role
from shared.ids import AccountId
from shared.text.normalising import says_something
from shared.words import STAGES


def waived_stages(story: Story, level: Level, *, extra: bool) -> tuple[Stage, ...]:
    """The reviews that the present plan asks for and the new one does not, 加审 too."""
    left = stages_of(level, extra=extra)
    return tuple(stage for stage in story.stages if stage not in left)


def may_plan(
    story: Story, version: int | None, level: Level, reason: str, person: Account, *, extra: bool
) -> Refusal | None:
    """Whoever reviews may ask for more. For less, whoever decides at the end, with a reason, and signing nothing of
    the story: neither before nor after, or one person could release alone.
    """
    if version is not None and version != story.version:
        return Refusal(Kind.STALE, "稿件已有更新，请刷新后再处理。")
    if person.role is not Role.EDITOR:
        return Refusal(Kind.NOT_ALLOWED, f"{person.name}没有审核权限，不能调整审核级别。")
    return _may_waive(story, reason, person) if waived_stages(story, level, extra=extra) else None


def _may_waive(story: Story, reason: str, person: Account) -> Refusal | None:
    if Stage.FINAL not in person.stages:
        return Refusal(Kind.NOT_ALLOWED, "减少审级须由终审人员决定。")
    if any(person.id in signature.people for draft in _in_work(story) for signature in draft.signatures):
        return Refusal(Kind.SEPARATION, "您已审签过本稿，不能再减少审级，请由其他终审人员决定。")
    if not says_something(reason):
        message = "减少审级须写明原因。"
        return Refusal(Kind.INVALID, message, (("reason", message),))
    return None


def planned(story: Story, level: Level, person: Account, at: datetime, *, extra: bool) -> Story:
    """Drafts that wait go to the first stage of the new plan that has no signature yet; so does one that is signed
    off and not out, where the plan now asks for more. A held one is placed when it comes back. A review that is
    asked for again is waived by nobody any more.
    """
    stages = stages_of(level, extra=extra)
    new = (Waiver(stage, person.id, person.name) for stage in waived_stages(story, level, extra=extra))
    still = (waiver for waiver in story.waivers if waiver.stage not in stages)
    changed = replace(story, level=level, extra=extra, waivers=(*still, *new))
    return changed.with_drafts(*(placed(draft, stages, at) for draft in changed.drafts))


def nobody_left_to_sign(after: Story, accounts: Iterable[Account]) -> Refusal | None:
    """Whether some draft could not be signed any more, as the new plan and who has made it stand."""
    everybody = tuple(accounts)
    for draft in after.open:
        reviewed = {signature.stage for signature in draft.signatures if signature.act is Act.REVIEW}
        signers = {person for signature in draft.signatures for person in signature.people}
        wrote = {person for person in (draft.author, draft.last_editor) if person}
        missing = tuple(stage for stage in after.stages if stage not in reviewed)
        candidates = who_may_review(missing, everybody, after.waived_by | signers | wrote)
        if nobody_left(candidates):
            titles = "、".join(STAGES[stage] for stage in missing)
            return Refusal(Kind.NOBODY_LEFT, f"您减少审级后不能审此稿，其余人员不足以承担{titles}，请保留现有审级。")
    return None


def placed(draft: Draft, stages: tuple[Stage, ...], at: datetime) -> Draft:
    """Where the plan has it: without a signature of every stage it would be refused at its release."""
    if not draft.is_open and draft.state is not DraftState.SIGNED_OFF:
        return draft
    signed = {signature.stage for signature in draft.signatures if signature.act is Act.REVIEW}
    missing = next((stage for stage in stages if stage not in signed), None)
    if missing is None or draft.stage is missing:
        return draft
    return draft.moved(AWAITING[missing]) if draft.is_open else sent_back(draft, missing, at)


def voided_stages(before: Story, after: Story) -> tuple[Stage, ...]:
    """Whose proofs and signatures the new plan has voided: they stood behind a stage that it adds."""
    fallen = {
        signature.stage
        for draft in before.drafts
        for signature in draft.signatures
        if signature not in after.draft(draft.id).signatures
    }
    return tuple(sorted(fallen, key=order))


def signers_in_work(story: Story) -> tuple[AccountId, ...]:
    """Those whose signatures stand on what is not out yet."""
    return tuple(dict.fromkeys(signer for draft in _in_work(story) for signer in draft.signers))


def _in_work(story: Story) -> tuple[Draft, ...]:
    """What the plan is about: it waits, is signed off, or is held and will come back."""
    return tuple(
        draft
        for draft in story.drafts
        if draft.is_open
        or draft.state is DraftState.SIGNED_OFF
        or (draft.state is DraftState.HELD and not draft.is_withheld)
    )
