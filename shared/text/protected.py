"""The stretches of a text that stand whole or not at all: a cut inside one would alter what was said."""

from collections.abc import Iterable

import regex

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

_DIGITS = r"[0-9０-９]"
_CHINESE_DIGITS = "〇零一二两三四五六七八九十百千"
_UNIT = (
    r"(?:%|％|‰|℃|°C?|元|岁|周岁|年代|年|月份|月|日|号|时|点|分钟|分|秒|小时|天|周|个|名|人次|人|位|场|次|届|期|批|支|所|"
    r"家|户|套|册|本|篇|幅|门|节|课时|学时|项|条|件|处|座|台|部|类|种|级|成|倍|组|队|对|张|米|公里|千米|厘米|平方米|亩|"
    r"公顷|吨|公斤|千克|克|升|余|多|[A-Za-z]{1,4}(?![A-Za-z]))"
)
NUMBER = regex.compile(
    rf"""
    (?:第|近|约|超)?
    [¥￥$+\-−]?
    {_DIGITS}+(?:[.,．，:：/／]{_DIGITS}+)*                  # 1,000  12.5  17:30  2022/12/26
    (?:\s?[—–~～\-－至到]+\s?{_DIGITS}+(?:[.,．:：]{_DIGITS}+)*)?  # 1—2, 9:00-11:30
    \s?(?:[十百千万亿]+)?
    (?:{_UNIT}+(?:{_DIGITS}+{_UNIT}+)*)?                  # 2022年12月26日, 3小时20分, 100余人次
    """,
    regex.VERBOSE,
)
CHINESE_NUMBER = regex.compile(
    rf"(?<![{_CHINESE_DIGITS}])(?:第|百分之|千分之)?[{_CHINESE_DIGITS}]++(?:点[{_CHINESE_DIGITS}]++)?+[万亿]*+{_UNIT}+"
)


def protected(text: str, whole: Iterable[str] = ()) -> list[Stretch]:
    """Where no cut may fall, in order, merged where they overlap; `whole` are phrases and names to keep.

    A position is forbidden strictly inside a stretch: just before and just after it one may cut.
    """
    stretches = [match.span() for pattern in _PATTERNS for match in pattern.finditer(text)]
    stretches += _paired(text)
    for phrase in whole:
        stretches += _occurrences(text, phrase)
    return _merged(stretches)


_OPENING_OF = {closing: opening for opening, closing in PAIRS}
_MARKS = regex.compile(f"[{regex.escape(''.join(opening + closing for opening, closing in PAIRS))}]")
_PATTERNS = (URL, TOPIC, MENTION, STRAIGHT_QUOTES, NUMBER, CHINESE_NUMBER)


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
