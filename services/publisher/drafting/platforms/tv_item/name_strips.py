"""Which names a by-line holds: each whole, however it was spaced out. What could be read in two ways is no name."""

from dataclasses import dataclass

import regex

_LATIN = r"[\p{Latin}\p{M}.'’\-]+"
_ALONE = r"(?<!\S)\p{Script=Han}(?!\S)"
_SEPARATORS = regex.compile(r"[、，,；;/]+")
_PARTS = regex.compile(rf"(?P<latin>(?<!\S){_LATIN}(?:\s+{_LATIN})*+(?!\S))|(?P<spaced>{_ALONE}(?:\s+{_ALONE})*+)|\S+")

LONGEST_SPACED = 3
"""王　晓, 李　宁　宁: single characters up to here are one name, spaced out to the width of the names beside it."""


@dataclass(frozen=True)
class Names:
    found: tuple[str, ...]
    """As they are written; of a spaced out one the characters without the space."""
    unclear: tuple[str, ...]
    """Where the by-line does not tell which characters make a name."""


def names_in(byline: str) -> Names:
    found: list[str] = []
    unclear: list[str] = []
    for part in _SEPARATORS.split(byline):
        for match in _PARTS.finditer(part):
            spaced = match["spaced"].split() if match["spaced"] else []
            if not spaced:
                found.append(match[0])
            elif 1 < len(spaced) <= LONGEST_SPACED:
                found.append("".join(spaced))
            elif len(spaced) % 2 == 0:
                found += ["".join(pair) for pair in zip(spaced[::2], spaced[1::2], strict=True)]
            else:
                unclear.append(match[0])
    return Names(tuple(found), tuple(unclear))
