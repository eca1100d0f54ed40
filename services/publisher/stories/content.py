"""What a draft consists of: the platform's own fields, and beside them the exact strings that go out."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from shared.contracts.unknown import Open
from shared.contracts.words import Consent, ContentType
from shared.ids import Sha256

Content = dict[str, Any]
"""JSON: the platform's fields, named as in its limits file. Each platform parses it into its own model."""


@dataclass(frozen=True)
class Posted:
    """The exact strings that go to the platform, topics and marks and all: what limits count."""

    text: str = ""
    html: str = ""
    title: str | None = None

    def as_json(self) -> dict[str, str]:
        body = {"html": self.html} if self.html else {"text": self.text}
        return body if self.title is None else {"title": self.title, **body}


@dataclass(frozen=True)
class Picture:
    """A published picture: always re-encoded (no EXIF), named by its own content."""

    sha256: Sha256
    original: Sha256
    name: str
    media_type: str
    width: int
    height: int
    size: int
    caption: str = ""
    credit: str = ""
    consent: Open[Consent] = Consent.MISSING

    def as_json(self) -> dict[str, Any]:
        return dict(self.__dict__)


class Origin(StrEnum):
    """Who is the author of a stretch of text."""

    SOURCE = "source"
    """The submission, in its own words."""
    SHORTENED = "shortened"
    """The submission's sentence up to a clause or, in a title, a word."""
    TEMPLATE = "template"
    """The campaign's or the platform's form: topics, marks, 通讯员."""
    EDITOR = "editor"


@dataclass(frozen=True)
class Span:
    """Where a stretch of a field came from: promise 6, every sentence has a source."""

    field: str
    start: int
    end: int
    origin: Origin
    block: int | None = None
    """The submission's block it was taken from."""


@dataclass(frozen=True)
class Cut:
    """A proposal to shorten: what was left out of a field, for the desk to show."""

    field: str
    removed: str
    reason: str


@dataclass(frozen=True)
class Formatted:
    """What a platform makes of a story."""

    content: Content
    spans: tuple[Span, ...] = ()
    cuts: tuple[Cut, ...] = field(default_factory=tuple)


def content_hash(content_type: ContentType, content: Content, posted: Posted) -> Sha256:
    """SHA-256 of a canonical form (sorted keys, no spaces, UTF-8): what a signature covers.

    Pictures stand in `content` by their own SHA-256, so the media are covered as well.
    """
    canonical = json.dumps(
        {"content_type": content_type, "content": content, "posted": posted.as_json()},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return Sha256(hashlib.sha256(canonical.encode()).hexdigest())
