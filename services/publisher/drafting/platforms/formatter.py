"""The anatomy every platform shares; a platform's own file says what is written and what is counted."""

from abc import ABC, abstractmethod
from typing import ClassVar, Generic

from services.publisher.drafting.platforms.checks import Measured, over_and_under
from services.publisher.drafting.platforms.limits import Limits, limits_of
from services.publisher.drafting.platforms.material import tidied
from services.publisher.drafting.platforms.passages import Writing
from services.publisher.drafting.platforms.shapes import S, read
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Content, Formatted, Posted
from services.publisher.stories.finding import Finding, Level
from shared.contracts.words import ContentType
from shared.words import CONTENT_TYPES


class Formatter(ABC, Generic[S]):
    """A `Platform` (services/publisher/drafting/platform.py), from a shape and four methods."""

    content_type: ClassVar[ContentType]
    shape: type[S]

    @property
    def title(self) -> str:
        return CONTENT_TYPES[self.content_type]

    @property
    def limits(self) -> Limits:
        return limits_of(self.content_type)

    def suits(self, source: Source) -> str | None:
        """Every story, unless a platform says otherwise."""
        del source
        return None

    def format(self, source: Source) -> Formatted:
        writing = Writing()
        draft = self.write(tidied(source), writing)
        return Formatted(draft.as_content(), tuple(writing.spans), tuple(writing.cuts))

    def parse(self, content: Content) -> Content:
        return self.accepted(read(self.shape, content)).as_content()

    def compose(self, content: Content) -> Posted:
        return self.posted(read(self.shape, content))

    def check(self, content: Content) -> list[Finding]:
        draft = read(self.shape, content)
        counted = [finding for measured in self.measures(draft) for finding in over_and_under(self.limits, measured)]
        return counted + self.marks(draft)

    def counters(self, content: Content) -> dict[str, tuple[int, int]]:
        """Of a limit that is measured several times, each 字幕条 by itself, the fullest."""
        fullest: dict[str, tuple[int, int]] = {}
        for measured in self.measures(read(self.shape, content)):
            field = measured.limit.field
            fullest[field] = max((measured.used, measured.limit.max), fullest.get(field, (0, 0)))
        return fullest

    def level(self, rule: str) -> tuple[Level, str] | None:
        return next(
            ((entry.level, self.limits.cited(entry)) for entry in self.limits.rules if entry.rule == rule), None
        )

    @abstractmethod
    def write(self, source: Source, writing: Writing) -> S:
        """The draft of a tidied story, every text put through `writing`."""

    @abstractmethod
    def accepted(self, draft: S) -> S:
        """The draft as an editor leaves it: a title that was changed is no proposal any more."""

    @abstractmethod
    def posted(self, draft: S) -> Posted:
        """The exact strings that go out."""

    @abstractmethod
    def measures(self, draft: S) -> list[Measured]:
        """Everything that is counted, in the order of the fields."""

    @abstractmethod
    def marks(self, draft: S) -> list[Finding]:
        """What else the platform would refuse."""
