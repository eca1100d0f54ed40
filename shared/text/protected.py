"""The stretches of a text that stand whole or not at all: a cut inside one would alter what was said."""

from collections.abc import Iterable

import regex

from shared.text.numbers import numbers

Stretch = tuple[int, int]
"""Code-point offsets, end exclusive."""

URL = regex.compile(
    r"""(?:https?://|www\.)[A-Za-z0-9\-._~:/?\#\[\]@!$&'()*+,;=%]*[A-Za-z0-9\-_~/\#@$&*+=%]""",
    regex.IGNORECASE | regex.VERBOSE,
)
"""Ends before the punctuation of the sentence that it stands in, and before the first 汉字."""

PAIRS: tuple[tuple[str, str], ...] = (
    ("《", "》"),
    ("〈", "〉"),
    ("“", "”"),
    ("‘", "’"),
    ("「", "」"),
    ("『", "』"),
    ("【", "】"),
    ("（", "）"),
    ("(", ")"),
    ("〔", "〕"),
    ("[", "]"),
)
"""Opening and closing marks: titles, quotations, asides."""

TOPIC = regex.compile(r"#[^#\n]+#")
MENTION = regex.compile(r"@[\w\-·]+")
STRAIGHT_QUOTES = regex.compile(r'"[^"\n]*"')


def protected(text: str, whole: Iterable[str] = ()) -> list[Stretch]:
    """Where no cut may fall, in order, merged where they overlap; `whole` are phrases and names to keep.

    A position is forbidden strictly inside a stretch: just before and just after it one may cut.
    """
    stretches = [match.span() for pattern in _PATTERNS for match in pattern.finditer(text)]
    stretches += numbers(text)
    stretches += _paired(text)
    for phrase in whole:
        stretches += _occurrences(text, phrase)
    return _merged(stretches)


_OPENING_OF = {closing: opening for opening, closing in PAIRS}
_MARKS = regex.compile(f"[{regex.escape(''.join(opening + closing for opening, closing in PAIRS))}]")
_PATTERNS = (URL, TOPIC, MENTION, STRAIGHT_QUOTES)


def _paired(text: str) -> list[Stretch]:
    """Pairs of each kind by itself. A mark without its partner protects nothing: there is no telling how far."""
    found: list[Stretch] = []
    opened: dict[str, list[int]] = {opening: [] for opening, _ in PAIRS}
    for mark in _MARKS.finditer(text):
        waiting = opened[_OPENING_OF.get(mark[0], mark[0])]
        if mark[0] in opened:
            waiting.append(mark.start())
        elif waiting:
            found.append((waiting.pop(), mark.end()))
    return found


def _occurrences(text: str, phrase: str) -> list[Stretch]:
    if not phrase:
        return []
    found, at = [], text.find(phrase)
    while at >= 0:
        found.append((at, at + len(phrase)))
        at = text.find(phrase, at + 1)
    return found


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
