"""Keeps the good files of a form whose other fields still have mistakes, so that nobody chooses them twice."""

from collections.abc import Sequence

from services.ingest.domain.file import Inspect, Received, RefusedFile, as_file
from services.ingest.domain.records import Uploads
from services.ingest.domain.sender import may_send
from services.ingest.use_cases.store_files import StoreFiles
from shared.clock import Clock
from shared.contracts.submissions import File
from shared.database import Database
from shared.identity import Account


class HandInFiles:
    def __init__(
        self, database: Database, uploads: Uploads, inspect: Inspect, store_files: StoreFiles, clock: Clock
    ) -> None:
        self.database = database
        self.uploads = uploads
        self.inspect = inspect
        self.store_files = store_files
        self.clock = clock

    async def __call__(self, account: Account, received: Sequence[Received]) -> list[File]:
        """Those that are good; the others are left out, the report's own check names them."""
        if not may_send(account):
            return []
        good = [(file, facts) for file in received if (facts := await self._inspected(file))]
        await self.store_files([file for file, _ in good])
        files = [facts for _, facts in good]
        async with self.database.transaction() as tx:
            for file in files:
                await self.uploads.add(account.id, file, self.clock.now(), tx)
        return files

    async def _inspected(self, file: Received) -> File | None:
        try:
            found = await self.inspect(file)
        except RefusedFile:
            return None
        return as_file(file, found)
