"""A signed draft goes out, is confirmed, is taken down."""

from dataclasses import replace
from datetime import datetime

from services.publisher.stories.approvals import voided
from services.publisher.stories.draft import Draft, Released
from services.publisher.stories.refusal import Kind, Refusal
from services.publisher.stories.story import Story
from shared.contracts.words import DraftState
from shared.identity import Account, Role
from shared.ids import DraftId


def delivered(story: Story, draft: DraftId, at: datetime, edition: int = 1) -> Story:
    """The signed wording is out. The draft of an older revision which it corrects is superseded by it.

    One that is no longer out has come to its own end, a withdrawal say, and keeps it.
    """
    signed = story.draft(draft)
    approvals = tuple(signature.id for signature in signed.signatures)
    released = Released(signed.version, at, signed.wording, signed=approvals, edition=edition)
    out = replace(signed, released=released, replaces=None)  # from now on it is itself what a correction corrects
    out = out.moved(DraftState.DELIVERED)
    before = story.draft(signed.replaces) if signed.replaces else None
    if before is None or not before.is_out:
        return story.with_drafts(out)
    standing = replace(out, url=before.url)  # until somebody registers where the correction stands
    return story.with_drafts(voided(before, at).moved(DraftState.SUPERSEDED), standing)


def published(draft: Draft, url: str) -> Draft:
    """Confirmed with its address. While a correction is in review, it is the released wording that stands there."""
    released = replace(draft.released, state=DraftState.PUBLISHED) if draft.released else None
    confirmed = replace(draft, released=released, url=url)
    return confirmed if draft.in_correction else confirmed.moved(DraftState.PUBLISHED)


def is_confirmed_at(draft: Draft, url: str) -> bool:
    """What is out now is known to stand there: a correction is not, until somebody has said so anew."""
    return draft.released is not None and draft.released.state is DraftState.PUBLISHED and draft.url == url


def may_be_published(draft: Draft) -> Refusal | None:
    if draft.is_usable:
        return None
    return Refusal(Kind.WRONG_STAGE, f"稿件当前状态为“{draft.state_name}”，尚未发布，不能登记发布地址。")


def may_withdraw(draft: Draft, person: Account) -> Refusal | None:
    """撤稿: one person on duty (值班), for what is out or about to go out."""
    if not (draft.is_out or draft.state is DraftState.SIGNED_OFF):
        return Refusal(
            Kind.WRONG_STAGE, f"稿件当前状态为“{draft.state_name}”，没有对外发布，不需要撤稿，可作退稿处理。"
        )
    return not_on_duty(person, "撤稿")


def not_on_duty(person: Account, act: str) -> Refusal | None:
    if person.role is Role.EDITOR and person.duty:
        return None
    return Refusal(Kind.NOT_ALLOWED, f"{person.name}没有值班权限，不能{act}，请联系值班人员。")


def withdrawn(story: Story, draft: DraftId, at: datetime) -> Story:
    """Nothing of it is out any more: what would have corrected it will be a release of its own. An edit of it that was
    in review ends with it, and the draft says again what was out.
    """
    down = voided(story.draft(draft).as_out, at).moved(DraftState.WITHDRAWN)
    orphans = (replace(one, replaces=None) for one in story.drafts if one.replaces == draft)
    return story.with_drafts(*orphans, down)
