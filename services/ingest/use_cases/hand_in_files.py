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

    async def __call__(self, account: Account, received: Sequence[Received]) -> dict[str, File | RefusedFile]:
        """By name: the file, now kept, or what is wrong with it."""
        if not may_send(account):
            return {}
        found = {file.name: await self._inspected(file) for file in received}
        good = {name: file for name, file in found.items() if isinstance(file, File)}
        await self.store_files([file for file in received if file.name in good])
        async with self.database.transaction() as tx:
            for file in good.values():
                await self.uploads.add(account.id, file, self.clock.now(), tx)
        return found

    async def _inspected(self, file: Received) -> File | RefusedFile:
        try:
            return as_file(file, await self.inspect(file))
        except RefusedFile as refused:
            return refused
