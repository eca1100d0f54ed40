"""A draft: one story for one content type, from one source revision. Frozen: a rule answers with a new one."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from services.publisher.stories.content import Content, Cut, Posted, Span, content_hash
from services.publisher.stories.finding import Finding
from services.publisher.stories.stages import STAGE_OF
from shared.contracts.stories import DraftStatus
from shared.contracts.words import ContentType, DraftState, Stage
from shared.ids import AccountId, DraftId, Sha256, StoryId
from shared.words import draft_state

OUT = frozenset({DraftState.DELIVERED, DraftState.PUBLISHED})
"""The public, or somebody who will show it to the public, has it or may have it."""

ENDED = frozenset({DraftState.REJECTED, DraftState.SUPERSEDED, DraftState.WITHDRAWN})


@dataclass(frozen=True)
class Wording:
    """What a draft says: the fields, the exact strings that go out, and what is known of them."""

    content: Content
    posted: Posted
    content_hash: Sha256
    spans: tuple[Span, ...] = ()
    cuts: tuple[Cut, ...] = ()
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls,
        content_type: ContentType,
        content: Content,
        posted: Posted,
        *,
        spans: tuple[Span, ...] = (),
        cuts: tuple[Cut, ...] = (),
        findings: tuple[Finding, ...] = (),
    ) -> Self:
        return cls(content, posted, content_hash(content_type, content, posted), spans, cuts, findings)


class Act(StrEnum):
    PROOF = "proof"
    REVIEW = "review"


@dataclass(frozen=True)
class Override:
    """Why a `block` finding is no obstacle here."""

    rule: str
    field: str
    reason: str
    message: str = ""
    """The finding's own words: it lets pass that one alone. Without them, all of this rule in this field."""

    def lets_pass(self, finding: Finding) -> bool:
        same = (self.rule, self.field) == (finding.rule, finding.field)
        return same and self.message in {"", finding.message}

    def as_json(self) -> dict[str, str]:
        said = {"rule": self.rule, "field": self.field, "reason": self.reason}
        return {**said, "message": self.message} if self.message else said


@dataclass(frozen=True)
class Approval:
    """A proof (校对) or a passed review of one stage. It covers a content hash; void, it stays for the history."""

    id: str
    stage: Stage
    act: Act
    by: AccountId
    name: str
    content_hash: Sha256
    at: datetime
    opinion: str = ""
    on_behalf_of: AccountId | None = None
    """代审: who should have signed; `by` did."""
    on_behalf_of_name: str = ""
    overrides: tuple[Override, ...] = ()
    voided_at: datetime | None = None

    @property
    def people(self) -> frozenset[AccountId]:
        return frozenset(person for person in (self.by, self.on_behalf_of) if person)


@dataclass(frozen=True)
class Released:
    """What of this draft is out, while a correction of it may already be in review."""

    version: int
    """The draft's version that was signed and went out."""
    at: datetime
    wording: Wording
    state: DraftState = DraftState.DELIVERED
    """`delivered` or `published`: where it returns to when a correction is given up."""
    withheld: bool = False
    """Pulled for now (暂缓)."""
    signed: tuple[str, ...] = ()
    """The approvals that it went out with. An edit voids them; where the correction is given up, they stand again."""
    edition: int = 0
    """第几版, as people compare it; 0 in what went out before it was said."""


