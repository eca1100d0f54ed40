"""What a unit has typed so far, as blocks: enough to preview, the real reading is ingest's."""

import re
from html.parser import HTMLParser

from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind

_MARKS = (
    (re.compile(r"^###+\s*"), BlockKind.SUBHEADING),
    (re.compile(r"^#{1,2}\s*"), BlockKind.HEADING),
    (re.compile(r"^>\s*"), BlockKind.QUOTE),
    (re.compile(r"^(?:[-*+]|\d+\.)\s+"), BlockKind.ITEM),
)
_TAGS = {
    "h1": BlockKind.HEADING,
    "h2": BlockKind.HEADING,
    "h3": BlockKind.SUBHEADING,
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.ITEM,
}
_BREAKS = frozenset({"p", "div", "br", "tr", "ul", "ol", "table", *_TAGS})
_SILENT = frozenset({"script", "style", "head", "template"})


def blocks_of_text(text: str) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=line.strip()) for line in text.splitlines() if line.strip())


def blocks_of_markdown(text: str) -> tuple[Block, ...]:
    return tuple(_marked(line.strip()) for line in text.splitlines() if line.strip())


def blocks_of_html(text: str) -> tuple[Block, ...]:
    reader = _Blocks()
    reader.feed(text)
    reader.close()
    reader.ended()
    return tuple(reader.blocks)


def _marked(line: str) -> Block:
    for mark, kind in _MARKS:
        if found := mark.match(line):
            return Block(kind=kind, text=line[found.end() :])
    return Block(kind=BlockKind.PARAGRAPH, text=line)


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._kind = BlockKind.PARAGRAPH
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _SILENT:
            self._silent += 1
        if tag in _BREAKS:
            self.ended()
        self._kind = _TAGS.get(tag, self._kind)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BREAKS:
            self.ended()
        if tag in _TAGS:
            self._kind = BlockKind.PARAGRAPH

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def ended(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self.blocks.append(Block(kind=self._kind, text=text))
