"""How much a draft may hold at all: what no report could give and no platform would take."""

from services.publisher.stories.content import Content
from services.publisher.stories.fields import text_fields

LONGEST_TEXT = 50_000
"""Characters of one field: as much as a whole report may hold."""

LONGEST_DRAFT = 150_000
"""Characters of all fields together, each counted as one more: an article, its abstract and captions stay far below."""


def lengths_refused(content: Content) -> list[tuple[str, str]]:
    """(field, message with the remedy) of each that is too long."""
    too_long = [
        (place, f"共{len(text)}字，最多{LONGEST_TEXT}字，请压缩")
        for place, text in text_fields(content).items()
        if len(text) > LONGEST_TEXT
    ]
    sizes = {field: _size({field: value}) for field, value in content.items()}
    if too_long or sum(sizes.values()) <= LONGEST_DRAFT:
        return too_long
    return [(max(sizes, key=lambda field: sizes[field]), f"全稿合计最多{LONGEST_DRAFT}字，请先压缩本项")]


def _size(content: Content) -> int:
    return sum(len(text) + 1 for text in text_fields(content).values())
