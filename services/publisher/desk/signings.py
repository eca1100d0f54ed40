"""The 审签单's table: every proof and signature there was, in all rounds, what was signed at once in one row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from services.publisher.desk.history import SHORT
from services.publisher.stories.draft import Act, Approval, Draft
from shared.contracts.words import Stage
from shared.words import CONTENT_TYPES, PROOFS, STAGES


@dataclass(frozen=True)
class Signing:
    stage: Stage
    act: str
    """一校 or 初审."""
    who: str
    on_behalf_of: str
    at: datetime
    channels: tuple[str, ...]
    opinion: str
    hashes: tuple[str, ...]
    stands: bool
    round: int


def signings_of(drafts: Iterable[Draft]) -> list[Signing]:
    numbered = [signed for draft in drafts for signed in _rounds(draft)]
    numbered.sort(key=lambda one: (one[1].at, one[1].act is Act.REVIEW, one[1].by))
    return [_row(list(group)) for _, group in groupby(numbered, key=_at_once)]


Numbered = tuple[Draft, Approval, int]


def _rounds(draft: Draft) -> list[Numbered]:
    """Each approval with its round: how often this stage has done the same before, and it was void."""
    seen: dict[tuple[Stage, Act], int] = {}
    found = []
    for approval in draft.approvals:
        key = (approval.stage, approval.act)
        seen[key] = seen.get(key, 0) + 1
        found.append((draft, approval, seen[key]))
    return found


def _at_once(one: Numbered) -> tuple[object, ...]:
    draft, approval, number = one
    return (approval.at, approval.act, approval.stage, approval.by, approval.opinion, _stands(draft, approval), number)


def _row(group: list[Numbered]) -> Signing:
    draft, first, number = group[0]
    return Signing(
        stage=first.stage,
        act=(PROOFS if first.act is Act.PROOF else STAGES)[first.stage],
        who=first.name,
        on_behalf_of=first.on_behalf_of_name,
        at=first.at,
        channels=tuple(dict.fromkeys(CONTENT_TYPES[one.content_type] for one, _, _ in group)),
        opinion=first.opinion,
        hashes=tuple(dict.fromkeys(approval.content_hash[:SHORT] for _, approval, _ in group)),
        stands=_stands(draft, first),
        round=number,
    )


def _stands(draft: Draft, approval: Approval) -> bool:
    return approval in draft.signatures
