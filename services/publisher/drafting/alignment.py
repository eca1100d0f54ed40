"""What two texts have in common, in the order of both, at an effort that no text can drive up."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+")

MOST_EFFORT = 6_000_000
"""Steps; a second or so. Two reports of 1700 different sentences each stay below it whatever was changed in them."""

Stretch = tuple[Literal["equal", "replace"], int, int, int, int]
"""Whether it is the same in both; from where to where in the old one, and in the new one. Either may be empty."""


def sentences(text: str) -> list[str]:
    """They make up the text."""
    return _SENTENCE.findall(text)


def effort(old: Sequence[str], new: Sequence[str]) -> int:
    """Steps that comparing them may take: each stretch in common is found by looking at every pair of equal ones."""
    inner_old, inner_new = _inner(old, new)
    counted = Counter(inner_new)
    pairs = sum(counted[one] for one in inner_old)
    return (len(inner_old) + pairs) * min(len(inner_old), len(inner_new))


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """Stretch by stretch, covering both. Beyond `MOST_EFFORT` what lies between the two ends counts as replaced."""
    start = _same_at_start(old, new)
    inner_old, inner_new = _inner(old, new)
    end_old, end_new = start + len(inner_old), start + len(inner_new)
    yield "equal", 0, start, 0, start
    if effort(old, new) > MOST_EFFORT:
        yield "replace", start, end_old, start, end_new
    else:
        for tag, a1, a2, b1, b2 in SequenceMatcher(None, inner_old, inner_new, autojunk=False).get_opcodes():
            yield "equal" if tag == "equal" else "replace", a1 + start, a2 + start, b1 + start, b2 + start
    yield "equal", end_old, len(old), end_new, len(new)


def _inner(old: Sequence[str], new: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Without what they have in common at both ends: an edit usually leaves little else."""
    start = _same_at_start(old, new)
    end = _same_at_start(old[start:][::-1], new[start:][::-1])
    return old[start : len(old) - end], new[start : len(new) - end]


def _same_at_start(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