@dataclass(frozen=True)
class Draft:
    id: DraftId
    story_id: StoryId
    content_type: ContentType
    revision: int
    """The submission's revision it was made from."""
    state: DraftState
    wording: Wording
    version: int = 1
    """Grows with an edit and with every change of state; a proof leaves it alone, for it changes neither."""
    author: AccountId | None = None
    """Who wrote it by hand; None where the machine drafted it."""
    last_editor: AccountId | None = None
    approvals: tuple[Approval, ...] = ()
    """All there were, the void ones too, oldest first."""
    held_from: DraftState | None = None
    """While held: where it comes back to."""
    released: Released | None = None
    replaces: DraftId | None = None
    """The released draft of an older revision, which this one will correct under the same feed id."""
    url: str = ""
    """Where it stands, once confirmed."""

    @property
    def content(self) -> Content:
        return self.wording.content

    @property
    def posted(self) -> Posted:
        return self.wording.posted

    @property
    def content_hash(self) -> Sha256:
        return self.wording.content_hash

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.wording.spans

    @property
    def cuts(self) -> tuple[Cut, ...]:
        return self.wording.cuts

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.wording.findings

    @property
    def stage(self) -> Stage | None:
        """The review it waits for."""
        return STAGE_OF.get(self.state)

    @property
    def state_name(self) -> str:
        """As people read it, named by its channel."""
        corrects = self.in_correction or self.replaces is not None
        return draft_state(self.state, self.content_type, withheld=self.is_pulled, corrects=corrects)

    @property
    def is_open(self) -> bool:
        """Waits for a review."""
        return self.stage is not None

    @property
    def is_out(self) -> bool:
        """Some version of it is out and was not withdrawn, though perhaps withheld for now."""
        return self.state in OUT or (self.released is not None and self.state not in ENDED)

    @property
    def is_adopted(self) -> bool:
        """采用: its address was registered, and it was not taken down since. What is pulled for now or on its way to a
        correction still stands there.
        """
        return self.is_out and bool(self.url)

    @property
    def in_correction(self) -> bool:
        """It is out, and a newer wording of it is on its way through the reviews."""
        return self.released is not None and self.state not in OUT | ENDED and not self.is_withheld

    @property
    def is_withheld(self) -> bool:
        """It was out and is pulled for now (暂缓)."""
        return self.state is DraftState.HELD and self.held_from in OUT

    @property
    def is_set_aside(self) -> bool:
        """备用: held before it was out, or a correction on its way."""
        return self.state is DraftState.HELD and not self.is_withheld

    @property
    def signatures(self) -> tuple[Approval, ...]:
        """The approvals that count: not void, and of exactly this wording."""
        return tuple(a for a in self.approvals if a.voided_at is None and a.content_hash == self.content_hash)

    @property
    def signers(self) -> tuple[AccountId, ...]:
        """Everybody whose proof or signature stands, in order, once."""
        return tuple(dict.fromkeys(signature.by for signature in self.signatures))

    @property
    def is_pulled(self) -> bool:
        """What went out is withheld, also while a correction of it is in review."""
        return self.is_withheld or (self.released is not None and self.released.withheld and self.state not in ENDED)

    @property
    def is_usable(self) -> bool:
        """Some version of it is out, and not pulled."""
        return self.is_out and not self.is_pulled

    @property
    def as_out(self) -> "Draft":
        """With the words that are out, where a correction says others: what is done to those names them."""
        return self if self.released is None else replace(self, wording=self.released.wording)

    def known_as(self, edition: int | None) -> "Draft":
        """With the number under which it now stands, where that has changed."""
        if edition is None or self.released is None:
            return self
        return replace(self, released=replace(self.released, edition=edition))

    @property
    def edition(self) -> int:
        """第几版 of what is out, or was until it was withdrawn; 0: nothing was, or nobody said."""
        return self.released.edition if self.released else 0

    def status(self) -> DraftStatus:
        return DraftStatus(
            id=self.id,
            content_type=self.content_type,
            state=self.state,
            stage=self.stage,
            version=self.version,
            url=self.url,
            withheld=self.is_pulled,
            edition=self.edition,
        )

    def moved(self, state: DraftState, *, held_from: DraftState | None = None) -> "Draft":
        return replace(self, state=state, held_from=held_from, version=self.version + 1)


@dataclass(frozen=True)
class Publication:
    """A person, or the platform, says where a draft stands."""

    id: str
    draft_id: DraftId
    url: str
    platform: str
    account: str
    published_at: datetime
    by: AccountId
    name: str
    at: datetime
    pasted: str = field(default="", repr=False)
