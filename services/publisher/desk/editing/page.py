"""`/desk/drafts/{id}/edit`: the platform's fields as a form; what an edit costs is said before the first keystroke."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from services.publisher.api.refusals import ANSWERS, problem_of, refusals_told
from services.publisher.desk.draft_preview import DraftPreview
from services.publisher.desk.editing.form import available, content_of, field_of, fields_of, shown
from services.publisher.desk.read_desk import ReadDesk
from services.publisher.desk.story_acts import JUST_CHANGED
from services.publisher.desk.typed import words_of
from services.publisher.drafting.comparison import compared
from services.publisher.drafting.counters import counters_of
from services.publisher.drafting.platform import ContentError, Platform
from services.publisher.reviewing.edit_draft import EditDraft
from services.publisher.reviewing.merging import Merged, merged
from services.publisher.stories.content import Content
from services.publisher.stories.draft import Draft, Wording
from services.publisher.stories.read_stories import ReadStories
from services.publisher.stories.refusal import Kind, Refusal, Refused
from services.publisher.stories.store import StaleStory
from services.publisher.stories.story import Story
from services.publisher.stories.words import field_name
from shared.aside import with_pages
from shared.contracts.words import ContentType
from shared.identity import Role
from shared.ids import DraftId
from shared.web.access import having
from shared.web.api import reply
from shared.web.pages import page, redirect
from shared.words import AI_USES, CONTENT_TYPES

EDITORS = (Role.EDITOR, Role.WRITER)
PICTURES_IN = ("images", "media")


@dataclass(frozen=True)
class Before:
    """What the form is about, and the pictures that it numbers."""

    draft: Draft
    story: Story
    pictures: list[dict[str, Any]]
    covers: list[dict[str, Any]]

    def numbered(self, content: Content) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
        name = next((name for name in PICTURES_IN if name in content), "images")
        return available(content, self.pictures, name), available(content, self.covers, "covers")


@dataclass(frozen=True)
class Sent:
    """A form that came back."""

    version: int
    """Of the draft that it was made of."""
    base: Content
    """What that version said."""
    mine: Content


class EditPage:
    def __init__(
        self,
        edit: EditDraft,
        read: ReadStories,
        desk: ReadDesk,
        platforms: Mapping[ContentType, Platform],
        preview: DraftPreview,
    ) -> None:
        self._edit = edit
        self._read = read
        self._desk = desk
        self._platforms = platforms
        self._preview = preview

    async def show(self, request: web.Request) -> web.Response:
        having(request, *EDITORS)
        before = await self._before(request)
        return await self._answer(request, before, before.draft.content)

    async def save(self, request: web.Request) -> web.StreamResponse:
        editor = having(request, *EDITORS)
        before = await self._before(request)
        draft = before.draft
        sent = await self._sent(request, before)
        try:
            changed = await self._edit(draft.id, sent.version, sent.mine, editor)
        except ContentError as error:
            return await self._wrong(request, before, sent, error)
        except Refused as refused:
            return await self._refused(request, refused.refusal, sent)
        except StaleStory:
            return await self._refused(request, JUST_CHANGED, sent)
        notice = "没有改动。" if changed.version == sent.version else "已保存，原有校对和签字作废，重新从初审开始。"
        return redirect(f"/desk/stories/{before.story.id}", f"{CONTENT_TYPES[draft.content_type]}：{notice}")

    async def preview(self, request: web.Request) -> web.StreamResponse:
        """How it would look, and what the machine would say; nothing is saved, and no signature voided."""
        having(request, *EDITORS)
        before = await self._before(request)
        sent = await self._sent(request, before)
        if sent.version != before.draft.version:
            return await self._answer_stale(request, before, sent)
        try:
            tried = await self._desk.tried(before.draft, before.story.submission, sent.mine)
        except ContentError as error:
            return await self._wrong(request, before, sent, error)
        return await self._answer(request, before, sent.mine, tried=tried)

    async def count(self, request: web.Request) -> web.Response:
        """How long the form's texts are, for the page's script: the same rules as when it is saved."""
        having(request, *EDITORS)
        before = await self._before(request)
        content = content_of(await words_of(request), before.draft.content, *before.numbered(before.draft.content))
        counters = counters_of(self._platforms.get(before.draft.content_type), content)
        return reply({"counters": [{"field": one.field, "used": one.used, "limit": one.limit} for one in counters]})

    async def _sent(self, request: web.Request, before: Before) -> Sent:
        words = await words_of(request)
        seen = words.get("version", "")
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0  # noqa: PLR2004  an int32
        draft = before.draft
        base = draft.content if version == draft.version else await self._base(draft, version)
        return Sent(version, base, content_of(words, base, *before.numbered(base)))

    async def _wrong(self, request: web.Request, before: Before, sent: Sent, error: ContentError) -> web.Response:
        errors = {field_of(name): message for name, message in reversed(error.errors)}
        refusal = Refusal(Kind.INVALID, "有填写不符合平台要求的地方，请修改后再保存。")
        return await self._answer(request, before, sent.mine, refusal, errors)

    async def _refused(self, request: web.Request, refusal: Refusal, sent: Sent) -> web.Response:
        if refusal.kind is Kind.NOT_FOUND:
            raise problem_of(refusal)
        before = await self._before(request)
        if refusal.kind is Kind.STALE:
            return await self._answer_stale(request, before, sent)
        return await self._answer(request, before, sent.mine, refusal)

    async def _answer_stale(self, request: web.Request, before: Before, sent: Sent) -> web.Response:
        """Somebody saved meanwhile: mine and theirs put together, what both changed shown side by side."""
        together = merged(sent.base, sent.mine, before.draft.content)
        refusal = Refusal(Kind.STALE, "您打开本稿之后，他人已保存了新版或作了审核。您的修改都还在，请核对后再保存。")
        return await self._answer(request, before, together.content, refusal, together=together)

    async def _answer(
        self,
        request: web.Request,
        before: Before,
        content: Content,
        refusal: Refusal | None = None,
        errors: Mapping[str, str] | None = None,
        together: Merged | None = None,
        tried: Wording | None = None,
    ) -> web.Response:
        draft = before.draft
        trial = replace(draft, wording=tried) if tried else draft
        editor = having(request, *EDITORS)
        with refusals_told():
            outlook = await self._edit.outlook(draft.id, editor)

        def drawn() -> web.Response:
            pictures, covers = before.numbered(content)
            return page(
                request,
                "publisher/desk/edit.html",
                {
                    "draft": draft,
                    "story": before.story,
                    "fields": fields_of(content, pictures, covers),
                    "counters": {
                        one.field: one for one in counters_of(self._platforms.get(draft.content_type), content)
                    },
                    "findings": trial.findings,
                    "preview": self._preview(trial) if tried else "",
                    "outlook": outlook,
                    "refusal": refusal,
                    "errors": errors or {},
                    "conflicts": _shown(together, pictures) if together else [],
                    "taken": [field_name(field) for field in together.theirs] if together else [],
                    "numbered": pictures if "body" in content else [],
                    "ai_uses": AI_USES,
                },
                status=ANSWERS[refusal.kind][0] if refusal else 200,
            )

        return await with_pages(drawn)  # a long article's form takes a while: nobody else waits for it

    async def _before(self, request: web.Request) -> Before:
        with refusals_told():
            draft, story = await self._read.draft(DraftId(request.match_info["id"]))
        pictures, covers = await self._desk.pictures(story.submission)
        return Before(draft, story, [one.as_json() for one in pictures], [one.as_json() for one in covers])

    async def _base(self, draft: Draft, version: int) -> Content:
        wording = await self._desk.wording_at(draft.id, version)
        return wording.content if wording else draft.content


def _shown(together: Merged, pictures: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for conflict in together.conflicts:
        base, mine, theirs = (
            shown(conflict.field, value, pictures) for value in (conflict.base, conflict.mine, conflict.theirs)
        )
        rows.append(
            {
                "name": field_name(conflict.field),
                "base": base,
                "mine": compared(base, mine),
                "theirs": compared(base, theirs),
                "their_text": theirs,
            }
        )
    return rows
