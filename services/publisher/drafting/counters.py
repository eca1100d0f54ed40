"""How long a draft's fields are, by its platform's own rules."""

from dataclasses import dataclass

from services.publisher.drafting.platform import ContentError, Platform
from services.publisher.stories.content import Content
from services.publisher.stories.fields import unit_of
from services.publisher.stories.words import field_name


@dataclass(frozen=True)
class Counter:
    field: str
    name: str
    used: int
    limit: int
    unit: str


def counters_of(platform: Platform | None, content: Content) -> tuple[Counter, ...]:
    """By the server's own rules; none where the content lacks its shape."""
    try:
        counted = platform.counters(content) if platform else {}
    except ContentError:
        return ()
    return tuple(
        Counter(field, field_name(field), used, limit, unit_of(field)) for field, (used, limit) in counted.items()
    )
