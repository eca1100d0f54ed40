"""Where stories are kept."""

from typing import Protocol

from services.publisher.stories.draft import Publication, Wording
from services.publisher.stories.story import Story
from shared.database import Reading, Transaction
from shared.ids import DraftId, StoryId, SubmissionId


class StaleStory(Exception):  # noqa: N818  a fact, not a fault
    """Somebody else has saved the story since it was read."""


class Stories(Protocol):
    """A story is read, changed and saved as a whole. What is read in a transaction is locked till its end."""

    async def get(self, story: StoryId, tx: Transaction) -> Story | None: ...

    async def by_submission(self, submission: SubmissionId, tx: Transaction) -> Story | None: ...

    async def by_draft(self, draft: DraftId, tx: Transaction) -> Story | None: ...

    async def look(self, story: StoryId, reading: Reading) -> Story | None:
        """Without a lock, for showing only."""
        ...

    async def look_by_draft(self, draft: DraftId, reading: Reading) -> Story | None: ...

    async def save(self, story: Story, tx: Transaction) -> None:
        """StaleStory where the stored version is not the one that was read."""
        ...

    async def wording_at(self, draft: DraftId, version: int, reading: Reading) -> Wording | None:
        """What the draft said at that version: the base of somebody's stale edit."""
        ...

    async def is_registered(self, draft: DraftId, url: str, account: str, tx: Transaction) -> bool:
        """Whether somebody has said that this account posted it at this address."""
        ...

    async def add_publication(self, publication: Publication, tx: Transaction) -> None: ...

    async def publications(self, story: StoryId, reading: Reading) -> list[Publication]:
        """Of all its drafts, oldest first."""
        ...
