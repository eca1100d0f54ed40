"""What the sender of a form calls a file: UTF-8 as the standard has it, GBK as older Chinese programs write it."""

import re
from urllib.parse import unquote

_ESCAPED = {"%22": '"', "%0A": "\n", "%0D": "\r"}
"""All that a form escapes (HTML, multipart/form-data). %20 is three characters that somebody typed."""
_ESCAPES = re.compile("|".join(_ESCAPED), re.IGNORECASE)
_ALL_ESCAPED = re.compile(r"(?:[\w.~-]|%[0-9A-F]{2})+", re.ASCII)
_QUOTED = re.compile(r'filename="([^"]*)"', re.IGNORECASE)


class UnreadableName(ValueError):  # noqa: N818  a fact about the name
    """Neither UTF-8 nor GBK."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown)
        self.shown = shown
        """With a sign for each byte that is no character."""


def as_sent(name: str, header: str) -> str:
    """`name` as it was read from `header`, bytes that are no UTF-8 as lone surrogates in both."""
    if any("\ud800" <= character <= "\udfff" for character in name):
        return _ESCAPES.sub(_unescaped, _gbk(name, header))
    # Some programs escape everything; nobody types a Chinese name that way.
    if _ALL_ESCAPED.fullmatch(name) and not (meant := unquote(name)).isascii() and "\ufffd" not in meant:
        return meant
    return _ESCAPES.sub(_unescaped, name)


def _gbk(name: str, header: str) -> str:
    # In the header the bytes are whole: half of a character may be a backslash, which reading the header took away.
    quoted = _QUOTED.search(header)
    sent = (quoted[1] if quoted else name).encode(errors="surrogateescape")
    try:
        return sent.decode("gbk")
    except UnicodeDecodeError:
        raise UnreadableName(sent.decode(errors="replace")) from None


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPED[found[0].upper()]
