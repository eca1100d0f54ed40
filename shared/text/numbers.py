"""Numbers with what they count: 16市, 0.01毫米, 3个百分点, 2022 年 12 月. No list of units: the next word is one."""

from bisect import bisect_right
from itertools import accumulate

import regex
import rjieba

CHINESE_DIGITS = "〇零一二两三四五六七八九十百千万亿廿卅几壹贰叁肆伍陆柒捌玖拾佰仟"
ENDS_IN_A_NUMBER = regex.compile(rf"[\p{{N}}{CHINESE_DIGITS}]\Z")

_DIGIT = rf"[\p{{N}}{CHINESE_DIGITS}]"
_SPACE = r"[ \u00A0\u3000]"
_NUMBER = regex.compile(
    rf"""
    (?:(?<![A-Za-z])[A-Za-z]{{1,8}}+-?+)?+                              # A4, PM2.5, COVID-19
    (?:第|近|约|超|逾|上|数|零下)?+
    [\p{{Sc}}+\-−±]?+
    {_DIGIT}++
    (?:(?:(?<=\p{{N}})[.,．，:：/／×*](?=\p{{N}})|点(?={_DIGIT})){_DIGIT}++)*+  # 1,000  12.5  17:30  2022/12/26  三点五
    [%％‰‱°′″\p{{So}}]?+                                               # \p{{So}}: ℃ ㎡
    """,
    regex.VERBOSE,
)
_UNFINISHED = frozenset("个名位余多来")
"""After these the thing itself is still to come: 3个百分点, 100余人次."""

_SPACES = regex.compile(rf"{_SPACE}++")
_LINK = regex.compile(rf"{_SPACE}*+(?:[—–~～\-－至到]++{_SPACE}*+)?+")
"""Between the parts of a date and of a range: 2022年 12月, 5月1日—7日, 10%至20%."""


def numbers(text: str) -> list[tuple[int, int]]:
    """From each number's sign to the end of what it counts, dates and ranges in one, in order, none overlapping.

    Words that begin with a numeral, 百姓 or 统一领导, are among them: to keep those whole does no harm.
    """
    words: list[int] = []
    found: list[tuple[int, int]] = []
    for number in _NUMBER.finditer(text):
        words = words or list(accumulate(map(len, rjieba.cut(text))))
        start, end = number.start(), _end_of_unit(text, number.end(), words)
        if found and (start <= found[-1][1] or _LINK.fullmatch(text, found[-1][1], start)):
            start, end = found[-1][0], max(end, found[-1][1])
            found.pop()
        found.append((start, end))
    return found


def _end_of_unit(text: str, end: int, words: list[int]) -> int:
    """`words` are the ends of all words."""
    at = _after_word(text, end, words)
    if at > end and text[at - 1] in _UNFINISHED:
        at = _after_word(text, at, words)
    is_rate = text[at : at + 1] in {"/", "／"} and text[at + 1 : at + 2].isalpha()
    return _after_word(text, at + 1, words) if is_rate else at


def _after_word(text: str, end: int, words: list[int]) -> int:
    """The end of the word that follows, spaces passed over; the place itself where none does."""
    spaces = _SPACES.match(text, end)
    at = spaces.end() if spaces else end
    return words[bisect_right(words, at)] if text[at : at + 1].isalpha() else end
