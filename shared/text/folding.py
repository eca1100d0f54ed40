"""The copy of a text that checks read: however a character was written, spelled as it is read."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from shared.text.radicals import IDEOGRAPHS, RADICALS
from shared.text.unseen import UNSEEN

_CHINESE_MARKS = "，：；！？（）…"
"""Full-width by right: NFKC would make them half-width, and a fixed phrase with its comma another one."""

_SPELLED_OTHERWISE = regex.compile(
    rf"""[\p{{NFKC_Quick_Check=No}}{RADICALS.pattern}\p{{Nd}}\p{{No}}\p{{Me}}{UNSEEN}--{_CHINESE_MARKS}0-9]
        | (?<=[\p{{Han}}\p{{N}}])\p{{M}}""",
    regex.VERSION1 | regex.VERBOSE,
)
_UNHEARD = regex.compile(rf"[{UNSEEN}\p{{M}}]", regex.VERSION1)
_AS_CHINESE = str.maketrans(",:;!?()", "，：；！？（）")
_PLAIN_WORD = regex.compile(r"[\p{L}\p{Nd}--\p{Han}]", regex.VERSION1)
_SIGNS = frozenset({"No", "So"})


@dataclass(frozen=True)
class Folded:
    text: str
    starts: tuple[int, ...] | None = None
    """Where in the original each of its characters begins, and where they end; None where nothing was folded."""
    ends: tuple[int, ...] = ()

    def as_written(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch of the original."""
        if self.starts is None:
            return start, end
        if start < end:
            return self.starts[start], self.ends[end - 1]
        at = self.starts[start] if start < len(self.starts) else self.ends[-1] if self.ends else 0
        return at, at


def folded(text: str) -> Folded:
    """NFKC with offsets: full-width, circled and mathematical characters plain, digits of all scripts 0 to 9, radicals
    as the characters that they look like, nothing that nobody sees. Chinese marks stay, and are what ︓ and ﹐ become.

    A sign beside a number does not run into it: ℡ before a number, ① before one, stay apart by a space.
    """
    if not _SPELLED_OTHERWISE.search(text):
        return Folded(text)
    spelled, starts, ends = list[str](), list[int](), list[int]()
    for start, end, plain in _pieces(text):
        spelled.append(plain)
        if not plain and ends:
            ends[-1] = end  # what is not read belongs to the character that it follows
        starts += range(start, end) if plain == text[start:end] else [start] * len(plain)
        ends += range(start + 1, end + 1) if plain == text[start:end] else [end] * len(plain)
    return Folded("".join(spelled), tuple(starts), tuple(ends))


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    at = 0
    for found in _SPELLED_OTHERWISE.finditer(text):
        if at < found.start():
            yield at, found.start(), text[at : found.start()]
        at = found.end()
        yield found.start(), at, _apart(text, found.start(), _plain(found[0]))
    if at < len(text):
        yield at, len(text), text[at:]


@lru_cache(4096)
def _plain(character: str) -> str:
    if character in IDEOGRAPHS:
        return IDEOGRAPHS[character]
    if _UNHEARD.match(character):
        return ""
    plain = unicodedata.normalize("NFKC", character)
    if plain != character:
        return plain.translate(_AS_CHINESE)
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _apart(text: str, at: int, plain: str) -> str:
    if unicodedata.category(text[at]) not in _SIGNS:
        return plain
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    opening = " " if plain[:1].isalnum() and _runs_on(before) else ""
    return opening + plain + (" " if plain[-1:].isalnum() and _runs_on(after) else "")


def _runs_on(neighbour: str) -> bool:
    return bool(_PLAIN_WORD.match(neighbour))
