"""Where a Chinese text may be cut: after sentences, between clauses, at worst between words."""

from bisect import bisect_right
from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise

import regex
import rjieba

from shared.text.counting import CLUSTER
from shared.text.numbers import ENDS_IN_A_NUMBER
from shared.text.protected import Stretch, protected


class Border(StrEnum):
    SENTENCE = "sentence"
    """After 。！？… with what closes it, or at the end of a paragraph."""
    CLAUSE = "clause"
    """Before ，or ；: the kept part does not end in a comma. Never at 、, which holds a list together."""
    PHRASE = "phrase"
    """Before ：—— or a space, as they stand in titles."""
    WORD = "word"
    """Between two words: the last resort, for titles without any mark."""


_CLOSERS = "”’》〉」』】）〕)\\]\"'"
_SENTENCE_END = regex.compile(rf"(?:[。！？!?…]+|\.(?=\s+[A-Z])|\.(?=\n|\Z))[{_CLOSERS}]*")
_SPLIT_SENTENCE_END = regex.compile(r"(?:[。！？!?…]+|\.(?=\s+[A-Z])|\.(?=\n|\Z))")
_LINE_END = regex.compile(r"\n+|\Z")
_SPACES = regex.compile(r"\s+")
_CLAUSE_END = regex.compile(r"[，；,;]")
_PHRASE_END = regex.compile(r"[：:]|——?|\s+")
_WEAK_ENDING = regex.compile(r"[、，；：,;:\-—·和与及并暨的地得在为了将把对向从让以等于到把被第]$|——$")
_HELD_TOGETHER = regex.compile(r"[、和与及的地得等]")


def borders(text: str, kind: Border, whole: Iterable[str] = ()) -> list[int]:
    """The offsets at which `text[:offset]` ends at such a border, ascending, none inside what must stay whole.

    Offsets are not yet checked against grapheme clusters: `shorten` does that for the few it looks at.
    """
    guarded = protected(text, whole)
    starts = [start for start, _ in guarded]
    found = _before_spaces(text, _FINDERS[kind](text))
    return sorted(at for at in found if at and not _inside(at, guarded, starts) and text[at - 1] != "、")


def sentences(text: str) -> list[str]:
    """The text's sentences, each with its closing marks; joined they are the text again."""
    return _pieces(text, borders(text, Border.SENTENCE))


def clauses(text: str) -> list[str]:
    """The clauses, each ending with its mark; joined they are the text again."""
    ends = [at + 1 for at in borders(text, Border.CLAUSE)] + borders(text, Border.SENTENCE)
    return _pieces(text, sorted(set(ends)))


def at_cluster_border(text: str, at: int) -> bool:
    """Whether nothing that a reader takes for one character spans the offset."""
    if at in {0, len(text)}:
        return True
    # A cluster's end depends on what is before it and on one character after it.
    clusters = [match.end() for match in CLUSTER.finditer(text[: at + 1])]
    return at in clusters[-2:]


def _pieces(text: str, ends: list[int]) -> list[str]:
    cuts = [0, *(end for end in ends if end < len(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if end > start]


def _inside(at: int, guarded: list[Stretch], starts: list[int]) -> bool:
    before = bisect_right(starts, at - 1) - 1
    return before >= 0 and guarded[before][0] < at < guarded[before][1]


def _before_spaces(text: str, ends: list[int]) -> set[int]:
    """The same ends, moved before the spaces that they follow."""
    runs = [match.span() for match in _SPACES.finditer(text)]
    moved = set()
    for at in ends:
        run = bisect_right(runs, (at - 1, len(text))) - 1
        moved.add(runs[run][0] if run >= 0 and runs[run][0] < at <= runs[run][1] else at)
    return moved


def _sentence_ends(text: str) -> list[int]:
    whole = [match.end() for match in _SENTENCE_END.finditer(text)]
    # A straight quotation mark after 。 may open the next sentence: then only the place before it is free.
    bare = [
        match.end() for match in _SPLIT_SENTENCE_END.finditer(text) if text[match.end() : match.end() + 1] in {'"', "'"}
    ]
    return whole + bare + [match.start() for match in _LINE_END.finditer(text)]


def _clause_ends(text: str) -> list[int]:
    return [match.start() for match in _CLAUSE_END.finditer(text)]


def _phrase_ends(text: str) -> list[int]:
    return [match.start() for match in _PHRASE_END.finditer(text)]


def _word_ends(text: str) -> list[int]:
    ends, at = [], 0
    for word in rjieba.cut(text):
        at += len(word)
        weak = _WEAK_ENDING.search(text, max(0, at - 2), at) or ENDS_IN_A_NUMBER.search(text, at - 1, at)
        if not weak and not _HELD_TOGETHER.match(text, at):
            ends.append(at)
    return ends


_FINDERS = {
    Border.SENTENCE: _sentence_ends,
    Border.CLAUSE: _clause_ends,
    Border.PHRASE: _phrase_ends,
    Border.WORD: _word_ends,
}
