"""流转记录 for reading: what was done to all drafts at once stands in one line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.publisher.stories.ledger.entry import Action, Entry, entered_by
from services.publisher.stories.words import ACTIONS
from shared.contracts.words import ContentType, Stage
from shared.ids import AccountId
from shared.web.filters import local_time
from shared.words import CONTENT_TYPES, PROOFS, STAGES

SHORT = 12
"""Characters of a hash that people compare."""

_SOMEBODY = "编辑"
"""Whose account is there no more."""

TONES = {
    Action.SIGNED_OFF: "done",
    Action.RELEASED: "done",
    Action.PUBLISHED: "done",
    Action.RETURNED: "warn",
    Action.WITHHELD: "warn",
    Action.REJECTED: "bad",
    Action.WITHDRAWN: "bad",
    Action.TAKEN_BACK: "bad",
}


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    on_behalf_of: str
    role: str
    action: str
    tone: str
    channels: tuple[str, ...]
    opinion: str
    details: str
    hashes: tuple[str, ...]
    """Of the drafts' contents, in short form."""


def lines_of(history: Iterable[tuple[Entry, str]], names: Mapping[AccountId, str]) -> list[Line]:
    """Oldest first. `names`: of those who did something for the unit."""
    acts: dict[tuple[str, ...], list[Entry]] = {}
    for entry, _ in history:
        acts.setdefault(_same_act(entry), []).append(entry)
    return [_line(entries, names) for entries in acts.values()]


def chain_of(history: Sequence[tuple[Entry, str]]) -> str:
    """The newest sealed entry's own hash: who has it on paper can tell whether anything before it was changed."""
    return next((sealed for _, sealed in reversed(history) if sealed), "")


def _same_act(entry: Entry) -> tuple[str, ...]:
    return (entry.at, entry.actor, entry.action, entry.stage, entry.opinion, _told(entry))


def recalled_by(history: Iterable[tuple[Entry, str]], names: Mapping[AccountId, str]) -> str:
    """Whoever took the report back for its unit; empty where the unit did."""
    recalls = (entered_by(entry) for entry, _ in history if entry.action == Action.TAKEN_BACK)
    return next((names.get(who, _SOMEBODY) for who in recalls if who), "")


def _line(entries: Sequence[Entry], names: Mapping[AccountId, str]) -> Line:
    first = entries[0]
    channels = dict.fromkeys(CONTENT_TYPES[ContentType(one.content_type)] for one in entries if one.content_type)
    return Line(
        at=datetime.fromisoformat(first.at),
        who=first.actor_name,
        on_behalf_of=first.on_behalf_of.partition("(")[0],
        role=first.role,
        action=_action(first),
        tone=TONES.get(Action(first.action), "calm"),
        channels=tuple(channels),
        opinion=first.opinion,
        details="，".join(part for part in (_told(first), _for_the_unit(first, names)) if part),
        hashes=tuple(dict.fromkeys(one.content_hash[:SHORT] for one in entries if one.content_hash)),
    )


def _action(entry: Entry) -> str:
    word = ACTIONS.get(entry.action, entry.action)
    if not entry.stage:
        return word
    stage = Stage(entry.stage)
    if entry.action == Action.PROOFREAD:
        return PROOFS[stage]
    if entry.action == Action.SIGNED_OFF:
        return f"{STAGES[stage]}{word}"
    return f"{STAGES[stage]}{word}" if entry.action == Action.PASSED else f"{STAGES[stage]}：{word}"


def _for_the_unit(entry: Entry, names: Mapping[AccountId, str]) -> str:
    who = entered_by(entry)
    if who is None:
        return ""
    return f"{names.get(who, _SOMEBODY)}{'代为撤回' if entry.action == Action.TAKEN_BACK else '代录'}"


def _posted(details: Mapping[str, Any]) -> str:
    """What was entered at 登记发布, as far as it was."""
    at = details.get("published_at")
    when = f"{local_time(datetime.fromisoformat(at))} 发布" if at else ""
    return "，".join(part for part in (details.get("account"), when, details.get("url")) if part)


def _told(entry: Entry) -> str:
    """What of the details a reader wants: the address, the target, the finding that was let pass."""
    details = entry.told
    if said := _posted(details) or details.get("rule"):
        return str(said)
    if to := details.get("to"):
        return "退回报送单位" if to == "submitter" else f"退回{STAGES[Stage(to)]}"
    if details.get("correction"):
        return "更正作废，原稿不变"
    if level := details.get("level"):
        was = f"由{details['was']}级改为" if details.get("was") not in {None, level} else ""
        waived = "、".join(STAGES[Stage(stage)] for stage in details.get("waived", ()))
        return f"{was}{level}级{'，加审' if details.get('extra') else ''}{f'，不经{waived}' if waived else ''}"
    if entry.action == Action.SUBMITTED and details.get("revision", 1) != 1:
        return f"第{details['revision']}次报送"
    return ""
