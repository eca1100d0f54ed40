"""Every file of the renditions' store that some row names."""

import sqlalchemy as sa

from services.publisher.drafting.storage.tables import renditions
from services.publisher.feed.storage.tables import feed_items
from services.publisher.releasing.storage.tables import packages, releases
from shared.database import Reading
from shared.ids import Sha256

_COLUMNS = (renditions.c.sha256, packages.c.sha256, releases.c.package, feed_items.c.package)


class SqlPublishedFiles:
    async def named(self, reading: Reading) -> set[Sha256]:
        question = sa.union(*(sa.select(column).where(column.is_not(None)) for column in _COLUMNS))
        return {Sha256(sha256) for sha256 in (await reading.connection.execute(question)).scalars()}
