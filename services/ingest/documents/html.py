"""HTML: cleaned by nh3 first, then read as blocks, however deeply nested. Of the rest only the text stays."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

import nh3

from services.ingest.documents import text
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

DEEPEST = 1_000
"""Elements in one another; browsers stop at 512. Cleaning takes time with their square: 50,000 take half a minute."""

_TAG = re.compile(r"""<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][^\s/>]*)(?:[^>"']|"[^"]*"|'[^']*')*+""", re.DOTALL)
_WITHOUT_DEPTH = frozenset(
    {"p", "li", "dt", "dd", "td", "th", "tr", "option", "br", "hr", "img", "input", "meta", "link"}
)
"""Often left open: the next one ends them, or they hold nothing."""

_NUMBERING = {"ol": {"start", "type", "reversed"}, "li": {"value"}}
_WHOLE = re.compile(r"-?[0-9]{1,9}")

Piece = tuple[BlockKind, str]
BORDER: Piece = (BlockKind.PARAGRAPH, "\n")
"""Between two lines. No other piece is this one object."""


def blocks(source: str) -> tuple[Block, ...]:
    """What nests too deeply to be read in time is no document: it stays the text that it is, marks and all."""
    if _depth(source) > DEEPEST:
        return text.blocks(source)
    cleaned = nh3.clean(
        source,
        tags={*_KINDS, *_CONTAINERS, *_CELLS, "br"},
        clean_content_tags=set(_DROPPED),
        attributes=_NUMBERING,
        strip_comments=True,
    )
    reader = _Reader()
    reader.feed(plain(cleaned))
    reader.close()
    return tuple(Block(kind=kind, text=line) for kind, line in _lines(reader.pieces))


def _depth(source: str) -> int:
    """The most elements that are open at once."""
    deepest = depth = 0
    opened: Counter[str] = Counter()
    for closing, name in _TAG.findall(source):
        tag = name.lower()
        if not tag or tag in _WITHOUT_DEPTH or (closing and not opened[tag]):
            continue
        step = -1 if closing else 1
        opened[tag] += step
        depth += step
        deepest = max(deepest, depth)
    return deepest


def _lines(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces of one line, put together."""
    kind, words = BlockKind.PARAGRAPH, ""
    for piece in (*pieces, BORDER):
        if piece is not BORDER:
            kind, words = (piece[0] if not words.strip() else kind), words + piece[1]
            continue
        if line := _SPACE.sub(" ", words).strip():
            yield kind, line
        words = ""


class _Reader(HTMLParser):
    """The text in its order, with borders. What nh3 has written is well-formed: every element but br is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []
        self._kinds = [BlockKind.PARAGRAPH]
        self._lists: list[int | None] = []
        """Of each list around, its next number; None: it has marks of another kind, or none."""
        self._number = ""
        """To be written before the item's first words."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _CELLS:
            self.pieces.append(BORDER)
        if tag == "br":
            return
        self._kinds.append(_KINDS.get(tag, self._kinds[-1]))
        if tag in {"ol", "ul"}:
            self._lists.append(_first_number(dict(attrs)) if tag == "ol" else None)
        elif tag == "li" and self._lists and (number := self._lists[-1]) is not None:
            number = _integer(dict(attrs).get("value"), number)
            self._lists[-1] = number + 1
            self._number += f"{number}. "

    def handle_data(self, data: str) -> None:
        if self._number and data.strip():
            data, self._number = self._number + data.lstrip(), ""
        self.pieces.append((self._kinds[-1], data))

    def handle_endtag(self, tag: str) -> None:
        self._kinds.pop()
        self.pieces.append((self._kinds[-1], " ") if tag in _CELLS else BORDER)
        if tag in {"ol", "ul"}:
            self._lists.pop()
        elif tag == "li":
            self._number = ""


def _first_number(attributes: dict[str, str | None]) -> int | None:
    if "reversed" in attributes or attributes.get("type", "1") != "1":
        return None
    return _integer(attributes.get("start"), 1)


def _integer(said: str | None, otherwise: int) -> int:
    return int(said) if said and _WHOLE.fullmatch(said) else otherwise
