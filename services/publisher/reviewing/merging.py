"""Two edits of one draft at once: field by field, what only one of them changed is taken, the rest is shown."""

from dataclasses import dataclass
from typing import Any

from services.publisher.stories.content import Content


@dataclass(frozen=True)
class Conflict:
    """Changed by both, differently."""

    field: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merged:
    content: Content
    """Mine where I changed something, theirs everywhere else: nothing of mine is lost."""
    conflicts: tuple[Conflict, ...]
    theirs: tuple[str, ...]
    """Fields that only the other one changed, taken from there."""


def merged(base: Content, mine: Content, theirs: Content) -> Merged:
    content: Content = {}
    conflicts: list[Conflict] = []
    taken: list[str] = []
    for field, their_value in theirs.items():
        old, own = base.get(field), mine.get(field, base.get(field))
        if own == old:
            content[field] = their_value
            if their_value != old:
                taken.append(field)
            continue
        content[field] = own
        if their_value not in (old, own):
            conflicts.append(Conflict(field, old, own, their_value))
    return Merged(content, tuple(conflicts), tuple(taken))
