"""Markdown (CommonMark), read by markdown-it. HTML in it is text, pictures and links leave their words."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from services.ingest.domain.texts import plain
from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_OPENED = {"blockquote_open": BlockKind.QUOTE, "list_item_open": BlockKind.ITEM}
_CLOSED = {"blockquote_close", "list_item_close"}
_HEADINGS = {"h1": BlockKind.HEADING, "h2": BlockKind.HEADING}


def blocks(source: str) -> tuple[Block, ...]:
    return tuple(_blocks(_MARKDOWN.parse(source)))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    around = [BlockKind.PARAGRAPH]
    heading: BlockKind | None = None
    for token in tokens:
        if token.type in _OPENED:
            around.append(_OPENED[token.type])
        elif token.type in _CLOSED:
            around.pop()
        elif token.type == "heading_open":
            heading = _HEADINGS.get(token.tag, BlockKind.SUBHEADING)
        elif token.type == "heading_close":
            heading = None
        elif token.type == "inline":
            yield from _lines(heading or around[-1], _words(token))
        elif token.type in {"fence", "code_block"}:
            yield from _lines(around[-1], token.content)


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
