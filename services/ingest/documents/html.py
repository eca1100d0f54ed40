"""HTML: cleaned by nh3 first, then read as blocks. Of the rest only the text stays."""

import re
from collections.abc import Iterator

import nh3
from lxml import html
from lxml.etree import ParserError

from services.ingest.domain.texts import plain
from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind

_KINDS = {
    "h1": BlockKind.HEADING,
    "h2": BlockKind.HEADING,
    "h3": BlockKind.SUBHEADING,
    "h4": BlockKind.SUBHEADING,
    "h5": BlockKind.SUBHEADING,
    "h6": BlockKind.SUBHEADING,
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.ITEM,
}
_CONTAINERS = frozenset(
    {"p", "div", "section", "article", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "pre"}
)
_CELLS = frozenset({"td", "th"})
"""Of one row: they stand on one line, with a space between."""

_DROPPED = frozenset({"script", "style", "title", "noscript", "iframe", "object", "svg", "math", "template"})
_SPACE = re.compile(r"[ \t\r\n\u00a0]+")

Piece = tuple[BlockKind, str]
BORDER: Piece = (BlockKind.PARAGRAPH, "\n")
"""Between two lines. No other piece is this one object."""


def blocks(source: str) -> tuple[Block, ...]:
    cleaned = nh3.clean(
        source,
        tags={*_KINDS, *_CONTAINERS, *_CELLS, "br"},
        clean_content_tags=set(_DROPPED),
        attributes={},
        strip_comments=True,
    )
    try:
        root = html.fragment_fromstring(plain(cleaned), create_parent="div")
    except ParserError:  # nothing was left
        return ()
    return tuple(Block(kind=kind, text=line) for kind, line in _lines(_pieces(root)))


def _lines(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Pieces of one line, put together."""
    kind, words = BlockKind.PARAGRAPH, ""
    for piece in (*pieces, BORDER):
        if piece is not BORDER:
            kind, words = (piece[0] if not words.strip() else kind), words + piece[1]
            continue
        if line := _SPACE.sub(" ", words).strip():
            yield kind, line
        words = ""


def _pieces(root: html.HtmlElement) -> Iterator[Piece]:
    """The text in its order, with borders. A walk with a stack of its own: hostile HTML nests deeply."""
    kinds = [BlockKind.PARAGRAPH]
    todo: list[tuple[html.HtmlElement, bool]] = [(root, False)]
    while todo:
        element, leaving = todo.pop()
        tag = str(element.tag)
        if tag not in _CELLS:
            yield BORDER
        if leaving:
            kinds.pop()
            yield kinds[-1], (" " if tag in _CELLS else "") + (element.tail or "")
            continue
        kinds.append(_KINDS.get(tag, kinds[-1]))
        yield kinds[-1], element.text or ""
        todo.append((element, True))
        todo.extend((child, False) for child in reversed(element))
