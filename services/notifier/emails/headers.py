"""Headers as RFC 2047 asks for. The standard library's own way makes words of 76 and loses a space between two."""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any

LONGEST_WORD = 75
"""RFC 2047, 2: an encoded word, its marks included."""


class EncodedWords(EmailPolicy):
    """Lines end with CRLF; what is not ASCII in a header stands in words that every reader can decode."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"linesep": "\r\n"} | given)

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """A subject is text: what looks like an encoded word in a title is no such word."""
        stored = super().header_store_parse(name, value)  # refuses line ends
        return (name, value) if name == "Subject" else stored

    def fold(self, name: str, value: Any) -> str:
        if name.lower().startswith("content-"):
            return str(super().fold(name, value))
        header = Header(header_name=name, maxlinelen=LONGEST_WORD)
        for text, charset in _parts(value):
            header.append(text, charset)
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


def _parts(value: Any) -> list[tuple[str, str]]:
    """A name is put into words by itself: an address within one would not be read as such."""
    addresses = getattr(value, "addresses", None)
    if addresses and addresses[0].display_name:
        return [(addresses[0].display_name, "utf-8"), (f"<{addresses[0].addr_spec}>", "us-ascii")]
    text = str(value)
    return [(text, "us-ascii" if text.isascii() and "=?" not in text else "utf-8")]
