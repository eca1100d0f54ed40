"""HTML: cleaned by nh3 first, then read as blocks, however deeply nested. Of the rest only the text stays."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import nh3
import regex

from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind
from shared.documents import text
from shared.documents.body import Body
from shared.documents.html.list_numbers import counted_items
from shared.documents.html.reader import BORDER, Piece, Reader
from shared.documents.html.styles import Styles

_UNREAD = frozenset({"script", "style", "title", "xml", "noscript", "iframe", "noembed", "noframes"})
"""Their content is no text of the document."""
_RAW = frozenset({"plaintext", "xmp"})
"""Written back without escapes: unwrapped instead."""
_NAME = re.compile(r"[a-z][a-z0-9:-]{0,30}")
_SEEN = {"class", "id", "style", "hidden", "open", "type", "start", "reversed", "value"}

DEEPEST = 1_000
"""Elements in one another; browsers stop at 512. Cleaning takes time with their square: 50,000 take half a minute."""

_TAG = re.compile(r"""<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][^\s/>]*)(?:[^>"']|"[^"]*"|'[^']*')*+""", re.DOTALL)
_TEMPLATE = re.compile(r"(</?)template\b", re.IGNORECASE)
_WITHOUT_DEPTH = frozenset(
    {"p", "li", "dt", "dd", "td", "th", "tr", "option", "br", "hr", "img", "input", "meta", "link"}
)
"""Often left open: the next one ends them, or they hold nothing."""

_WIDE = r"[\p{Han}\u3001-\u303F\uFF00-\uFF5E“”‘’…—]"
_WRAPPED = regex.compile(rf"(?<={_WIDE})[ \t]*\n[ \t]*(?={_WIDE})")
"""Word wraps its source in the middle of Chinese sentences, where no space was meant."""
_SPACE = re.compile(r"[ \t\r\n\u00a0]+")


def read(source: str) -> Body:
    """What nests too deeply to be read in time is no document: it stays the text that it is, marks and all."""
    tags = _TAG.findall(source)
    if _depth(tags) > DEEPEST:
        return text.read(source)
    cleaned = text.plain(_cleaned(source, {name.lower() for _, name in tags}))
    reader = Reader(Styles.of(source), counted_items(cleaned))
    reader.feed(cleaned)
    reader.close()
    return Body(tuple(Block(kind=kind, text=line) for kind, line in _lines(reader.pieces)), reader.left_out)


def _cleaned(source: str, names: set[str]) -> str:
    """Well-formed, every element still there: what hides a text may stand on any of them. Nobody shows this."""
    kept = {name for name in names if _NAME.fullmatch(name)} - _UNREAD - _RAW
    return nh3.clean(
        _TEMPLATE.sub(r"\1x-template", source),  # else its content is lost without a word
        tags=kept | {"x-template", "tbody"},
        clean_content_tags=set(_UNREAD),
        attributes={"*": _SEEN},
        strip_comments=True,
        link_rel=None,
    )


def _depth(tags: Sequence[tuple[str, str]]) -> int:
    """The most elements that are open at once."""
    deepest = depth = 0
    opened: Counter[str] = Counter()
    for closing, name in tags:
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
        if line := _SPACE.sub(" ", _WRAPPED.sub("", words)).strip():
            yield kind, line
        words = ""
