"""What the desk, the offices and programs see of stories."""

from services.publisher.stories.draft import Draft
from services.publisher.stories.ledger.entry import Entry, History
from services.publisher.stories.listing import Counts, Filters, Page, StoryLists
from services.publisher.stories.refusal import not_found
from services.publisher.stories.store import Stories
from services.publisher.stories.story import Story
from shared.database import Database
from shared.identity import Account
from shared.ids import DraftId, StoryId


class ReadStories:
    def __init__(self, database: Database, stories: Stories, lists: StoryLists, history: History) -> None:
        self._database = database
        self._stories = stories
        self._lists = lists
        self._history = history

    async def newest(self, filters: Filters, cursor: str = "", limit: int = 50) -> Page:
        async with self._database.reading() as view:
            return await self._lists.newest(filters, cursor, limit, view)

    async def count(self, filters: Filters) -> int:
        async with self._database.reading() as view:
            return await self._lists.count(filters, view)

    async def waiting_for(self, account: Account, filters: Filters, cursor: str = "", limit: int = 50) -> Page:
        async with self._database.reading() as view:
            return await self._lists.waiting_for(account, filters, cursor, limit, view)

    async def waiting_count(self, account: Account) -> int:
        async with self._database.reading() as view:
            return await self._lists.waiting_count(account, view)

    async def counts(self) -> Counts:
        async with self._database.reading() as view:
            return await self._lists.counts(view)

    async def newest_act(self) -> str:
        """The id of the ledger's newest entry: there is one for every act on any story."""
        async with self._database.reading() as view:
            return await self._history.newest(view)

    async def story(self, story_id: StoryId) -> tuple[Story, list[tuple[Entry, str]]]:
        """With its history: each entry, and its hash once it is sealed."""
        async with self._database.reading() as view:
            story = await self._stories.look(story_id, view)
            if story is None:
                raise not_found("这篇稿件")
            return story, await self._history.of_story(story_id, view)

    async def draft(self, draft_id: DraftId) -> tuple[Draft, Story]:
        async with self._database.reading() as view:
            story = await self._stories.look_by_draft(draft_id, view)
        if story is None:
            raise not_found("这份平台稿")
        return story.draft(draft_id), story
