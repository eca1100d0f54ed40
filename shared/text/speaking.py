"""How a text is spoken, and how long that takes: numbers as an anchor reads them."""

import math

import regex

CHARACTERS_A_MINUTE = 270
"""The usual pace of a news anchor; 240 to 300 is the range, a setting per anchor."""

SENTENCE_PAUSE = 0.4
CLAUSE_PAUSE = 0.2
"""Seconds, to be calibrated with the station's own recordings."""

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿", "万亿")
_LONGEST_COUNTED = 12
"""Longer runs of digits are numbers of documents and telephones, read digit by digit."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％：", "0123456789.%:")

_YEAR = regex.compile(r"\d{4}(?=年|[—–~～\-至]+\d{4}年)")
_TIME = regex.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)")
_SHARE = regex.compile(r"(?<!\d)(?<!\d[,.])(\d[\d,]*+(?:\.\d++)?+)\s?([%‰])")
_RANGE = regex.compile(r"(?<=[\d年月日时点%])\s?[—–~～\-]+\s?(?=\d)")
_NUMBER = regex.compile(r"\d++(?:,\d{3})+(?:\.\d++)?|\d++(?:\.\d++)?")
_SPOKEN = regex.compile(r"[\p{Script=Han}\p{Latin}〇]")
_SENTENCE_STOP = regex.compile(r"[。！？!?；;…\n]+")
_CLAUSE_STOP = regex.compile(r"[，、：,:]|—+")


def spoken(text: str) -> str:
    """The text with its numbers as they are read: 12.5% is 百分之十二点五, 2026年 is 二零二六年."""
    text = text.translate(_FULL_WIDTH).replace("℃", "摄氏度")
    text = _TIME.sub(lambda found: f"{_integer(found[1])}点{_minutes(found[2])}", text)
    text = _RANGE.sub("至", text) if _RANGE.search(text) else text
    text = _SHARE.sub(lambda found: f"{'百' if found[2] == '%' else '千'}分之{_number(found[1])}", text)
    text = _YEAR.sub(lambda found: _one_by_one(found[0]), text)
    return _NUMBER.sub(lambda found: _number(found[0]), text)


def spoken_length(text: str) -> int:
    """Characters that are spoken: 汉字 one each, a Latin letter one, marks none."""
    return len(_SPOKEN.findall(spoken(text)))


def read_seconds(text: str, characters_a_minute: int = CHARACTERS_A_MINUTE) -> float:
    """How long an anchor takes, pauses included."""
    said = spoken(text)
    speech = len(_SPOKEN.findall(said)) * 60 / characters_a_minute
    return speech + SENTENCE_PAUSE * len(_SENTENCE_STOP.findall(said)) + CLAUSE_PAUSE * len(_CLAUSE_STOP.findall(said))


def whole_seconds(text: str, characters_a_minute: int = CHARACTERS_A_MINUTE) -> int:
    """The same for a rundown: rounded up, so that a slot is never planned too short."""
    return math.ceil(round(read_seconds(text, characters_a_minute), 3))


def _minutes(digits: str) -> str:
    if digits == "00":
        return "整"
    return f"{'零' if digits[0] == '0' else ''}{_integer(digits)}分"


def _number(digits: str) -> str:
    digits = digits.replace(",", "")
    whole, _, fraction = digits.partition(".")
    return _integer(whole) + (f"点{_one_by_one(fraction)}" if fraction else "")


def _one_by_one(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)


def _integer(digits: str) -> str:
    if len(digits) > _LONGEST_COUNTED or (len(digits) > 1 and digits[0] == "0" and int(digits)):
        # 007 and document numbers
        return _one_by_one(digits.lstrip("0") if len(digits) == 2 else digits)  # noqa: PLR2004  minutes and days: 05
    value = int(digits)
    if value == 0:
        return "零"
    said = _grouped(value)
    return said.removeprefix("一") if said.startswith("一十") else said


def _grouped(value: int) -> str:
    groups = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    said = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        gap = said and (group < 1000 or groups[place + 1] == 0)  # noqa: PLR2004  the thousands of a group of four
        said += ("零" if gap else "") + _four_digits(group) + _MYRIADS[place]
    return said


def _four_digits(value: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
