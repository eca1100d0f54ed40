"""What a platform formats: a submission's text and the pictures that may be shown."""

from dataclasses import dataclass
from datetime import date

from services.publisher.domain.content import Picture
from shared.contracts.submissions import Block, Byline, Unit
from shared.contracts.words import AiUse, Kind


@dataclass(frozen=True)
class Source:
    number: str
    unit: Unit
    kind: Kind
    category: str
    category_title: str
    title: str
    body: tuple[Block, ...]
    event_date: date | None
    place: str
    byline: Byline
    origin: str
    ai_use: AiUse
    pictures: tuple[Picture, ...]
    """Only those whose consent allows showing them."""
