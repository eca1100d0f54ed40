"""POST /preview: how a half-written report would look on every platform. Ingest's form leads here; nothing is stored.

The form's field names are ingest's (`services/ingest/web/form.py`); a test fills in the one and sends it to the other.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from markupsafe import Markup

from services.publisher.api.previews import PreviewApi, SentReport
from services.publisher.drafting.counters import counters_of
from services.publisher.drafting.platform import Platform
from services.publisher.stories.content import Content, Posted
from shared.aside import with_pages
from shared.campaign import Campaign
from shared.contracts.words import Consent, ContentType, FileRole, Kind
from shared.identity import Role
from shared.web.access import having
from shared.web.api import validated
from shared.web.multipart import MIB, FilePart, Limits, parts
from shared.web.pages import page

Show = Callable[[ContentType, Content, Posted, Mapping[str, str], str], Markup]
"""A draft as it will look on its platform, safe to put into a page."""

LIMITS = Limits(total=2048 * MIB, file=1024 * MIB, field=4 * MIB, files=60)
"""Of what the form may carry along; files are read past, only their names and sizes count."""

PICTURE = re.compile(r"picture-([0-9]{1,3})-(?:file|name)")


class PreviewPage:
    def __init__(
        self, previews: PreviewApi, show: Show, platforms: Mapping[ContentType, Platform], campaign: Campaign
    ) -> None:
        self._previews = previews
        self._show = show
        self._platforms = platforms
        self._campaign = campaign

    async def show(self, request: web.Request) -> web.Response:
        account = having(request, Role.UNIT, Role.EDITOR, Role.WRITER)
        fields, sizes = await _typed(request)
        sent = validated(_report(fields, sizes), SentReport)
        preview = await self._previews.drafts_of(sent, account, [])

        def drawn() -> web.Response:
            drafts = [
                {
                    "content_type": content_type,
                    "shown": self._show(content_type, said.content, said.posted, {}, self._publisher(content_type)),
                    "findings": said.findings,
                    "cuts": said.cuts,
                    "counters": counters_of(self._platforms.get(content_type), said.content),
                }
                for content_type, said in preview.drafts.items()
            ]
            context = {"drafts": drafts, "left_out": preview.left_out, "filed": sent.kind is Kind.SUMMARY}
            return page(request, "publisher/preview.html", context)

        return await with_pages(drawn)

    def _publisher(self, content_type: ContentType) -> str:
        platform = content_type.partition(".")[0]
        return next((one.name for one in self._campaign.accounts if one.platform == platform), "发布账号")


async def _typed(request: web.Request) -> tuple[dict[str, str], dict[str, tuple[str, int]]]:
    """The fields; and of each chosen file its name and size by the name of its field."""
    fields: dict[str, str] = {}
    files: dict[str, tuple[str, int]] = {}
    async for part in parts(request, LIMITS):
        if isinstance(part, FilePart):
            files[part.name] = part.filename, sum([len(chunk) async for chunk in part])
        else:
            fields[part.name] = part.value
    return fields, files


def _report(fields: Mapping[str, str], files: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    same = ("category", "title", "place", "origin")
    form = "body_markdown" if fields.get("body_form") == "markdown" else "body_text"
    return {
        "kind": fields.get("kind") or Kind.HIGHLIGHT,
        **{name: fields.get(name, "") for name in same},
        form: fields.get("body", ""),
        "event_date": fields.get("event_date") or None,
        "authors": {"text": fields.get("authors_text", ""), "photo": fields.get("authors_photo", "")},
        "ai_use": fields.get("ai_use") or "none",
        "files": _files(fields, files),
    }


def _files(fields: Mapping[str, str], files: Mapping[str, tuple[str, int]]) -> list[dict[str, Any]]:
    """Pictures just chosen, and those handed in before that are not dropped, in the order of the form."""
    places = sorted({int(found[1]) for name in {*fields, *files} if (found := PICTURE.fullmatch(name))})
    sent = (_file(f"picture-{place}", fields, files) for place in places)
    return [file for file in sent if file["name"]]


def _file(start: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    handed_in = "" if fields.get(f"{start}-drop") else fields.get(f"{start}-name", "")
    name, size = files.get(f"{start}-file", (handed_in, 0))
    said = {part: fields.get(f"{start}-{part}", "") for part in ("caption", "credit")}
    consent = fields.get(f"{start}-consent") or Consent.MISSING
    return {"name": name, "size": size, "role": FileRole.MEDIA, "consent": consent, **said}
