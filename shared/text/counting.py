"""How long a text is, in each of the ways that platforms count."""

from collections.abc import Callable
from enum import StrEnum

import regex

from shared.text.protected import URL

WEIBO_URL_UNITS = 20
"""Weibo replaces every address by a short one and counts that, however long it was."""

LAST_HALF_UNIT_CHARACTER = 0x80
"""Up to here Weibo counts one unit; everything else counts two for each UTF-16 code unit."""

CLUSTER = regex.compile(r"\X")


class Count(StrEnum):
    """The counting rules that a limits file may name."""

    UTF16 = "utf16"
    WEIBO = "weibo"
    FULL_WIDTH = "full_width"
    NUMBER = "number"


def utf16_units(text: str) -> int:
    """UTF-16 code units, what JavaScript's `length` says: the largest plausible count of most platforms."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def weibo_units(text: str) -> int:
    """Weibo's characters: half units rounded up, an address counted as its short form."""
    rest, addresses = URL.subn("", text)
    return -(-(_half_units(rest) + WEIBO_URL_UNITS * addresses) // 2)


def full_width(text: str) -> int:
    """The width on a caption strip in full-width characters, two Latin letters making one."""
    return -(-_half_units(text) // 2)


def graphemes(text: str) -> list[str]:
    """What a reader takes for one character each: never to be cut apart."""
    return CLUSTER.findall(text)


def _half_units(text: str) -> int:
    narrow = sum(1 for character in text if ord(character) <= LAST_HALF_UNIT_CHARACTER)
    return 2 * utf16_units(text) - narrow


COUNTING: dict[Count, Callable[[str], int]] = {
    Count.UTF16: utf16_units,
    Count.WEIBO: weibo_units,
    Count.FULL_WIDTH: full_width,
}
