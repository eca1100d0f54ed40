"""One draft on the story page: how it will look, how long it is, what the machine noticed, what I may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.publisher.domain.comparison import Piece, changed, compared, excerpt
from services.publisher.domain.content import Cut, Origin
from services.publisher.domain.delivery import may_be_published, may_withdraw
from services.publisher.domain.draft import Act, Approval, Draft, Wording
from services.publisher.domain.editing import may_edit
from services.publisher.domain.fields import text_fields
from services.publisher.domain.finding import Finding, Level
from services.publisher.domain.may_review import may_act, proof_missing
from services.publisher.domain.platform import ContentError, Platform
from services.publisher.domain.review import Reviewer
from services.publisher.use_cases.hold_draft import may_hold
from services.publisher.use_cases.resume_draft import may_resume
from services.publisher.web.desk_words import ORIGINS, field_name, unit_of
from shared.contracts.words import DraftState, Stage
from shared.identity import Account
from shared.ids import DraftId

AROUND = 14
"""Characters shown on both sides of a finding's place."""

LEVELS = (Level.BLOCK, Level.WARN, Level.NOTE)


@dataclass(frozen=True)
class Counter:
    field: str
    name: str
    used: int
    limit: int
    unit: str


@dataclass(frozen=True)
class Found:
    """A finding at its place: the marked words between what stands before and after them."""

    finding: Finding
    field: str
    before: str
    marked: str
    after: str
    overridden: str
    """Why a reviewer let it pass; empty where nobody did."""


@dataclass(frozen=True)
class Common:
    """A finding that several drafts have for the same reason: read once, shown once."""

    found: Found
    """In the first of them."""
    drafts: tuple[Draft, ...]
    sources: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    """The rule and the field of each: what a reason given once lets pass."""


@dataclass(frozen=True)
class Sourced:
    """A stretch of the draft, and where it comes from."""

    field: str
    text: str
    origin: str
    edited: bool
    paragraph: int | None


@dataclass(frozen=True)
class Change:
    field: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Card:
    draft: Draft
    counters: tuple[Counter, ...]
    found: tuple[Found, ...]
    sources: tuple[Sourced, ...]
    cuts: tuple[tuple[str, Cut], ...]
    """What was left out, each with its field's name."""
    changes: tuple[Change, ...]
    """Against the wording before its last edit."""
    earlier: tuple[Change, ...]
    """What an editor had changed in the draft of the report's revision before: it may be wanted again."""
    refusals: Mapping[str, str]
    """For each act that makes sense in this state: why this person may not do it, or nothing."""

    @property
    def signed(self) -> tuple[Approval, ...]:
        return self.draft.signatures

    @property
    def proofread_by(self) -> Approval | None:
        """The proof of the stage it waits for."""
        return next((s for s in self.signed if s.act is Act.PROOF and s.stage is self.draft.stage), None)

    @property
    def must_be_settled(self) -> tuple[Found, ...]:
        """Blocks that nobody has given a reason for yet."""
        return tuple(found for found in self.found if found.finding.level is Level.BLOCK and not found.overridden)

    @property
    def settle(self) -> list[Common]:
        """The same, each reason once."""
        return gathered((self.draft, found) for found in self.must_be_settled)

    def number_of(self, level: str) -> int:
        return sum(found.finding.level == level for found in self.found)


def common_among(cards: Iterable[Card]) -> tuple[Common, ...]:
    """What more than one draft has, the gravest first."""
    found = ((card.draft, one) for card in cards for one in card.found)
    return tuple(one for one in gathered(found) if len(one.drafts) > 1)


def gathered(found: Iterable[tuple[Draft, Found]]) -> list[Common]:
    """Findings that say the same and weigh the same, each once."""
    alike: dict[tuple[str, ...], list[tuple[Draft, Found]]] = {}
    for draft, one in found:
        alike.setdefault(_reason(one), []).append((draft, one))
    return sorted((_common(pairs) for pairs in alike.values()), key=lambda one: _by_level(one.found))


def own_of(card: Card, common: Iterable[Common]) -> tuple[Found, ...]:
    """What this draft alone has."""
    shared = {_reason(one.found) for one in common}
    return tuple(found for found in card.found if _reason(found) not in shared)


