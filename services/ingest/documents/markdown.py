"""Markdown (CommonMark), read by markdown-it. HTML in it is text, pictures and links leave their words."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from services.ingest.documents import text
from services.ingest.domain.texts import plain
from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind

DEEPEST = 100
"""Quotes and lists in one another; a list counts two. The reader drops what is deeper, without a word."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
_OPENED = {"blockquote_open": BlockKind.QUOTE, "list_item_open": BlockKind.ITEM}
_CLOSED = {"blockquote_close", "list_item_close"}
_HEADINGS = {"h1": BlockKind.HEADING, "h2": BlockKind.HEADING}


def blocks(source: str) -> tuple[Block, ...]:
    """What nests too deeply to be read is no document: it stays the text that it is, marks and all."""
    tokens = _MARKDOWN.parse(source)
    if any(token.level + 1 >= DEEPEST for token in tokens):
        return text.blocks(source)
    return tuple(_blocks(tokens))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    around = [BlockKind.PARAGRAPH]
    heading: BlockKind | None = None
    numbers = _Numbers()
    for token in tokens:
        numbers.follow(token)
        if token.type in _OPENED:
            around.append(_OPENED[token.type])
        elif token.type in _CLOSED:
            around.pop()
        elif token.type == "heading_open":
            heading = _HEADINGS.get(token.tag, BlockKind.SUBHEADING)
        elif token.type == "heading_close":
            heading = None
        elif token.type == "inline":
            yield from _lines(heading or around[-1], numbers.before(_words(token)))
        elif token.type in {"fence", "code_block"}:
            yield from _lines(around[-1], numbers.before(token.content))


class _Numbers:
    """The numbers of ordered lists, which a later sentence may point to."""

    def __init__(self) -> None:
        self._last: list[int] = []
        """Of each ordered list around."""
        self._number = ""

    def follow(self, token: Token) -> None:
        if token.type == "ordered_list_open":
            self._last.append(-1)
        elif token.type == "ordered_list_close":
            self._last.pop()
        elif token.type == "list_item_open" and token.info:
            self._last[-1] = max(int(token.info), self._last[-1] + 1)  # 1. 1. 1. is written for 1, 2, 3
            self._number += f"{self._last[-1]}{token.markup} "
        elif token.type == "list_item_close":
            self._number = ""

    def before(self, words: str) -> str:
        """The words with the number of the item that they open."""
        if not words.strip():
            return words
        words, self._number = self._number + words.lstrip(), ""
        return words


def _words(inline: Token) -> str:
    parts: list[str] = []
    for child in inline.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "image":
            continue  # its picture is not here, and its words are a caption without one
        else:
            parts.append(child.content)
    return "".join(parts)


def _lines(kind: BlockKind, words: str) -> Iterator[Block]:
    """A line of its own is a paragraph of its own: who writes Chinese in Markdown does not wrap lines."""
    for line in plain(words).split("\n"):  # an entity may have become what the source must not hold
        if stripped := line.strip():
            yield Block(kind=kind, text=stripped)
