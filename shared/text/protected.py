"""The stretches of a text that stand whole or not at all: a cut inside one would alter what was said."""

from collections.abc import Iterable, Iterator

import regex

from shared.text.numbers import numbers

Stretch = tuple[int, int]
"""Code-point offsets, end exclusive."""

URL = regex.compile(
    r"""(?:https?://|www\.)[A-Za-z0-9\-._~:/?\#\[\]@!$&'()*+,;=%]*[A-Za-z0-9\-_~/\#@$&*+=%]""",
    regex.IGNORECASE | regex.VERBOSE,
)
"""Ends before the punctuation of the sentence that it stands in, and before the first 汉字."""

QUOTATIONS: tuple[tuple[str, str], ...] = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))
"""May run on over several paragraphs; then the end of each is free."""

TITLES_AND_ASIDES: tuple[tuple[str, str], ...] = (
    ("《", "》"),
    ("〈", "〉"),
    ("【", "】"),
    ("〔", "〕"),
    ("（(", "）)"),
    ("[［", "]］"),
)
"""Stand within one line. Half a pair is often typed half-width: （一) is a pair."""

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


_CLOSES = {mark: opening for opening, closing in (*QUOTATIONS, *TITLES_AND_ASIDES) for mark in closing}
_OPENS = {mark: opening for opening, _ in (*QUOTATIONS, *TITLES_AND_ASIDES) for mark in opening}
_WITHIN_A_LINE = tuple(opening for opening, _ in TITLES_AND_ASIDES)
_MARKS = regex.compile(f"[{regex.escape(''.join((*_CLOSES, *_OPENS)))}\n]")
_LIST_NUMBER = regex.compile(
    r"(?:^|[。；;！？])(?:\p{N}{1,2}|[一二三四五六七八九十]{1,2}|[A-Za-z])[）)]\Z", regex.MULTILINE
)
"""The mark of 1） or （一） closes nothing but its own."""

_PATTERNS = (URL, TOPIC, MENTION, STRAIGHT_QUOTES)


def _paired(text: str) -> list[Stretch]:
    """Pairs of each kind by itself. A mark without its partner protects nothing: there is no telling how far."""
    found: list[Stretch] = []
    opened: dict[str, list[int]] = {opening: [] for opening in _OPENS.values()}
    for mark in _MARKS.finditer(text):
        at = mark.start()
        if mark[0] == "\n":
            for opening in _WITHIN_A_LINE:
                opened[opening].clear()
        elif mark[0] in _OPENS:
            opened[_OPENS[mark[0]]].append(at)
        elif (waiting := opened[_CLOSES[mark[0]]]) and not _LIST_NUMBER.search(text, max(0, at - 3), at + 1):
            found.append((waiting.pop(), at + 1))
    return [line for stretch in _merged(found) for line in _lines(text, *stretch)]


def _lines(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The stretch in each line by itself."""
    while (at := text.find("\n", start, end)) >= 0:
        yield start, at
        start = at + 1
    yield start, end


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
