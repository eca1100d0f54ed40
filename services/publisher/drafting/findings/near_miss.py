"""A fixed phrase that is almost there: one character wrong, missing or too many, two in a long one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import ahocorasick
import regex

SHORTEST = 4
"""Shorter phrases have too many honest neighbours."""

EDGES_COUNT = 6
"""From here on a wrong first or last character is noticed; before, 健身学习 would pass for 终身学习."""

CERTAIN = 10
"""From here on a wrong first or last character is no coincidence: 社会主义核心价值体系 is a phrase of its own."""

TWO_ERRORS = 15
"""From here on two characters may be wrong."""


MOST = 50
"""In one field: nobody corrects more of them one by one."""


@dataclass(frozen=True)
class NearMiss:
    start: int
    end: int
    phrase: str
    certain: bool


class NearMisses:
    """Finds a phrase by a part of it that is whole: with k errors in k + 1 parts, one part must be."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._parts = ahocorasick.Automaton()
        places: dict[str, list[tuple[str, int]]] = {}
        for phrase in phrases:
            for offset, part in _parts(phrase):
                places.setdefault(part, []).append((phrase, offset))
        for part, found in places.items():
            self._parts.add_word(part, (len(part), tuple(found)))
        if self._parts:
            self._parts.make_automaton()

    def find(self, text: str, touches_exact: Callable[[int, int], bool]) -> list[NearMiss]:
        """In order, at most `MOST`; none that touches an exact phrase, which may be another one that is right."""
        if not self._parts or not text:
            return []
        found: dict[tuple[int, int], NearMiss] = {}
        done: dict[str, int] = {}
        for phrase, start in dict.fromkeys(self._candidates(text)):
            if start < done.get(phrase, 0):
                continue  # inside the miss that its first part already led to
            miss = _near(text, phrase, start)
            if miss and not touches_exact(miss.start, miss.end):
                found.setdefault((miss.start, miss.end), miss)
                done[phrase] = miss.end
                if len(found) == MOST:
                    break
        return sorted(found.values(), key=lambda miss: (miss.start, miss.end, miss.phrase))

    def _candidates(self, text: str) -> Iterable[tuple[str, int]]:
        for end, (length, places) in self._parts.iter(text):
            for phrase, offset in places:
                yield phrase, max(0, end + 1 - length - offset)


def _parts(phrase: str) -> list[tuple[int, str]]:
    if len(phrase) < SHORTEST:
        return []
    number = _errors(phrase) + 1
    cuts = [len(phrase) * index // number for index in range(number + 1)]
    return [(cuts[index], phrase[cuts[index] : cuts[index + 1]]) for index in range(number)]


def _near(text: str, phrase: str, start: int) -> NearMiss | None:
    if text.startswith(phrase, start):
        return None
    errors = _errors(phrase)
    around = max(0, start - errors)
    match = _fuzzy(phrase).search(text, around, min(len(text), start + len(phrase) + 2 * errors))
    if match is None or match[0] == phrase:
        return None
    edge = match[0][0] != phrase[0] or match[0][-1] != phrase[-1]
    if edge and len(phrase) < EDGES_COUNT:
        return None
    return NearMiss(match.start(), match.end(), phrase, certain=not edge or len(phrase) >= CERTAIN)


def _errors(phrase: str) -> int:
    return 2 if len(phrase) >= TWO_ERRORS else 1


@cache
def _fuzzy(phrase: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?be)(?:{regex.escape(phrase)}){{e<={_errors(phrase)}}}")
