"""Text is sent by strangers: no pattern may take longer than in proportion to its length."""

import time

import pytest

from shared.text.borders import Border, borders
from shared.text.counting import utf16_units, weibo_units
from shared.text.cutting import shorten
from shared.text.normalising import normalise, normalise_line
from shared.text.speaking import whole_seconds

LENGTH = 100_000

HOSTILE = {
    "spaces": "学" + " " * LENGTH + "习",
    "wide spaces": "学" + "\u3000" * LENGTH + "习",
    "line ends": "学" + "\n" * LENGTH + "习",
    "spaces and line ends": "学" + " \n" * (LENGTH // 2) + "习",
    "letters": "a" * LENGTH,
    "digits": "1" * LENGTH,
    "digits and commas": "1," * (LENGTH // 2),
    "dashes": "2022" + "—" * LENGTH,
    "full stops": "." * LENGTH,
    "stops and spaces": "." + " ." * (LENGTH // 2),
    "opening marks": "《" * LENGTH,
    "nested marks": "“" * (LENGTH // 2) + "”" * (LENGTH // 2),
    "quoted lines": "“\n" * (LENGTH // 4) + "”\n" * (LENGTH // 4),
    "list numbers": "（" + "。1）" * (LENGTH // 3),
    "hashes": "#" * LENGTH,
    "at signs": "@" * LENGTH,
    "addresses": "http://" * (LENGTH // 7),
    "joiners": "\u200d" * LENGTH,
    "emoji": "👨‍👩‍👧‍👦" * (LENGTH // 7),
    "combining marks": "e" + "\N{COMBINING ACUTE ACCENT}" * LENGTH,
    "marked stops": "。\N{COMBINING ACUTE ACCENT}" * (LENGTH // 2),
    "flags": "🇨" * LENGTH,
    "units": "1个" * (LENGTH // 2),
    "hundreds": "百" * LENGTH,
    "spaced numbers": "1 " * (LENGTH // 2),
    "ranges": "1—" * (LENGTH // 2),
    "number and spaces": "1" + " " * LENGTH + "个",
    "letters and numbers": "a1" * (LENGTH // 2),
    "brackets": "（(【[" * (LENGTH // 4),
    "quotes": '"' * LENGTH,
    "commas": "，" * LENGTH,
}

WORK = {
    "normalise": normalise,
    "normalise_line": normalise_line,
    "sentences": lambda text: borders(text, Border.SENTENCE),
    "clauses": lambda text: borders(text, Border.CLAUSE),
    "phrases": lambda text: borders(text, Border.PHRASE),
    "words": lambda text: borders(text, Border.WORD),
    "shorten": lambda text: shorten(text, lambda part: utf16_units(part) <= 1000),
    "weibo": weibo_units,
    "speak": whole_seconds,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("work", WORK.values(), ids=WORK.keys())
def test_a_hostile_text_costs_no_more_than_its_length(work, text: str):  # noqa: ANN001  any of the functions
    started = time.process_time()
    work(text)
    assert time.process_time() - started < 2, "usually below 0.2 s"
