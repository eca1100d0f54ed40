"""The numbers that a page shows before its list items: 3. c. iii. 三、"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from shared.documents.html.styles import Attributes, Declared

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
_LETTERS = 26
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_ROMAN = 3999
_CHINESE = "〇一二三四五六七八九"
_MOST_CHINESE = 99


@dataclass
class ListNumbers:
    """Of one list: what its next item is called."""

    style: str
    next: int
    step: int = 1

    def take(self, attributes: Attributes, style: Declared) -> str:
        number = _integer(attributes.get("value"), self.next)
        self.next = number + self.step
        shown = _style(attributes, style) or self.style
        return _MARKS.get(shown, _decimal)(number)


def list_numbers(tag: str, attributes: Attributes, style: Declared, items: int) -> ListNumbers:
    """`items`: how many it has, where it counts down."""
    shown = _style(attributes, style) or ("decimal" if tag == "ol" else "none")
    backwards = tag == "ol" and "reversed" in attributes
    first = _integer(attributes.get("start"), items if backwards else 1)
    return ListNumbers(shown, first, -1 if backwards else 1)


def counted_items(source: str) -> list[int]:
    """How many items each ordered list has, in the order in which they begin. Only where one counts down."""
    if "reversed" not in source:
        return []
    counter = _Counter()
    counter.feed(source)
    counter.close()
    return counter.items


def _style(attributes: Attributes, style: Declared) -> str:
    """By CSS, which goes before the attribute; letters of the attribute are told apart by their case."""
    declared = style.get("list-style-type") or style.get("list-style", "")
    by_attribute = _TYPES.get(attributes.get("type") or "", "")
    return next((word for word in declared.split() if word in _MARKS), by_attribute)


def _integer(said: str | None, otherwise: int) -> int:
    return int(said) if said and _WHOLE.fullmatch(said.strip()) else otherwise


def _decimal(number: int) -> str:
    return f"{number}. "


def _two_digits(number: int) -> str:
    return f"{number:02d}. "


def _letters(number: int) -> str:
    said, left = "", number
    while left > 0:
        left, letter = divmod(left - 1, _LETTERS)
        said = chr(ord("a") + letter) + said
    return f"{said}. " if said else _decimal(number)


def _roman(number: int) -> str:
    if not 0 < number <= _MOST_ROMAN:
        return _decimal(number)
    said, left = "", number
    for value, sign in _ROMAN:
        times, left = divmod(left, value)
        said += sign * times
    return f"{said}. "


def _chinese(number: int) -> str:
    if not 0 < number <= _MOST_CHINESE:
        return _decimal(number)
    tens, ones = divmod(number, 10)
    said = f"{_CHINESE[tens] if tens > 1 else ''}十" if tens else ""
    return f"{said}{_CHINESE[ones] if ones else ''}、"


def _none(number: int) -> str:
    del number  # a mark that is no number says nothing
    return ""


_MARKS: Mapping[str, Callable[[int], str]] = {
    "decimal": _decimal,
    "decimal-leading-zero": _two_digits,
    **dict.fromkeys(("lower-alpha", "lower-latin"), _letters),
    **dict.fromkeys(("upper-alpha", "upper-latin"), lambda number: _letters(number).upper()),
    "lower-roman": _roman,
    "upper-roman": lambda number: _roman(number).upper(),
    **dict.fromkeys(
        ("cjk-ideographic", "cjk-decimal", "simp-chinese-informal", "trad-chinese-informal", "japanese-informal"),
        _chinese,
    ),
    **dict.fromkeys(("none", "disc", "circle", "square"), _none),
}
_TYPES = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    **{name: name for name in ("none", "disc", "circle", "square")},
}


class _Counter(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[int] = []
        self._around: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "ol":
            self._around.append(len(self.items))
            self.items.append(0)
        elif tag == "ul":
            self._around.append(None)
        elif tag == "li" and self._around and (place := self._around[-1]) is not None:
            self.items[place] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ol", "ul"} and self._around:
            self._around.pop()
