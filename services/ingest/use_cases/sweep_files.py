"""Deletes originals that no row names: of reports that were refused late, of forms that nobody finished."""

from collections.abc import AsyncIterable
from datetime import timedelta
from typing import Protocol

from services.ingest.domain import limits
from services.ingest.domain.records import NamedFiles, Uploads
from shared.clock import Clock
from shared.database import Database
from shared.ids import Sha256

GRACE = timedelta(days=1)
"""Between the last moment a form may take a file up and its end: a report may be on its way in."""


class Sweepable(Protocol):
    async def sweep(self, known: AsyncIterable[Sha256]) -> int:
        """Deletes what is not among `known` and older than a day."""
        ...


class SweepFiles:
    def __init__(
        self, database: Database, uploads: Uploads, named_files: NamedFiles, originals: Sweepable, clock: Clock
    ) -> None:
        self.database = database
        self.uploads = uploads
        self.named_files = named_files
        self.originals = originals
        self.clock = clock

    async def __call__(self) -> None:
        async with self.database.transaction() as tx:
            await self.uploads.forget(self.clock.now() - limits.UPLOADS_KEPT - GRACE, tx)
        async with self.database.reading() as view:
            await self.originals.sweep(self.named_files.named(view))
