"""What comes back to the feed comes under a new number; its package, made anew, says the same one."""

from dataclasses import replace

from services.publisher.releasing.edition import Editions
from services.publisher.releasing.packages.package import Package, Packages, Renumber
from services.publisher.stories.draft import Draft
from services.publisher.stories.store import StaleStory, Stories
from shared.contracts.words import ContentType
from shared.database import Database, Reading
from shared.files import FileStore
from shared.ids import DraftId


class RenumberPackage:
    """Nobody can fetch it before the item is back: twice, or for a restoration that is refused, it harms nothing."""

    def __init__(
        self,
        database: Database,
        stories: Stories,
        packages: Packages,
        editions: Editions,
        renumber: Renumber,
        published: FileStore,
    ) -> None:
        self._database = database
        self._stories = stories
        self._packages = packages
        self._editions = editions
        self._renumber = renumber
        self._published = published

    async def prepare(self, draft_id: DraftId) -> None:
        async with self._database.reading() as view:
            story = await self._stories.look_by_draft(draft_id, view)
            draft = story.draft(draft_id) if story else None
            if draft is None or not draft.is_pulled or draft.content_type is not ContentType.TV_ITEM:
                return
            package = await self._of(draft, view)
            edition = await self._editions.following(draft, view)
        if package is None or package.edition == edition:
            return
        renumbered = self._renumber(await self._published.read(package.sha256), edition)
        stored = await self._published.put(renumbered)
        async with self._database.transaction() as tx:
            await self._packages.put(replace(package, edition=edition, sha256=stored.sha256, size=stored.size), tx)

    async def ready(self, draft: Draft, reading: Reading) -> Package | None:
        """StaleStory where something happened to the item since it was prepared: its number would be another."""
        package = await self._of(draft, reading)
        if package is None or draft.content_type is not ContentType.TV_ITEM:
            return None
        if package.edition != await self._editions.following(draft, reading):
            raise StaleStory(draft.story_id)
        return package

    async def _of(self, draft: Draft, reading: Reading) -> Package | None:
        return await self._packages.of(draft.id, draft.released.version, reading) if draft.released else None
