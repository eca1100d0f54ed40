"""Markdown (CommonMark), read by markdown-it, but for what would change a number: that stays as it was typed.

HTML in it is text. Links leave their words, pictures their alternative text.
"""

import re
from collections import Counter
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.blockquote import blockquote
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis
from markdown_it.token import Token

from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind
from shared.documents import text
from shared.documents.body import Body, LeftOut, told

DEEPEST = 100
"""Quotes and lists in one another; a list counts two. The reader drops what is deeper, without a word."""

_OPENED = {"blockquote_open": BlockKind.QUOTE, "list_item_open": BlockKind.ITEM}
_CLOSED = {"blockquote_close", "list_item_close"}
_HEADINGS = {"h1": BlockKind.HEADING, "h2": BlockKind.HEADING}
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:.*|[/#?].*|.+\.[a-z][a-z0-9]{1,4}(?:[?#].*)?", re.IGNORECASE)


def read(source: str) -> Body:
    """What nests too deeply to be read is no document: it stays the text that it is, marks and all."""
    tokens = _MARKDOWN.parse(source)
    if any(token.level + 1 >= DEEPEST for token in tokens):
        return text.read(source)
    pictures = sum(child.type == "image" for token in tokens for child in token.children or ())
    return Body(tuple(_blocks(tokens)), told(Counter({LeftOut.PICTURE: pictures})))


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    around = [BlockKind.PARAGRAPH]
    heading: BlockKind | None = None
    number = ""
    """Of the items that the next words open, as typed."""
    for token in tokens:
        if token.type in _OPENED:
            around.append(_OPENED[token.type])
            number += _number(token)
        elif token.type in _CLOSED:
            yield from _lines(around.pop(), number)  # of an item without words: a line that is only 2022.
            number = ""
        elif token.type == "heading_open":
            heading = _HEADINGS.get(token.tag, BlockKind.SUBHEADING)
        elif token.type == "heading_close":
            heading = None
        elif words := _words(token):
            yield from _lines(heading or around[-1], number + words)
            number = ""


def _number(item: Token) -> str:
    if item.type != "list_item_open" or not item.info:
        return ""
    return f"{item.info}{item.markup} "


def _words(token: Token) -> str:
    if token.type in {"fence", "code_block"}:
        return f"{token.info}\n{token.content}".strip("\n")  # ~~~5月5日~~~ is no language
    return "".join(_spoken(child) for child in token.children or ()).lstrip()


def _spoken(inline: Token) -> str:
    if inline.type == "image":
        return "".join(_spoken(child) for child in inline.children or ())
    return "\n" if inline.type in {"softbreak", "hardbreak"} else inline.content


def _lines(kind: BlockKind, words: str) -> Iterator[Block]:
    """A line of its own is a paragraph of its own: who writes Chinese in Markdown does not wrap lines."""
    for line in text.plain(words).split("\n"):  # an entity may have become what the source must not hold
        if stripped := line.strip():
            yield Block(kind=kind, text=stripped)


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  markdown-it's name
        """[2022](5)号 is no link."""
        return bool(_ADDRESS.fullmatch(url))


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's own form of a rule
    """Not where it would join numbers: 12*3*4, 5*6米、3*4米, 2**3**4."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    if not _multiplies(state.src[state.pos - 1 : state.pos], state.src[end : end + 1], end - state.pos):
        return emphasis(state, silent)
    state.pending += state.src[state.pos : end]
    state.pos = end
    return True


def _multiplies(before: str, after: str, marks: int) -> bool:
    if before.isdigit() and after.isdigit():
        return True
    alone = marks == 1 and not before.isspace() and not after.isspace() and before and after
    return bool(alone) and (before.isdigit() or after.isdigit())


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """>5人 is more than five; who quotes leaves a space."""
    place = state.bMarks[start] + state.tShift[start]
    return not state.src[place + 1 : place + 2].isdigit() and blockquote(state, start, end, silent)


def _reader() -> MarkdownIt:
    reader = _Reader("commonmark", {"html": False, "maxNesting": DEEPEST})
    reader.inline.ruler.at("emphasis", _emphasis)
    reader.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    reader.disable("reference")  # [1]: 张三讲话 would vanish, and [3] become 3
    return reader


_MARKDOWN = _reader()
