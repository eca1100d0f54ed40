"""What the publisher asks of a platform. Pure: no network, no clock, no database."""

from typing import Protocol

from services.publisher.drafting.source import Source
from services.publisher.stories.content import Content, Formatted, Posted
from services.publisher.stories.finding import Finding, Level
from shared.contracts.words import ContentType


class ContentError(ValueError):
    """A draft's content that an editor or a program sent does not have the platform's shape."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in errors))
        self.errors = errors
        """(field, message in Chinese with the remedy)."""


class Platform(Protocol):
    """One content type. `PLATFORMS` in services/publisher/drafting/platforms/__init__.py lists them all."""

    @property
    def content_type(self) -> ContentType: ...

    @property
    def title(self) -> str:
        """Chinese, for people: 抖音图文."""
        ...

    def suits(self, source: Source) -> str | None:
        """None where this story can become this draft, else the reason in Chinese (no picture, say)."""
        ...

    def format(self, source: Source) -> Formatted:
        """A draft within every limit, or a proposal that shows what was cut. Invents nothing."""
        ...

    def parse(self, content: Content) -> Content:
        """The content normalised and complete, or ContentError naming each wrong field."""
        ...

    def compose(self, content: Content) -> Posted:
        """The exact strings that go out."""
        ...

    def check(self, content: Content) -> list[Finding]:
        """The platform's own limits and marks, in the order of the fields."""
        ...

    def counters(self, content: Content) -> dict[str, tuple[int, int]]:
        """For each limited field: how much is used, and the limit, in the platform's unit."""
        ...

    def level(self, rule: str) -> tuple[Level, str] | None:
        """How strict it is about a rule that concerns all platforms, `contact-details` say, and by which source."""
        ...


def platform_of(content_type: ContentType) -> str:
    """`douyin` of `douyin.image_text`."""
    return content_type.partition(".")[0]
