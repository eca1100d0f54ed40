"""Telephone numbers as people write them, brought into the form that people read: 0531-00000000转8012."""

import re
import unicodedata
from collections.abc import Sequence

from shared.contacts.folding import folded
from shared.widths import PHONE

LONGEST_PHONE_NUMBERS = PHONE
"""Of all that stands in one field: three numbers with their extensions."""

_ALSO_DASHES = frozenset("一ー─━−⁃˗")
"""What is typed for a dash without being one to Unicode."""
_PLAIN = {"Pd": "-", "Ps": "(", "Pe": ")"}
"""By Unicode's category: dashes and brackets of every kind."""
_NEXT = re.compile(r"\s*(?:[、,;/|]|\s和|\s或|(?<=\d)和|(?<=\d)或)\s*")
_LABEL = re.compile(r"(?:联系|办公|移动|固定)?(?:电话|手机|座机|固话|tel|phone|mobile)(?:号码?)?[\s:.]*", re.IGNORECASE)
_REMARK = re.compile(r"\s*\(([^()\d]{1,10})\)$")
"""Whose it is: 13800000000(张)."""
_EXTENSION = re.compile(
    r"[\s(-]*(?:转|分机|内线|ext(?:ension)?|x|#)(?:[\s.:-]|分机|内线|号)*(\d{1,6})\s*\)?$", re.IGNORECASE
)
_BETWEEN_GROUPS = re.compile(r"[\s.()-]+")
_FROM_ABROAD = re.compile(r"(?:\+|00)86-?|86-|86(?=1\d{10}$|0)")
_ABROAD = re.compile(r"(?:\+|00)((?!86)[1-9](?:-?\d){6,14})")
_MOBILE = re.compile(r"0?(1[3-9]\d{9})")
_SERVICE = re.compile(r"([48]00)(\d{3})(\d{4})")
_WITH_AREA = re.compile(r"(010|02\d|0[3-9]\d\d)(\d{7,8})")
_WITHOUT_AREA = re.compile(r"(\d{5,8})")
"""A neighbour's, a short number as 12345 or 96123."""
_SHORT_WITH_AREA = re.compile(r"(010|02\d|0[3-9]\d\d)-([19]\d{4,5})")
_LANDLINES = (_WITH_AREA, _WITHOUT_AREA)
_LONGEST_EXTENSION = 6


def phone_numbers(text: str) -> str:
    """All numbers in it, in one form, parted by 、. ValueError says in Chinese what cannot be read."""
    plain = "".join(map(_plain, folded(text)))
    parts = [part for part in _NEXT.split(plain) if part]
    read = "、".join(_numbers(_LABEL.sub("", part)) for part in parts)
    if len(read) > LONGEST_PHONE_NUMBERS:
        raise ValueError(f"电话最多 {LONGEST_PHONE_NUMBERS} 个字，现有 {len(read)} 个，请少写一个号码。")
    return read


def _plain(char: str) -> str:
    return "-" if char in _ALSO_DASHES else _PLAIN.get(unicodedata.category(char), char)


def _numbers(part: str) -> str:
    """Several with nothing but spaces between them are told apart by their lengths."""
    found = _parted(part.split(" "))
    if not found:
        raise ValueError(_told(part))
    return "、".join(found)


def _parted(words: Sequence[str]) -> list[str]:
    for end in range(len(words), 0, -1):
        first = _number(" ".join(words[:end]))
        if first and end == len(words):
            return [first]
        if first and (others := _parted(words[end:])):
            return [first, *others]
    return []


def _number(text: str) -> str:
    """Empty where it is none."""
    remark = _REMARK.search(text)
    text = text[: remark.start()] if remark else text
    extension = _EXTENSION.search(text)
    text = text[: extension.start()] if extension else text
    number = _grouped(_BETWEEN_GROUPS.sub("-", text).strip("-"), extended=bool(extension))
    if number and extension:
        number += f"转{extension[1]}"
    return f"{number}（{remark[1]}）" if number and remark else number


def _grouped(dashed: str, *, extended: bool) -> str:
    if abroad := _ABROAD.fullmatch(dashed):
        return f"+{abroad[1]}"
    home = _FROM_ABROAD.sub("", dashed, count=1) if _FROM_ABROAD.match(dashed) else dashed
    shapes = (_MOBILE, _SERVICE, *_LANDLINES)
    # Behind +86 the area code stands without its 0.
    for form in (home, f"0{home}") if home != dashed else (home,):
        if number := _SHORT_WITH_AREA.fullmatch(form) or _shaped(form, shapes):
            return "-".join(number.groups())
    before, _, last = home.rpartition("-")
    behind = None if extended or len(last) > _LONGEST_EXTENSION else _shaped(before, _LANDLINES)
    return f"{'-'.join(behind.groups())}转{last}" if behind else ""


def _shaped(dashed: str, shapes: Sequence[re.Pattern[str]]) -> re.Match[str] | None:
    digits = dashed.replace("-", "")
    return next((match for shape in shapes if (match := shape.fullmatch(digits))), None)


def _told(part: str) -> str:
    digits = re.sub(r"[^\d]", "", part)
    if re.fullmatch(r"1[3-9]\d*", digits) and len(digits) in range(9, 14):
        return f"“{part}”有 {len(digits)} 位数字，手机号应为 11 位，请核对。"
    return f"读不出电话“{part}”。请写成 0531-00000000、0531-00000000转8012 或 13800000000，几个号码用“、”隔开。"
