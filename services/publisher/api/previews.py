"""POST /api/v1/previews: which drafts a report would give. Files count by name, size and type; nothing is stored."""

import hashlib
import mimetypes
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePath
from typing import Annotated

from aiohttp import web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticKnownError

from services.publisher.api import documents
from services.publisher.api.preview_body import blocks_of_html, blocks_of_markdown, blocks_of_text
from services.publisher.drafting.platform import Platform
from services.publisher.drafting.preview_drafts import Preview, PreviewDrafts
from services.publisher.stories.content import Picture
from shared.aside import with_texts
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.submissions import Block, Byline, Submission, Unit
from shared.contracts.words import AiUse, Consent, ContentType, FileRole, Kind
from shared.event_day import implausible
from shared.identity import Account, Role
from shared.ids import Sha256, SubmissionId, derived_id
from shared.web.access import having
from shared.web.api import invalid, operation, read_json, reply
from shared.web.problems import FieldError

LONGEST_BODY = 50_000
"""Characters of text: what ingest takes."""
LONGEST_SOURCE = 500_000
"""Characters of HTML or Markdown: the marks around that text."""


def _readable(text: str, blocks: Iterable[Block]) -> str:
    if sum(len(block.text) for block in blocks) > LONGEST_BODY:
        raise PydanticKnownError("string_too_long", {"max_length": LONGEST_BODY})
    return text


Text = Annotated[str, StringConstraints(max_length=LONGEST_BODY)]
Source = StringConstraints(max_length=LONGEST_SOURCE)
Html = Annotated[str, Source, AfterValidator(lambda text: _readable(text, blocks_of_html(text)))]
Markdown = Annotated[str, Source, AfterValidator(lambda text: _readable(text, blocks_of_markdown(text)))]
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
    body_text: Text = ""
    body_html: Html = ""
    body_markdown: Markdown = ""
    event_date: date | None = None
    place: Line = ""
    files: Annotated[list[SentFile], Field(max_length=100)] = []
    authors: SentAuthors = SentAuthors()
    origin: Line = ""
    ai_use: AiUse = AiUse.NONE

    def blocks(self) -> tuple[Block, ...]:
        if self.body_html:
            return blocks_of_html(self.body_html)
        if self.body_markdown:
            return blocks_of_markdown(self.body_markdown)
        return blocks_of_text(self.body_text)


class PreviewBody(Sent):
    submission: SentReport
    content_types: list[ContentType] = []


class PreviewApi:
    def __init__(
        self, preview: PreviewDrafts, platforms: Mapping[ContentType, Platform], campaign: Campaign, clock: Clock
    ) -> None:
        self._preview = preview
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
        return await with_texts(self._preview, self._submission(sent, account), _pictures(sent), wanted)

    def _submission(self, sent: SentReport, account: Account) -> Submission:
        unit = self._campaign.unit(account.unit)
        return Submission(
            id=SubmissionId(derived_id("preview")),
            number="预览",
            revision=1,
            unit=Unit(code=unit.code, name=unit.name, type=unit.type) if unit else Unit(code="", name="", type="city"),
            kind=sent.kind,
            category=sent.category,
            title=sent.title,
            body=sent.blocks(),
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
