"""What a platform formats: a submission's text and the pictures that may be shown."""

from dataclasses import dataclass
from datetime import date

from services.publisher.stories.about import About
from services.publisher.stories.content import Picture
from shared.contracts.submissions import Block, Byline, Tidied, Unit
from shared.contracts.unknown import Open, Unknown
from shared.contracts.words import AiUse, Kind


@dataclass(frozen=True)
class Unfit:
    """A picture that was not rendered."""

    name: str
    reason: str
    """In Chinese, with the remedy."""


@dataclass(frozen=True)
class Source:
    number: str
    unit: Unit
    kind: Open[Kind]
    category: str
    category_title: str
    title: str
    body: tuple[Block, ...]
    event_date: date | None
    place: str
    byline: Byline
    origin: str
    ai_use: Open[AiUse]
    pictures: tuple[Picture, ...]
    """Only those whose consent allows showing them."""
    covers: tuple[Picture, ...] = ()
    """The same pictures in the rendition `cover_16_9`, where they are large enough for it."""
    unfit: tuple[Unfit, ...] = ()
    """Pictures that cannot be published, for no platform."""
    no_covers: tuple[Unfit, ...] = ()
    """Those of `pictures` that give no cover."""
    about: About | None = None
    """What the feed says of the report beside the words."""
    topics: tuple[str, ...] = ()
    """Without marks: the campaign's and the category's, the most important first."""
    theme: str = ""
    """The campaign's theme."""
    tidied: tuple[Tidied, ...] = ()
    """What was taken out of it on the way in."""
    phrases: tuple[str, ...] = ()
    """提法 and leaders' names: whole or absent, never cut apart."""

    @property
    def to_declare(self) -> AiUse:
        """The use of AI that a platform is told of: the most, where the report's word is not known yet."""
        return AiUse.GENERATED if isinstance(self.ai_use, Unknown) else self.ai_use
