"""A report's pictures get the form in which they may be published, before its drafts are made."""

import structlog

from services.publisher.drafting.pictures.renditions import (
    PROFILES,
    Profile,
    Rendered,
    Renderer,
    Rendition,
    Renditions,
    UnfitPicture,
    may_be_shown,
)
from shared.contracts.submissions import SubmissionReceived
from shared.database import Database
from shared.files import FileStore
from shared.ids import Sha256

log = structlog.get_logger(__name__)


class RenderPictures:
    """The `prepare` step of making drafts: long, and done again it finds everything there."""

    def __init__(
        self,
        database: Database,
        originals: FileStore,
        published: FileStore,
        renditions: Renditions,
        render: Renderer,
    ) -> None:
        self._database = database
        self._originals = originals
        self._published = published
        self._renditions = renditions
        self._render = render

    async def __call__(self, event: SubmissionReceived) -> None:
        for file in event.submission.files:
            if not may_be_shown(file):
                continue
            for profile in await self._missing(file.sha256):
                await self._make(file.sha256, profile)

    async def _missing(self, original: Sha256) -> list[Profile]:
        async with self._database.reading() as view:
            return [
                profile
                for name, profile in PROFILES.items()
                if await self._renditions.of(original, name, view) is None
                and await self._renditions.refusal(original, name, view) is None
            ]

    async def _make(self, original: Sha256, profile: Profile) -> None:
        try:
            rendered = await self._render(await self._originals.read(original), profile)
        except UnfitPicture as unfit:
            # No reason to hold the story up: it goes on without this picture, and the desk can say why.
            log.warning("picture.unfit", original=original, profile=profile.name)
            async with self._database.transaction() as tx:
                await self._renditions.refuse(original, profile.name, str(unfit), tx)
            return
        rendition = await self._stored(original, profile, rendered)
        async with self._database.transaction() as tx:
            await self._renditions.add(rendition, tx)
        log.info("picture.rendered", original=original, profile=profile.name, rendition=rendition.sha256)

    async def _stored(self, original: Sha256, profile: Profile, rendered: Rendered) -> Rendition:
        """The file first: a row never names what is not durable yet."""
        stored = await self._published.put(rendered.content)
        return Rendition(
            original=original,
            profile=profile.name,
            sha256=stored.sha256,
            media_type=rendered.media_type,
            width=rendered.width,
            height=rendered.height,
            size=stored.size,
        )
