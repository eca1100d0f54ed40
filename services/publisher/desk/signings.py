"""The 审签单's table: every proof and signature there was, in all rounds, what was signed at once in one row.

Who signed what, and when, stands in the ledger; the store tells only which of it still stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from services.publisher.desk.history import SHORT
from services.publisher.stories.draft import Act, Draft
from services.publisher.stories.ledger.agreement import APPROVALS
from services.publisher.stories.ledger.entry import Action, Entry, moment
from shared.contracts.words import Stage
from shared.ids import AccountId, Sha256
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


@dataclass(frozen=True)
class _Signed:
    """One draft's."""

    draft: Draft
    entry: Entry
    act: Act
    stands: bool
    round: int
    """How often this stage has done the same before, and it was void."""

    @property
    def at_once(self) -> tuple[object, ...]:
        one = self.entry
        return one.at, self.act is Act.REVIEW, one.stage, one.actor, one.opinion, self.stands, self.round


def signings_of(drafts: Iterable[Draft], entries: Sequence[Entry]) -> list[Signing]:
    signed = [one for draft in drafts for one in _of(draft, entries)]
    signed.sort(key=lambda one: (one.entry.at, one.act is Act.REVIEW, one.entry.actor))
    return [_row(list(group)) for _, group in groupby(signed, key=lambda one: one.at_once)]


def _of(draft: Draft, entries: Iterable[Entry]) -> Iterable[_Signed]:
    kept = {
        (one.act, one.stage, one.by, one.content_hash, moment(one.at)): one in draft.signatures
        for one in draft.approvals
    }
    before: list[tuple[Act, Stage, AccountId, Sha256]] = []
    for entry in entries:
        act = APPROVALS.get(Action(entry.action))
        if act is None or entry.draft != draft.id:
            continue
        same = (act, Stage(entry.stage), AccountId(entry.actor), Sha256(entry.content_hash))
        stands = kept.get((*same, entry.at))
        if stands is None and same in before:
            continue  # a proof that the same person repeated is one proof
        before.append(same)
        rounds = sum(one[:2] == same[:2] for one in before)
        yield _Signed(draft, entry, act, bool(stands), rounds)


def _row(group: Sequence[_Signed]) -> Signing:
    first = group[0]
    stage = Stage(first.entry.stage)
    return Signing(
        stage=stage,
        act=(PROOFS if first.act is Act.PROOF else STAGES)[stage],
        who=first.entry.actor_name,
        on_behalf_of=first.entry.on_behalf_of.partition("(")[0],
        at=datetime.fromisoformat(first.entry.at),
        channels=tuple(dict.fromkeys(CONTENT_TYPES[one.draft.content_type] for one in group)),
        opinion=first.entry.opinion,
        hashes=tuple(dict.fromkeys(one.entry.content_hash[:SHORT] for one in group)),
        stands=first.stands,
        round=first.round,
    )
