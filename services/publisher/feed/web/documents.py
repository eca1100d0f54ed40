"""Sends ready bytes under the rules that feed readers and caches need: validators that never lie."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from aiohttp import web

from shared.web.stored_file import tag_matches

PRIVATE = "private, no-cache"
"""Kept by the reader alone, and asked about every time: `immutable` would outlive a withdrawal."""
_GZIP = re.compile(r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q=(0(?:\.\d*)?|1(?:\.0*)?))?\s*(?=,|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    body: bytes
    media_type: str
    written_at: datetime
    digest: str
    compressed: bytes | None = None

    @classmethod
    def of(cls, body: bytes, media_type: str, written_at: datetime) -> "Document":
        return cls(body, media_type, written_at, hashlib.sha256(body).hexdigest())


def answer(request: web.Request, document: Document, now: datetime) -> web.Response:
    """200 or 304, in the encoding the reader takes; each encoding has an ETag of its own."""
    zipped = takes_gzip(request.headers.get("Accept-Encoding", ""))
    tag = f'"{document.digest[:40]}{"-gzip" if zipped else ""}"'
    headers = {
        "ETag": tag,
        # Never in the future, even after the clock was set back.
        "Last-Modified": format_datetime(min(document.written_at, now).astimezone(UTC), usegmt=True),
        "Cache-Control": PRIVATE,
        "Vary": "Accept-Encoding",
    }
    if _has_it(request, document, tag):
        return web.Response(status=304, headers=headers)
    body = document.body
    if zipped:
        headers["Content-Encoding"] = "gzip"
        body = document.compressed or gzip.compress(body, mtime=0)
    headers["Content-Type"] = document.media_type
    return web.Response(body=body, headers=headers)


def takes_gzip(header: str) -> bool:
    found = _GZIP.search(header)
    return found is not None and float(found[1] or 1) > 0


def _has_it(request: web.Request, document: Document, tag: str) -> bool:
    """The date counts only for readers that send no tag (RFC 9110)."""
    if (tags := request.headers.get("If-None-Match")) is not None:
        return tag_matches(tags, tag)
    try:
        since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except (TypeError, ValueError, OverflowError):
        return False
    if since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    return document.written_at.replace(microsecond=0) <= since
