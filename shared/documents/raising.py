"""Raised and lowered characters: 10<sup>4</sup> is 10⁴, never 104. What Unicode lacks is written out: ^(2.5)."""

import re
import unicodedata
from collections.abc import Mapping


def _table(decomposition: str) -> dict[int, str]:
    """From a character to the one that stands for it raised, or lowered; and a space, which is dropped."""
    found = {ord(" "): "", ord("\u00a0"): "", ord("\n"): ""}
    for code in range(0xA0, 0x10000):
        tag, _, base = unicodedata.decomposition(chr(code)).partition(" ")
        if tag == decomposition and len(base) == len("0034") and int(base, 16) < _ASCII_END:
            found[int(base, 16)] = chr(code)
        elif tag == decomposition and base == "2212":
            found |= dict.fromkeys(map(ord, "-−–"), chr(code))
    return found


_ASCII_END = 0x80
_SAME = dict.fromkeys(map(ord, "™℠®©°′″"))
SUPERSCRIPTS = _table("<super>") | {code: chr(code) for code in _SAME}
SUBSCRIPTS = _table("<sub>")
_LETTERS = {"TM": "™", "SM": "℠"}
_REFERENCE = re.compile(r"[\[［〔【].*[\]］〕】]", re.DOTALL)


def raised(text: str) -> str:
    """A reference to a note, [3], is no number: it stays as it is, and a finding asks for it."""
    return _LETTERS.get(text.strip()) or _written(text, SUPERSCRIPTS, "^")


def lowered(text: str) -> str:
    return _written(text, SUBSCRIPTS, "_")


def _written(text: str, characters: Mapping[int, str], mark: str) -> str:
    inner = text.strip()
    if not inner or _REFERENCE.fullmatch(inner) or inner.startswith(f"{mark}("):
        return text
    if all(character in characters.values() for character in inner):
        return text  # raised within what is raised already
    if all(ord(character) in characters for character in inner):
        return inner.translate(characters)
    return f"{mark}({inner})"
