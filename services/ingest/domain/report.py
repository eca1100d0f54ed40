"""A report as a unit sends it: exactly the submission of the API, and what the form is turned into."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from services.ingest.domain import limits, texts
from shared.contacts import phone_numbers
from shared.contracts.words import AiUse, Consent, FileRole, Kind
from shared.documents import BodyForm

Title = Annotated[str, AfterValidator(texts.public_line(1, limits.TITLE))]
PersonName = Annotated[str, AfterValidator(texts.one_line(0, limits.PERSON_NAME))]
ContactName = Annotated[str, AfterValidator(texts.one_line(1, limits.PERSON_NAME))]
Names = Annotated[str, AfterValidator(texts.public_line(0, limits.AUTHORS))]
Phone = Annotated[str, AfterValidator(texts.one_line(0, limits.PHONE)), AfterValidator(phone_numbers)]
Email = Annotated[str, AfterValidator(texts.one_line(0, limits.EMAIL)), AfterValidator(texts.email)]
Key = Annotated[str, AfterValidator(texts.one_line(0, limits.KEY))]
FileName = Annotated[str, AfterValidator(texts.one_line(1, limits.FILE_NAME)), AfterValidator(texts.file_name)]
Day = Annotated[date, BeforeValidator(texts.day)]


class Sent(BaseModel):
    """Unknown fields are errors: a misspelt one would otherwise be lost in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SentContact(Sent):
    name: ContactName
    phone: Phone = ""
    email: Email = ""


class SentAuthors(Sent):
    text: Names = ""
    photo: Names = ""
    approved_by: PersonName = ""
    """The unit's own approver, 本单位审核人."""


class SentFile(Sent):
    name: FileName
    role: FileRole | None = None
    """None: by what it is; pictures and videos are media, all else is evidence."""
    caption: Annotated[str, AfterValidator(texts.public_line(0, limits.CAPTION))] = ""
    credit: Annotated[str, AfterValidator(texts.public_line(0, limits.CREDIT))] = ""
    consent: Consent = Consent.MISSING
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    """A file that the sender has already handed in: it need not be sent again."""


class Report(Sent):
    kind: Kind
    category: Key = ""
    title: Title
    body_text: Annotated[str, AfterValidator(texts.text(limits.BODY))] | None = None
    body_html: Annotated[str, AfterValidator(texts.text(limits.BODY_SOURCE))] | None = None
    body_markdown: Annotated[str, AfterValidator(texts.text(limits.BODY_SOURCE))] | None = None
    event_date: Day | None = None
    place: Annotated[str, AfterValidator(texts.public_line(0, limits.PLACE))] = ""
    contact: SentContact
    files: Annotated[tuple[SentFile, ...], Field(max_length=limits.FILES)] = ()
    authors: SentAuthors = SentAuthors()
    origin: Annotated[str, AfterValidator(texts.public_line(0, limits.ORIGIN))] = ""
    ai_use: AiUse = AiUse.NONE
    unit: Key = ""
    """The unit's code, where an editor enters for one (代录)."""

    @property
    def bodies(self) -> list[tuple[BodyForm, str]]:
        """The bodies that were given; a valid report has exactly one."""
        given = ((form, getattr(self, f"body_{form}")) for form in BodyForm)
        return [(form, source) for form, source in given if source is not None]
