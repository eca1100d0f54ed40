"""What the desk shows beside the stories themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from services.publisher.drafting.pictures.renditions import Rendition
from services.publisher.stories.draft import Wording
from services.publisher.stories.finding import Level
from shared.database import Reading
from shared.ids import DraftId, Sha256


@dataclass(frozen=True)
class FindingCounts:
    """机审提示 of a draft, or of all drafts of a story."""

    block: int = 0
    warn: int = 0
    note: int = 0

    @classmethod
    def of(cls, levels: Sequence[Level]) -> "FindingCounts":
        return cls(*(levels.count(level) for level in (Level.BLOCK, Level.WARN, Level.NOTE)))

    def __add__(self, other: "FindingCounts") -> "FindingCounts":
        return FindingCounts(self.block + other.block, self.warn + other.warn, self.note + other.note)


class DeskReadings(Protocol):
    async def findings(self, drafts: Sequence[DraftId], reading: Reading) -> dict[DraftId, FindingCounts]: ...

    async def wordings_before(self, drafts: Sequence[DraftId], reading: Reading) -> dict[DraftId, Wording]:
        """What each draft said before it was last changed; a draft that never was is absent."""
        ...

    async def rendition(self, sha256: Sha256, reading: Reading) -> Rendition | None:
        """By its own content, not by its original's."""
        ...

    async def renditions_of(self, originals: Sequence[Sha256], reading: Reading) -> dict[Sha256, Sha256]:
        """For each original that was rendered whole: the rendition."""
        ...
