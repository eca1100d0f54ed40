"""Names that an object of a JSON text has more than once: parsers keep the last in silence, and a sender meant one."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

TOLD = 20


def repeated_names(text: bytes) -> list[str]:
    """The first of them, each with its path, `contact.phone`. ValueError for what is no JSON."""
    if not _any_repeated(text):
        return []
    return list(dict.fromkeys(islice(_repeated(json.loads(text, object_pairs_hook=_Pairs), ""), TOLD)))


def _any_repeated(text: bytes) -> bool:
    """Asked of every body, so it only counts; where they stand is looked for when there are some."""
    found = False

    def counted(pairs: list[tuple[str, Any]]) -> None:
        nonlocal found
        found = found or len(pairs) != len({name for name, _ in pairs})

    json.loads(text, object_pairs_hook=counted)
    return found


class _Pairs(list[tuple[str, Any]]):
    """An object as it was written; a plain list is an array."""


def _repeated(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        times = Counter(name for name, _ in value)
        for name, below in value:
            at = f"{path}.{name}" if path else name
            if times[name] > 1:
                yield at
            yield from _repeated(below, at)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _repeated(item, f"{path}[{place}]")
