"""Turning what a word processor left behind into what was meant, and saying so."""

import unicodedata
from dataclasses import dataclass

import regex

from shared.text.unseen import STRAY, UNSEEN


@dataclass(frozen=True)
class Change:
    what: str
    """In Chinese, for the editor: 全角空格."""
    times: int


@dataclass(frozen=True)
class Normalised:
    text: str
    changes: tuple[Change, ...] = ()

    def says(self) -> str:
        """全角空格3处、零宽字符1处."""
        return "、".join(f"{change.what}{change.times}处" for change in self.changes)


_PICTOGRAPH_BEFORE = r"(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])"
_JOINING = (
    r"[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tibetan}]"
)

# U+200D holds 👨‍👩‍👧‍👦 together, and both joiners spell words of some scripts: there they are meant.
_STRAY_JOINER = regex.compile(
    rf"(?:(?<!{_JOINING})[\u200C\u200D]|[\u200C\u200D](?!{_JOINING}))"
    rf"(?<!{_PICTOGRAPH_BEFORE}\u200D(?=\p{{Extended_Pictographic}}))"
)

_STEPS: tuple[tuple[str, regex.Pattern[str], str], ...] = (
    ("换行符", regex.compile(r"\r\n?|[\u000B\u000C\u0085\u2028\u2029]"), "\n"),
    ("不成对的代理字符", regex.compile(r"[\uD800-\uDFFF]"), "\ufffd"),
    ("方向控制符", regex.compile(r"[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]"), ""),
    ("零宽字符", regex.compile(r"[\u00AD\u200B\u2060\uFEFF]"), ""),
    ("盲文空格", regex.compile(r"(?<=[\u2801-\u28FF])\u2800+(?=[\u2801-\u28FF])"), " "),
    ("不可见字符", STRAY, ""),
    ("零宽字符", _STRAY_JOINER, ""),
    ("控制字符", regex.compile(r"[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]"), ""),
    ("全角空格缩进", regex.compile(r"^[\u3000\u00A0 \t]*\u3000[\u3000\u00A0 \t]*", regex.MULTILINE), ""),
    ("全角空格", regex.compile(r"\u3000+"), " "),
    ("不换行空格", regex.compile(r"\u00A0+"), " "),
    ("特殊空格", regex.compile(r"[\u1680\u2000-\u200A\u202F\u205F\t]+"), " "),
    ("行末空格", regex.compile(r" +$", regex.MULTILINE), ""),
)


# Most paragraphs are clean: one look tells, instead of a dozen.
_SUSPECT = regex.compile(rf"[\p{{C}}\p{{Z}}{UNSEEN}--\n ]| (?=\n|\Z)", regex.VERSION1)
_SAYS = regex.compile(r"[\p{L}\p{N}]")


def normalise(text: str) -> Normalised:
    """The text in NFC without what nobody sees, with plain spaces and line ends; the same again if repeated.

    Never NFKC: it turns ，into , and ① into 1. Full-width punctuation stays, and so do emoji sequences.
    """
    if not _SUSPECT.search(text) and unicodedata.is_normalized("NFC", text):
        return Normalised(text)
    changes: dict[str, int] = {}
    for what, pattern, meant in _STEPS:
        text, times = pattern.subn(meant, text)
        if times:
            changes[what] = changes.get(what, 0) + times
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        changes["组合字符"] = 1
    return Normalised(composed, tuple(Change(what, times) for what, times in changes.items()))


def normalise_line(text: str) -> Normalised:
    """The same for what must be one line, a title say: line ends become a space, the ends are trimmed."""
    tidy = normalise(text)
    line = regex.sub(r"\s*\n\s*", " ", tidy.text.strip())
    joined = tidy.text.strip().count("\n")
    return Normalised(line, (*tidy.changes, Change("标题换行", joined)) if joined else tidy.changes)


def says_something(text: str) -> bool:
    """Whether it has a letter or a number that is seen: marks and fillers alone are no title and no reason."""
    return bool(_SAYS.search(normalise(text).text))