def card_of(
    draft: Draft,
    platform: Platform | None,
    account: Account,
    before: Mapping[DraftId, Wording],
    gone: Iterable[Draft],
) -> Card:
    """`before`: what edited drafts said before; `gone`: the story's superseded drafts, oldest first."""
    own = before.get(draft.id)
    replaced = [one for one in gone if one.content_type == draft.content_type and one.id in before]
    return Card(
        draft=draft,
        counters=counters_of(platform, draft.content),
        found=tuple(sorted((_found(draft, finding) for finding in draft.findings), key=_by_level)),
        sources=_sources(draft),
        cuts=tuple((field_name(cut.field), cut) for cut in draft.cuts),
        changes=changes_between(own, draft.wording) if own else (),
        earlier=changes_between(before[replaced[-1].id], replaced[-1].wording) if replaced and not own else (),
        refusals=_refusals(draft, account),
    )


def counters_of(platform: Platform | None, content: dict[str, object]) -> tuple[Counter, ...]:
    """By the server's own rules; none where the content lacks its shape."""
    try:
        counted = platform.counters(content) if platform else {}
    except ContentError:
        return ()
    return tuple(
        Counter(field, field_name(field), used, limit, unit_of(field)) for field, (used, limit) in counted.items()
    )


def changes_between(before: Wording, after: Wording) -> tuple[Change, ...]:
    old, new = text_fields(before.content), text_fields(after.content)
    fields = [*new, *(field for field in old if field not in new)]
    compared_fields = ((field, compared(old.get(field, ""), new.get(field, ""))) for field in fields)
    return tuple(Change(field_name(field), excerpt(pieces)) for field, pieces in compared_fields if changed(pieces))


def _found(draft: Draft, finding: Finding) -> Found:
    text = text_fields(draft.content).get(finding.field, "")
    start, end = max(0, finding.start), min(len(text), finding.end)
    whole = start >= end or (start == 0 and end == len(text) > 2 * AROUND)
    given = {(o.rule, o.field): o.reason for s in draft.signatures for o in s.overrides}
    return Found(
        finding=finding,
        field=field_name(finding.field),
        before="" if whole else _lead(text[:start]),
        marked="" if whole else text[start:end],
        after="" if whole else _rest(text[end:]),
        overridden=given.get((finding.rule, finding.field), ""),
    )


def _lead(text: str) -> str:
    line = text.rpartition("\n")[2]
    return f"…{line[-AROUND:]}" if len(line) > AROUND else line


def _rest(text: str) -> str:
    line = text.partition("\n")[0]
    return f"{line[:AROUND]}…" if len(line) > AROUND else line


def _common(pairs: list[tuple[Draft, Found]]) -> Common:
    return Common(
        found=pairs[0][1],
        drafts=tuple({draft.id: draft for draft, _ in pairs}.values()),
        sources=tuple(dict.fromkeys(one.finding.source for _, one in pairs)),
        places=tuple(dict.fromkeys((one.finding.rule, one.finding.field) for _, one in pairs)),
    )


def _reason(found: Found) -> tuple[str, ...]:
    """A phone number may block on one platform and be a warning on another: those are two."""
    return (found.finding.level, found.finding.rule, found.finding.message, found.overridden)


def _by_level(found: Found) -> int:
    return LEVELS.index(found.finding.level)


def _sources(draft: Draft) -> tuple[Sourced, ...]:
    texts = text_fields(draft.content)
    shown = [
        Sourced(
            field=field_name(span.field),
            text=texts.get(span.field, "")[span.start : span.end],
            origin=ORIGINS[span.origin],
            edited=span.origin is Origin.EDITOR,
            paragraph=None if span.block is None else span.block + 1,
        )
        for span in draft.spans
    ]
    return tuple(source for source in shown if source.text.strip())


def _refusals(draft: Draft, account: Account) -> dict[str, str]:
    reviewer = Reviewer(account)
    asked = {"edit": may_edit(draft, draft.version, account)}
    if draft.stage is not None:
        asked["review"] = may_act(draft, draft.version, draft.stage, reviewer)
        asked["proof"] = asked["review"]
        asked["hold"] = may_hold(draft, None, account)
    if draft.state is DraftState.SIGNED_OFF or (draft.is_out and not draft.is_withheld):
        asked["hold"] = may_hold(draft, None, account)
        asked["withdraw"] = may_withdraw(draft, account)
    if draft.is_out and may_be_published(draft) is None:
        asked["publish"] = None
    if draft.state is DraftState.HELD:
        asked["resume"] = may_resume(draft, None, account)
        if draft.is_withheld:
            asked["withdraw"] = may_withdraw(draft, account)
    return {act: refusal.detail if refusal else "" for act, refusal in asked.items()}


def is_proofread(draft: Draft, stage: Stage) -> bool:
    return proof_missing(draft, stage) is None
