"""What no row names is removed after a day; what is published never."""

from datetime import UTC, datetime, timedelta

import pytest

from services.publisher.releasing.storage.published_files import SqlPublishedFiles
from services.publisher.releasing.sweep_files import SweepFiles
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import Newsroom


class TomorrowsStore:
    """The real store, asked as if two days had passed."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._store = newsroom.published

    async def sweep(self, known):  # noqa: ANN001
        return await self._store.sweep(known, datetime.now(UTC) + timedelta(days=2))


async def test_an_orphan_goes_and_everything_published_stays(open_database: OpenDatabase) -> None:
    newsroom = Newsroom(await open_database("publisher"))
    await newsroom.released()
    orphan = await newsroom.published.put(b"a package whose row never came")
    files = SqlPublishedFiles()
    assert await SweepFiles(newsroom.database, files, newsroom.published)() == 0, "it is too young"
    assert await SweepFiles(newsroom.database, files, TomorrowsStore(newsroom))() == 1
    with pytest.raises(FileNotFoundError):
        await newsroom.published.read(orphan.sha256)
    async with newsroom.database.reading() as view:
        named = await files.named(view)
    assert len(named) >= 2 * 2 + 5, "two pictures in two profiles, five packages"
    for sha256 in named:
        await newsroom.published.read(sha256)
