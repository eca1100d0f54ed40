"""第几版: the one number by which people compare what they hold with what stands now, in every format.

Of the station's item it is the version in the feed, which grows with each change there; of a package that is posted by
hand it is how many there were. A draft's own version counts edits and reviews, and is for If-Match alone.
"""

from services.publisher.feed.item import FeedItems
from services.publisher.releasing.release import Releases
from services.publisher.stories.draft import Draft
from shared.contracts.words import ContentType
from shared.database import Reading


class Editions:
    def __init__(self, releases: Releases, items: FeedItems) -> None:
        self._releases = releases
        self._items = items

    async def following(self, draft: Draft, reading: Reading) -> int:
        """What the next will be. Whoever holds the story's lock is the one who makes it."""
        if draft.content_type is not ContentType.TV_ITEM:
            return await self._releases.count(draft.story_id, draft.content_type, reading) + 1
        standing = await self._items.of_story(draft.story_id, reading)
        return standing.version + 1 if standing else 1
