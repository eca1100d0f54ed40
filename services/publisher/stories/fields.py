"""The texts of a draft, field by field, whatever its platform: what people read, nothing of how it is posted."""

from collections.abc import Iterator
from typing import Any

from services.publisher.stories.content import Content

NOT_TEXT = frozenset({"declarations", "covers"})
"""Covers repeat pictures of the draft."""

PROPOSED = "_proposed"
"""`title_proposed` repeats a title that nobody has accepted yet."""

PARTS = {"text": "", "title": ".title", "caption": ".caption", "credit": ".credit"}
"""The texts of a list's entry, and what its field is called: `body[2]`, `images[0].caption`."""


UNITS = {"topics": "个", "images": "张", "covers": "张", "media": "张"}
"""Of fields whose entries are counted; of any other the characters are."""


def unit_of(field: str) -> str:
    """In what a field is counted, in Chinese."""
    return UNITS.get(field, "字")


def text_fields(content: Content) -> dict[str, str]:
    """In the content's own order: `title`, `topics[0]`, `body[2]`, `images[0].caption`; so spans and findings say."""
    return {
        name: text
        for field, value in content.items()
        if field not in NOT_TEXT and not field.endswith(PROPOSED)
        for name, text in _texts(field, value)
    }


def _texts(field: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, list | tuple):
        for index, entry in enumerate(value):
            yield from _entry(f"{field}[{index}]", entry)


def _entry(name: str, entry: Any) -> Iterator[tuple[str, str]]:
    if isinstance(entry, str):
        yield name, entry
    elif isinstance(entry, dict):
        yield from ((name + part, entry[key]) for key, part in PARTS.items() if isinstance(entry.get(key), str))
