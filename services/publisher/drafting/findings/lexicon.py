"""A campaign's word lists, made ready for searching once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from services.publisher.drafting.findings.near_miss import NearMisses
from shared.campaign.model import WordLists
from shared.text.folding import folded


@dataclass(frozen=True)
class Hit:
    start: int
    end: int
    term: str


class Stretches:
    """Hits of one list, to be asked about: none lies in another, so their ends are in order like their starts."""

    def __init__(self, hits: list[Hit]) -> None:
        self._starts = [hit.start for hit in hits]
        self._ends = [hit.end for hit in hits]

    def cover(self, start: int, end: int) -> bool:
        last = bisect_right(self._starts, start) - 1
        return last >= 0 and self._ends[last] >= end

    def touch(self, start: int, end: int) -> bool:
        last = bisect_left(self._starts, end) - 1
        return last >= 0 and self._ends[last] > start


class Terms:
    """Many terms found in one pass over a folded text; where one lies inside another, the longer counts."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for term in terms:
            if plain := folded(term).text:
                self._automaton.add_word(plain, (len(plain), term))
        if self._automaton:
            self._automaton.make_automaton()

    def hits(self, text: str) -> list[Hit]:
        if not self._automaton or not text:
            return []
        found = [Hit(end - length + 1, end + 1, term) for end, (length, term) in self._automaton.iter(text)]
        outermost: list[Hit] = []
        for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
            if not outermost or hit.end > outermost[-1].end:
                outermost.append(hit)
        return outermost


class Lexicon:
    """Built once from the campaign; searching changes nothing in it."""

    def __init__(self, words: WordLists) -> None:
        self.fixed_phrases = Terms(words.fixed_phrases)
        self.near_misses = NearMisses(folded(phrase).text for phrase in words.fixed_phrases)
        self.wrong = Terms(words.wrong_terms)
        self.right = dict(words.wrong_terms)
        self.right_terms = Terms(words.wrong_terms.values())
        self.sensitive = Terms(words.sensitive_terms)
        self.superlatives = Terms((*words.superlatives, *ALLOWED))
        self.leaders = Terms(words.leaders)
        self.order = {name: place for place, name in enumerate(words.leaders)}


ALLOWED = frozenset(
    {
        *("国家级", "第一书记", "第一课堂", "第一时间", "第一届", "第一期", "第一批", "第一场", "第一站", "第一次"),
        *("第一节", "第一课", "第一章", "第一阶段", "第一季度", "第一人民医院", "第一中学", "第一小学", "第一线"),
    }
)
"""News words that hold a superlative without praising anything: 国家级 and 第一书记 are legal, 第一 may only count."""
