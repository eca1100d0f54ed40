"""What ingest says. Every event carries the whole submission and its revision, so order never matters."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.event import Event, Fact
from shared.contracts.short import Hash, Id, Key, Number, UnitCode
from shared.contracts.unknown import Open
from shared.contracts.words import AiUse, BlockKind, Consent, FileRole, Kind
from shared.ids import AccountId, PersonId, SubmissionId


class Unit(Fact):
    code: UnitCode
    name: str
    type: str
    """city, county or college."""


class Block(Fact):
    kind: Open[BlockKind]
    text: str


class File(Fact):
    """A file by its content; `sha256` names it in the file store below `originals/`."""

    sha256: Hash
    name: str
    size: int
    """Bytes."""
    media_type: str
    role: Open[FileRole]
    caption: str = ""
    credit: str = ""
    consent: Open[Consent] = Consent.MISSING
    width: int | None = None
    height: int | None = None
    sent_as: str = ""
    """What its sender called it, where the name was put right or told apart from another's."""
    notices: tuple[str, ...] = ()
    """In Chinese: what the unit is told of it, say that no platform takes a picture so small."""


class Byline(Fact):
    """Names as they are printed under the story: 通讯员 …, 摄影 …."""

    text: str = ""
    photo: str = ""


class Tidied(Fact):
    """What nobody sees, taken out of title and text on the way in, so that the desk can say so."""

    what: str
    """In Chinese: 零宽字符."""
    times: int


class Submission(Fact):
    id: Id[SubmissionId]
    number: Number
    revision: int
    unit: Unit
    kind: Open[Kind]
    category: Key
    title: str
    body: tuple[Block, ...]
    event_date: date | None = None
    place: str = ""
    contact: Id[PersonId] | None = None
    approved_by: Id[PersonId] | None = None
    """The unit's own approver, 本单位审核人."""
    byline: Byline = Byline()
    origin: str = ""
    """原报单位, where the sender passes on another's report."""
    ai_use: Open[AiUse] = AiUse.NONE
    files: tuple[File, ...] = ()
    submitted_at: AwareDatetime
    deadline: AwareDatetime | None = None
    late: bool = False
    over_quota: bool = False
    entered_by: Id[AccountId] | None = None
    """The editor who entered it for the unit, 代录."""
    tidied: tuple[Tidied, ...] = ()


class SubmissionReceived(Event):
    """A report, or a new revision of one, was accepted and answered with its number."""

    type: ClassVar = "submission.received"
    submission: Submission

    @property
    def subject(self) -> str:
        return self.submission.number


class SubmissionWithdrawn(Event):
    """The unit takes its report back; publisher decides what becomes of what is already out."""

    type: ClassVar = "submission.withdrawn"
    submission: Submission
    reason: str
    by: Id[AccountId] | None = None
    """The editor who took it back for the unit."""

    @property
    def subject(self) -> str:
        return self.submission.number
