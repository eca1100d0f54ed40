"""An edit: what it may change, and what it costs. It voids every proof and signature of the draft."""

from dataclasses import replace
from datetime import datetime

from services.publisher.reviewing.may_review import stale
from services.publisher.stories.approvals import voided
from services.publisher.stories.draft import ENDED, Draft, Wording
from services.publisher.stories.refusal import Kind, Refusal
from services.publisher.stories.story import Story
from shared.contracts.words import DraftState
from shared.identity import Account, Role

EDITORS = frozenset({Role.EDITOR, Role.WRITER})

_EDITABLE = frozenset({DraftState.SIGNED_OFF, DraftState.DELIVERED, DraftState.PUBLISHED})


def may_edit(draft: Draft, version: int, editor: Account) -> Refusal | None:
    return stale(draft, version) or _closed(draft) or _no_editor(editor)


def may_be_sent_again(draft: Draft, version: int, editor: Account) -> bool:
    """Whether this person made of that version the one that is there: the same words are then that edit once more."""
    return draft.version == version + 1 and draft.last_editor == editor.id


def has_successor(story: Story, draft: Draft) -> Refusal | None:
    """Two corrections of one released draft at once, an edit and a new revision, would overwrite each other."""
    if not any(one.replaces == draft.id and one.state not in ENDED for one in story.drafts):
        return None
    return Refusal(Kind.WRONG_STAGE, "来稿已有新版，对应的平台稿正在审核，请在新版平台稿上修改。")


def taken_back(story: Story) -> Refusal | None:
    """What its unit has taken back is not worked on: a correction of it would bring it out again."""
    if story.withdrawal is None:
        return None
    return Refusal(Kind.WRONG_STAGE, "报送单位已撤回这篇稿件，不能再修改；已发布的请值班人员撤稿，或查明情况后恢复。")


def edited(draft: Draft, wording: Wording, editor: Account, first: DraftState, at: datetime) -> Draft:
    """The new wording, waiting for the first review; of something released it is a correction (更正)."""
    return replace(voided(draft, at), wording=wording, last_editor=editor.id).moved(first)


def _closed(draft: Draft) -> Refusal | None:
    if draft.is_open or draft.is_withheld or draft.state in _EDITABLE:
        return None
    remedy = "请先恢复再修改" if draft.state is DraftState.HELD else "不能修改"
    return Refusal(Kind.WRONG_STAGE, f"稿件当前状态为“{draft.state_name}”，{remedy}。")


def _no_editor(person: Account) -> Refusal | None:
    if person.role in EDITORS:
        return None
    return Refusal(Kind.NOT_ALLOWED, f"{person.name}没有编辑权限，请由编辑人员修改。")
