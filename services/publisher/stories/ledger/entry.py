"""流转记录: an append-only list of every decision, hash-chained afterwards by one sealer at a time."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

from services.publisher.stories.draft import Draft
from services.publisher.stories.story import Story
from shared.contracts.words import Stage
from shared.database import Reading, Transaction
from shared.identity import Account
from shared.ids import AccountId, Sha256, StoryId, new_id

GENESIS = "0" * 64
"""What the first entry names as its predecessor."""

NOTHING_KNOWN: Mapping[int, str] = MappingProxyType({})


class Action(StrEnum):
    SUBMITTED = "submitted"
    FILED = "filed"
    DRAFTED = "drafted"
    PLANNED = "planned"
    """Level or extra stage set by hand."""
    SUPERSEDED = "superseded"
    EDITED = "edited"
    PROOFREAD = "proofread"
    PASSED = "passed"
    RETURNED = "returned"
    REJECTED = "rejected"
    HELD = "held"
    RESUMED = "resumed"
    OVERRIDDEN = "overridden"
    SIGNED_OFF = "signed_off"
    RELEASED = "released"
    CORRECTED = "corrected"
    WITHHELD = "withheld"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"
    """The unit withdrew its report."""


@dataclass(frozen=True)
class Entry:
    """Strings throughout: what is hashed is exactly what is stored, on every database."""

    id: str
    at: str
    """RFC 3339, UTC, microseconds."""
    actor: str
    actor_name: str
    role: str
    on_behalf_of: str
    action: str
    story: str
    number: str
    draft: str
    content_type: str
    stage: str
    content_hash: str
    opinion: str
    details: str
    """Canonical JSON of what else there is to say: overrides, a version, an address."""

    @property
    def told(self) -> dict[str, Any]:
        """The details, read."""
        read: dict[str, Any] = json.loads(self.details or "{}")
        return read


@dataclass(frozen=True)
class Sealed:
    sequence: int
    previous_hash: str
    hash: str
    entry: Entry


@dataclass(frozen=True)
class Head:
    sequence: int
    """0: nothing is sealed yet."""
    hash: str


@dataclass(frozen=True)
class Broken:
    """The first place where the ledger does not hold, or what it says is not what is stored."""

    sequence: int | None
    """None where it has no number."""
    entry_id: str
    """Empty where there is no such entry, or none any more."""
    reason: str

    @property
    def place(self) -> str:
        """As people read it."""
        if self.sequence is not None:
            return f"第 {self.sequence} 条"
        return "有未编号的记录" if self.entry_id else "库中数据"


class Ledger(Protocol):
    async def add(self, entry: Entry, tx: Transaction) -> None:
        """Unchained, in the decision's transaction; the sealer numbers and chains it within a second."""
        ...

    async def add_all(self, entries: Sequence[Entry], tx: Transaction) -> None:
        """Several of one decision, in their order."""
        ...


class History(Protocol):
    async def newest(self, reading: Reading) -> str:
        """The id of the newest entry, sealed or not; empty where there is none."""
        ...

    async def of_story(self, story: StoryId, reading: Reading) -> list[tuple[Entry, str]]:
        """A story's entries in order, each with its hash, empty while it is unsealed."""
        ...


class ReadableLedger(Ledger, History, Protocol):
    """For who has to see what was written before he writes."""


@dataclass(frozen=True)
class Actor:
    """Who did it. A handler acts for the system."""

    id: str = ""
    name: str = "系统"
    role: str = "system"
    on_behalf_of: str = field(default="")

    @classmethod
    def of(cls, account: Account, principal: Account | None = None) -> "Actor":
        return cls(
            account.id, account.name, account.role.value, named(principal.name, principal.id) if principal else ""
        )


SYSTEM = Actor()


def named(name: str, account: AccountId) -> str:
    """For whom somebody acted (代审), as an entry has it."""
    return f"{name}({account})"


def entry(
    action: Action,
    story: Story,
    *,
    at: datetime,
    by: Actor = SYSTEM,
    draft: Draft | None = None,
    stage: Stage | None = None,
    opinion: str = "",
    details: Mapping[str, object] | None = None,
) -> Entry:
    return Entry(
        id=new_id(),
        at=moment(at),
        actor=by.id,
        actor_name=by.name,
        role=by.role,
        on_behalf_of=by.on_behalf_of,
        action=action,
        story=story.id,
        number=story.submission.number,
        draft=draft.id if draft else "",
        content_type=draft.content_type if draft else "",
        stage=stage or "",
        content_hash=draft.content_hash if draft else "",
        opinion=opinion,
        details=canonical(dict(details or {})),
    )


def moment(at: datetime) -> str:
    """As an entry has it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def entered(account: AccountId | None) -> dict[str, object]:
    """The details of what an editor did for the unit (代录); nothing where the unit did it itself."""
    return {"entered_by": account} if account else {}


def entered_by(entry: Entry) -> AccountId | None:
    found = entry.told.get("entered_by")
    return AccountId(found) if found else None


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(entry: Entry, sequence: int, previous_hash: str) -> Sha256:
    """SHA-256 over the entry, its number and its predecessor's hash."""
    text = canonical({**asdict(entry), "sequence": sequence, "previous_hash": previous_hash})
    return Sha256(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def is_text(entry: Entry) -> bool:
    """A changed byte on the disk may make a number or plain bytes of what was written as text."""
    return all(isinstance(value, str) for value in asdict(entry).values())


def first_broken(
    entries: Iterable[Sealed], *, after: int = 0, previous_hash: str = GENESIS, known: Mapping[int, str] = NOTHING_KNOWN
) -> Broken | None:
    """Whether each entry carries the next number, names its predecessor and is what was sealed.

    `known`: hashes by number as they were kept outside. Whoever chains anew what he has changed comes to others.
    """
    for sealed in entries:
        after += 1
        if sealed.sequence != after:
            return Broken(after, "", f"缺少第{after}条记录，其后是第{sealed.sequence}条")
        if sealed.previous_hash != previous_hash:
            return Broken(sealed.sequence, sealed.entry.id, "与上一条记录的哈希不相接")
        if not is_text(sealed.entry) or chained(sealed.entry, sealed.sequence, previous_hash) != sealed.hash:
            return Broken(sealed.sequence, sealed.entry.id, "内容与封存时的哈希不符")
        if known.get(sealed.sequence, sealed.hash) != sealed.hash:
            return Broken(sealed.sequence, sealed.entry.id, "与另存的哈希不符：这一条或更早的记录被改写后重新封存过")
        previous_hash = sealed.hash
    return None
