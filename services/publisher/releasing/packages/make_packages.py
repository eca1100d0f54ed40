"""The packages of signed drafts are made before the transaction that releases them: it only has to name them."""

import structlog

from services.publisher.releasing.edition import Editions
from services.publisher.releasing.packages.package import Package, Packages, Packer
from services.publisher.releasing.release import overtaken
from services.publisher.stories.draft import Draft
from services.publisher.stories.store import Stories
from services.publisher.stories.story import Story
from shared.contracts.stories import DraftSignedOff
from shared.database import Database
from shared.files import FileStore
from shared.killpoint import kill_point

log = structlog.get_logger(__name__)


class MakePackages:
    """Done again it finds the same bytes in the store, and its row there."""

    def __init__(
        self,
        database: Database,
        stories: Stories,
        packages: Packages,
        editions: Editions,
        pack: Packer,
        published: FileStore,
    ) -> None:
        self._database = database
        self._stories = stories
        self._packages = packages
        self._editions = editions
        self._pack = pack
        self._published = published

    async def __call__(self, event: DraftSignedOff) -> None:
        versions = {draft.id: draft.version for draft in event.story.drafts}
        async with self._database.reading() as view:
            story = await self._stories.look(event.story.id, view)
        if story is None:
            return
        for draft in story.drafts:
            if draft.id in event.drafts and not overtaken(draft, versions.get(draft.id)):
                await self._make(story, draft)

    async def _make(self, story: Story, draft: Draft) -> None:
        async with self._database.reading() as view:
            edition = await self._editions.following(draft, view)
            made = await self._packages.of(draft.id, draft.version, view)
        if made is not None and made.edition == edition:
            return
        stored = await self._published.put(await self._pack(story, draft, edition))
        kill_point("release.after_package_before_row")
        package = Package(draft.id, draft.version, draft.content_hash, stored.sha256, stored.size, edition)
        async with self._database.transaction() as tx:
            await self._packages.put(package, tx)
        log.info("package.made", draft=draft.id, version=draft.version, package=stored.sha256, size=stored.size)
