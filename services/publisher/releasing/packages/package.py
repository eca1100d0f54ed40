"""The package: everything a person needs to post a draft by hand, made once of exactly what was signed."""

from collections.abc import Callable
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
    edition: int | None
    """第几版; None in one from before it was said."""

    def holds(self, draft: Draft) -> bool:
        return (self.draft_id, self.content_hash) == (draft.id, draft.content_hash)


class Packer(Protocol):
    async def __call__(self, story: Story, draft: Draft, edition: int) -> bytes:
        """A zip; the same bytes for the same draft and edition."""
        ...


Renumber = Callable[[bytes, int], bytes]
"""The same package as another edition."""


class Packages(Protocol):
    async def of(self, draft: DraftId, version: int, reading: Reading) -> Package | None: ...

    async def put(self, package: Package, tx: Transaction) -> None:
        """In the place of that of the same draft and version, if there is one."""
        ...
