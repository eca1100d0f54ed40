"""Releases what is signed in a database, in a process of its own, so that a test can have it killed."""

import asyncio
import sys
from pathlib import Path

from shared.contracts.stories import DraftSignedOff
from shared.database.engine import sqlite_database
from tests.integration.publisher.newsroom import Newsroom


async def release(folder: Path) -> None:
    database = sqlite_database("publisher", folder / "publisher.db")
    newsroom = Newsroom(database, files=folder.as_uri())
    for signed in await newsroom.said(DraftSignedOff):
        await newsroom.release(signed)
    await database.close()


if __name__ == "__main__":
    asyncio.run(release(Path(sys.argv[1])))
