"""Every file of the renditions' store that some row names."""

import sqlalchemy as sa

from services.publisher.storage.feed_tables import feed_items
from services.publisher.storage.release_tables import packages, releases
from services.publisher.storage.rendition_tables import renditions
from shared.database import Reading
from shared.ids import Sha256

_COLUMNS = (renditions.c.sha256, packages.c.sha256, releases.c.package, feed_items.c.package)


class SqlPublishedFiles:
    async def named(self, reading: Reading) -> set[Sha256]:
        question = sa.union(*(sa.select(column).where(column.is_not(None)) for column in _COLUMNS))
        return {Sha256(sha256) for sha256 in (await reading.connection.execute(question)).scalars()}
