"""POST /api/v1/previews: which drafts a report would give. Files count by name, size and type; nothing is stored."""

import hashlib
import mimetypes
from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.publisher.api import documents
from services.publisher.drafting.platform import Platform
from services.publisher.drafting.preview_drafts import Preview, PreviewDrafts
from services.publisher.stories.content import Picture
from shared.aside import with_texts
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.submissions import Byline, Submission, Unit
from shared.contracts.words import AiUse, Consent, ContentType, FileRole, Kind
from shared.documents import LONGEST_BODY, LONGEST_SOURCE, Body, BodyForm, ReadBody, UnreadableBody, too_much
from shared.event_day import implausible
from shared.identity import Account, Role
from shared.ids import Sha256, SubmissionId, derived_id
from shared.web.access import having
from shared.web.api import invalid, operation, read_json, reply
from shared.web.problems import FieldError

Text = Annotated[str, StringConstraints(max_length=LONGEST_BODY)]
Source = Annotated[str, StringConstraints(max_length=LONGEST_SOURCE)]
Line = Annotated[str, StringConstraints(max_length=500)]
USUAL_WIDTH, USUAL_HEIGHT = 1600, 1200
TELEPHONES = frozenset({".heic", ".heif", ".hif", ".avif", ".webp", ".jfif"})
LARGEST = 2**53 - 1
"""Of a number in JSON that every program reads alike; beyond, no ratio of sides can be computed."""


class Sent(BaseModel):
    """As a submission, but half-written: what is missing is empty, what is not needed is ignored."""

    model_config = ConfigDict(extra="ignore")


class SentFile(Sent):
    name: Line
    size: Annotated[int, Field(ge=0, le=LARGEST)] = 0
    media_type: Line = ""
    role: FileRole = FileRole.MEDIA
    caption: Line = ""
    credit: Line = ""
    consent: Consent = Consent.MISSING
    width: Annotated[int, Field(ge=1, le=LARGEST)] = USUAL_WIDTH
    height: Annotated[int, Field(ge=1, le=LARGEST)] = USUAL_HEIGHT


class SentAuthors(Sent):
    text: Line = ""
    photo: Line = ""


class SentReport(Sent):
    kind: Kind
    category: Line = ""
    title: Line = ""
    body_text: Text | None = None
    body_html: Source | None = None
    body_markdown: Source | None = None
    event_date: date | None = None
    place: Line = ""
    files: Annotated[list[SentFile], Field(max_length=100)] = []
    authors: SentAuthors = SentAuthors()
    origin: Line = ""
    ai_use: AiUse = AiUse.NONE

    @property
    def body(self) -> tuple[BodyForm, str]:
        """The one that was given; a report with two of them is refused only when it is sent."""
        given = ((form, getattr(self, f"body_{form}")) for form in (BodyForm.HTML, BodyForm.MARKDOWN))
        return next(((form, source) for form, source in given if source), (BodyForm.TEXT, self.body_text or ""))


class PreviewBody(Sent):
    submission: SentReport
    content_types: list[ContentType] = []


class PreviewApi:
    def __init__(
        self,
        preview: PreviewDrafts,
        read_body: ReadBody,
        platforms: Mapping[ContentType, Platform],
        campaign: Campaign,
        clock: Clock,
    ) -> None:
        self._preview = preview
        self._read_body = read_body
        self._platforms = platforms
        self._campaign = campaign
        self._clock = clock

    @operation("预览各平台稿，不保存", body=PreviewBody)
    async def preview(self, request: web.Request) -> web.Response:
        account = having(request, Role.UNIT, Role.EDITOR, Role.WRITER)
        body = await read_json(request, PreviewBody)
        preview = await self.drafts_of(body.submission, account, body.content_types, within="submission.")
        return reply(
            {
                "drafts": [
                    {"content_type": content_type, **documents.wording(said, self._platforms.get(content_type))}
                    for content_type, said in preview.drafts.items()
                ],
                "left_out": [
                    {"content_type": content_type, "reason": reason}
                    for content_type, reason in preview.left_out.items()
                ],
            }
        )

    async def drafts_of(
        self, sent: SentReport, account: Account, wanted: list[ContentType], *, within: str = ""
    ) -> Preview:
        """`within`: where the report stood in what was sent, for the names of wrong fields."""
        if message := implausible(sent.event_date, self._clock.now()):
            raise invalid([FieldError(f"{within}event_date", message)])
        submission = self._submission(sent, await self._read(sent, within), account)
        return await with_texts(self._preview, submission, _pictures(sent), wanted)

    async def _read(self, sent: SentReport, within: str) -> Body:
        """By the reader that will read the report: the preview has the words of its drafts."""
        form, source = sent.body
        try:
            body = await self._read_body(form, source)
        except UnreadableBody as error:
            raise invalid([FieldError(f"{within}body_{form}", str(error))]) from None
        if message := too_much(body.blocks):
            raise invalid([FieldError(f"{within}body_{form}", message)])
        return body

    def _submission(self, sent: SentReport, body: Body, account: Account) -> Submission:
        unit = self._campaign.unit(account.unit)
        return Submission(
            id=SubmissionId(derived_id("preview")),
            number="预览",
            revision=1,
            unit=Unit(code=unit.code, name=unit.name, type=unit.type) if unit else Unit(code="", name="", type="city"),
            kind=sent.kind,
            category=sent.category,
            title=sent.title,
            body=body.blocks,
            tidied=body.left_out,
            event_date=sent.event_date,
            place=sent.place,
            byline=Byline(text=sent.authors.text, photo=sent.authors.photo),
            origin=sent.origin,
            ai_use=sent.ai_use,
            submitted_at=self._clock.now(),
        )


def _pictures(sent: SentReport) -> tuple[Picture, ...]:
    """Stand-ins by name: their pixels are not looked at."""
    return tuple(
        Picture(
            sha256=_stand_in(file.name),
            original=_stand_in(file.name),
            name=file.name,
            media_type="image/jpeg",  # what it will be published as, near enough
            width=file.width,
            height=file.height,
            size=file.size,
            caption=file.caption,
            credit=file.credit,
            consent=file.consent,
        )
        for file in sent.files
        if (file.media_type or _usual_type(file.name)).startswith("image/")
        and file.role is FileRole.MEDIA
        and file.consent is not Consent.MISSING
    )


def _usual_type(name: str) -> str:
    """By its ending; Python does not know the telephones' own."""
    suffix = PurePath(name).suffix.lower()
    return "image/heic" if suffix in TELEPHONES else mimetypes.guess_type(name)[0] or ""


def _stand_in(name: str) -> Sha256:
    return Sha256(hashlib.sha256(name.encode()).hexdigest())
