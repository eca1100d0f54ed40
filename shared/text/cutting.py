"""Shortening: a proposal that keeps a text's beginning and says what it left out. Nothing is cut silently."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from shared.text.borders import Border, at_cluster_border, borders


@dataclass(frozen=True)
class Shortened:
    kept: str
    removed: str
    """Together with `kept` the whole text."""
    border: Border | None
    """Where it was cut; None where nothing had to go, or where no border would do and nothing was kept."""

    @property
    def cut(self) -> bool:
        return bool(self.removed)


PROSE: tuple[tuple[Border, ...], ...] = ((Border.SENTENCE,), (Border.CLAUSE,))
"""Running text: at a sentence, else at a clause."""

TITLE: tuple[tuple[Border, ...], ...] = ((Border.SENTENCE, Border.CLAUSE, Border.PHRASE), (Border.WORD,))
"""A title: at any of its marks, else between two words."""


def shorten(
    text: str,
    fits: Callable[[str], bool],
    *,
    at: Sequence[tuple[Border, ...]] = PROSE,
    whole: Iterable[str] = (),
    at_least: int = 0,
) -> Shortened:
    """The longest beginning of `text` that fits and ends at a border, the kinds of `at` tried in turn.

    `fits` must hold for every shorter beginning of a text for which it holds. Phrases in `whole` stay whole, and so
    do topics, mentions, addresses, titles in 《》, quotations, numbers with their units; lists are not cut at 、.
    A beginning shorter than `at_least` code points is passed over. Where nothing will do, nothing is kept.
    """
    if fits(text):
        return Shortened(text, "", None)
    phrases = tuple(whole)
    for kinds in at:
        found = {end: kind for kind in kinds for end in borders(text, kind, phrases)}
        end = _last_that_fits(text, sorted(found), fits)
        if end is not None and len(text[:end].strip()) >= max(1, at_least):
            return Shortened(text[:end], text[end:], found[end])
    return Shortened("", text, None)


def _last_that_fits(text: str, ends: list[int], fits: Callable[[str], bool]) -> int | None:
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        if fits(text[: ends[middle]]):
            low = middle + 1
        else:
            high = middle
    return next((end for end in reversed(ends[:low]) if at_cluster_border(text, end)), None)
