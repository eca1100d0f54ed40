"""A message may be overtaken by what happened since: then it says so in its first line."""

from collections.abc import Set as AbstractSet

from services.notifier.domain.facts import Facts
from services.notifier.domain.known import KnownReport
from shared.contracts.words import DraftState
from shared.words import CONTENT_TYPES

GONE = frozenset({DraftState.WITHDRAWN, DraftState.SUPERSEDED, DraftState.REJECTED})
"""What was signed, released or published stands no longer."""
USABLE = frozenset({DraftState.DELIVERED, DraftState.PUBLISHED})
ABOUT_DRAFTS_THAT_STAND = frozenset({"draft.signed_off", "draft.released", "draft.published", "draft.resumed"})
ABOUT_THE_END = frozenset({"submission.withdrawn", "draft.withdrawn"})


def overtaken(facts: Facts, known: KnownReport | None) -> str:
    """What the reader should know first, in Chinese; empty where the message still holds."""
    if known is None or facts.event in ABOUT_THE_END:
        return ""
    if known.recalled and not facts.recalled:
        return "该稿件此后已由报送单位撤回，以下内容仅供了解当时情况。"
    if known.revision > facts.revision:
        return f"该稿件此后已报送第{known.revision - 1}次修改稿，以下内容针对此前的稿件，请以新稿为准。"
    if facts.event in ABOUT_DRAFTS_THAT_STAND:
        gone, held = _names(facts, known, GONE), _names(facts, known, {DraftState.HELD})
        sentences = (
            f"{gone}此后已撤下或作废，请勿再发布、播出。" if gone else "",
            f"{held}此后已暂缓使用，恢复前请勿发布、播出。" if held else "",
        )
        return "".join(sentences)
    if any(draft.withheld for draft in facts.drafts):
        back = _names(facts, known, USABLE)
        return f"{back}此后已恢复使用，请以最近的通知为准。" if back else ""
    return ""


def _names(facts: Facts, known: KnownReport, states: AbstractSet[DraftState]) -> str:
    """Of those of the message's drafts that are now in one of these states."""
    return "、".join(
        CONTENT_TYPES[draft.content_type] for draft in facts.drafts if known.drafts.get(draft.id) in states
    )
