"""The package: everything a person needs to post a draft by hand, made once of exactly what was signed."""

from dataclasses import dataclass
from typing import Protocol

from services.publisher.stories.draft import Draft
from services.publisher.stories.story import Story
from shared.database import Reading, Transaction
from shared.ids import DraftId, Sha256


@dataclass(frozen=True)
class Package:
    draft_id: DraftId
    version: int
    content_hash: Sha256
    sha256: Sha256
    size: int
    """Bytes."""

    def holds(self, draft: Draft) -> bool:
        return (self.draft_id, self.content_hash) == (draft.id, draft.content_hash)


class Packer(Protocol):
    async def __call__(self, story: Story, draft: Draft) -> bytes:
        """A zip; the same bytes for the same draft."""
        ...


class Packages(Protocol):
    async def of(self, draft: DraftId, version: int, reading: Reading) -> Package | None: ...

    async def add(self, package: Package, tx: Transaction) -> None:
        """Harmless to repeat: the first row stays."""
        ...
