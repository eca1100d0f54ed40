"""Whether what is stored of a story's drafts is what the ledger says was decided: the proof does not rest on the store
that it is to prove.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from services.publisher.stories.content import content_hash
from services.publisher.stories.draft import Act, Approval, Draft, Wording
from services.publisher.stories.ledger.entry import Action, Entry, canonical, moment, named
from shared.contracts.words import Stage
from shared.words import CONTENT_TYPES, PROOFS, STAGES

APPROVALS = {Action.PROOFREAD: Act.PROOF, Action.PASSED: Act.REVIEW, Action.SIGNED_OFF: Act.REVIEW}
WORDED = frozenset({Action.DRAFTED, Action.EDITED})
RELEASED = frozenset({Action.RELEASED, Action.CORRECTED})


@dataclass(frozen=True)
class Contradiction:
    reason: str
    entry_id: str = ""
    """The entry that the store contradicts; empty where the store says what no entry does."""


def contradiction(drafts: Iterable[Draft], entries: Sequence[Entry]) -> Contradiction | None:
    """The first between these drafts with their approvals and what is out of them, and all entries of their story."""
    for draft in drafts:
        own = [entry for entry in entries if entry.draft == draft.id]
        if found := next(_of(draft, own), None):
            return found
    return None


def _of(draft: Draft, entries: Sequence[Entry]) -> Iterator[Contradiction]:
    name = CONTENT_TYPES.get(draft.content_type, draft.content_type)
    yield from _signed_otherwise(draft, entries, name)
    yield from _signature_gone(draft, entries, name)
    yield from _worded_otherwise(draft, draft.wording, entries, WORDED, f"{name}的文稿")
    if draft.released:
        yield from _worded_otherwise(draft, draft.released.wording, entries, RELEASED, f"{name}已发出的文稿")


def _signed_otherwise(draft: Draft, entries: Sequence[Entry], name: str) -> Iterator[Contradiction]:
    decided = {_as_decided(entry, entries) for entry in entries if entry.action in APPROVALS}
    for approval in draft.approvals:
        if _as_stored(approval) not in decided:
            act = (approval.act, approval.stage)
            alike = next((one.id for one in entries if (APPROVALS.get(Action(one.action)), one.stage) == act), "")
            yield Contradiction(f"库中{name}的{_title(*act)}签字与记录不符", alike)


def _signature_gone(draft: Draft, entries: Iterable[Entry], name: str) -> Iterator[Contradiction]:
    """A proof repeated by the same person is one proof with two entries: its time does not count here."""
    stored = {(one.act, one.stage, one.by, one.content_hash) for one in draft.approvals}
    for entry in entries:
        act = APPROVALS.get(Action(entry.action))
        if act and (act, entry.stage, entry.actor, entry.content_hash) not in stored:
            yield Contradiction(f"{name}的{_title(act, Stage(entry.stage))}签字已不在库中", entry.id)


def _worded_otherwise(
    draft: Draft, wording: Wording, entries: Iterable[Entry], by: frozenset[Action], what: str
) -> Iterator[Contradiction]:
    given = {entry.content_hash: entry.id for entry in entries if entry.action in by}
    if content_hash(draft.content_type, wording.content, wording.posted) != wording.content_hash:
        yield Contradiction(f"库中{what}与其内容指纹不符", given.get(wording.content_hash, ""))
    elif wording.content_hash not in given:
        yield Contradiction(f"库中{what}不是记录过的任何一版", next(reversed(given.values()), ""))


def _as_decided(entry: Entry, entries: Iterable[Entry]) -> tuple[object, ...]:
    """With the reasons given in the same act for what was let pass."""
    act = (entry.at, entry.actor, entry.stage)
    passes = [one for one in entries if one.action == Action.OVERRIDDEN and (one.at, one.actor, one.stage) == act]
    reasons = sorted(canonical({**one.told, "reason": one.opinion}) for one in passes)
    kind = APPROVALS[Action(entry.action)]
    return (kind, entry.stage, entry.actor, entry.actor_name, entry.on_behalf_of, entry.content_hash, entry.at,
            entry.opinion, tuple(reasons if kind is Act.REVIEW else ()))  # fmt: skip


def _as_stored(one: Approval) -> tuple[object, ...]:
    principal = named(one.on_behalf_of_name, one.on_behalf_of) if one.on_behalf_of else ""
    reasons = sorted(canonical(override.as_json()) for override in one.overrides)
    return (
        one.act,
        one.stage,
        one.by,
        one.name,
        principal,
        one.content_hash,
        moment(one.at),
        one.opinion,
        tuple(reasons),
    )


def _title(act: Act, stage: Stage) -> str:
    return (PROOFS if act is Act.PROOF else STAGES)[stage]
