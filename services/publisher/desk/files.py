"""Pictures and files for the eyes of the desk: what will be published, and what the unit sent."""

from aiohttp import web

from services.publisher.api.refusals import refusals_told
from services.publisher.desk.read_desk import ReadDesk
from services.publisher.stories.lead import is_shown
from services.publisher.stories.read_stories import ReadStories
from shared.campaign import Campaign
from shared.files import FileStore
from shared.files_seen import may_see_file
from shared.identity import Role
from shared.ids import Sha256, StoryId
from shared.web.access import having, not_allowed
from shared.web.problems import Problem
from shared.web.stored_file import Stored, send

SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Anything else is only ever saved: a file that a browser renders could speak in our name."""

HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class DeskFiles:
    def __init__(
        self, desk: ReadDesk, stories: ReadStories, campaign: Campaign, originals: FileStore, renditions: FileStore
    ) -> None:
        self._desk = desk
        self._stories = stories
        self._campaign = campaign
        self._originals = originals
        self._renditions = renditions

    async def rendition(self, request: web.Request) -> web.StreamResponse:
        """A picture as it goes out."""
        having(request, Role.EDITOR, Role.WRITER, Role.OFFICE)
        found = await self._desk.rendition(Sha256(request.match_info["sha256"]))
        if found is None:
            raise _not_found()
        name = f"{found.sha256[:12]}{'.png' if found.media_type == 'image/png' else '.jpg'}"
        file = Stored(found.sha256, found.size, found.media_type, name)
        return await _sent(request, self._renditions, file)

    async def original(self, request: web.Request) -> web.StreamResponse:
        """A file as the unit sent it; supporting material is for the office alone."""
        account = having(request, Role.EDITOR, Role.WRITER, Role.OFFICE, Role.STATION)
        with refusals_told():
            story, _ = await self._stories.story(StoryId(request.match_info["id"]))
        wanted = request.match_info["sha256"]
        file = next((file for file in story.submission.files if file.sha256 == wanted), None)
        if file is None:
            raise _not_found()
        if account.role is Role.STATION and not is_shown(story):
            raise _not_found()
        if not may_see_file(account, file, story.submission.kind, self._campaign):
            raise not_allowed("这份材料只供归口处室查看，不对外展示。")
        in_place = file.media_type in SHOWN_IN_PLACE
        stored = Stored(
            file.sha256,
            file.size,
            file.media_type if in_place else "application/octet-stream",
            file.name,
            "inline" if in_place else "attachment",
        )
        return await _sent(request, self._originals, stored)


async def _sent(request: web.Request, store: FileStore, file: Stored) -> web.StreamResponse:
    try:
        return await send(request, store, file, HEADERS)
    except FileNotFoundError:
        raise _not_found() from None


def _not_found() -> Problem:
    return Problem(404, "not-found", detail="没有这个文件，可能已被新的报送替换。")
