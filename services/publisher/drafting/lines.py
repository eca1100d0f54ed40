"""A report as running text: what a short post, a caption or an anchor tells of it."""

from dataclasses import dataclass

import regex

from services.publisher.drafting.source import Source
from shared.contracts.unknown import Unknown
from shared.contracts.words import BlockKind
from shared.text.normalising import normalise

LONGEST_HEADING = 40
"""Code points. A numbered line without a full stop that is longer tells something."""

_HEADINGS = frozenset({BlockKind.HEADING, BlockKind.SUBHEADING})
_NUMBERED = regex.compile(
    r"(?:第?[一二三四五六七八九十]+[、.．章节]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．](?!\d))"
)
_SENTENCE_END = regex.compile(r"[。！？!?…；;：:”]$")


@dataclass(frozen=True)
class Line:
    text: str
    block: int
    """The submission's block it stands in."""
    kind: BlockKind

    @property
    def is_heading(self) -> bool:
        """By its kind, or as Word files have it: 一、活动概况 on a line of its own. A list's item is none."""
        if self.kind is BlockKind.ITEM:
            return False
        numbered = _NUMBERED.match(self.text) and not _SENTENCE_END.search(self.text)
        return self.kind in _HEADINGS or bool(numbered and len(self.text) <= LONGEST_HEADING)


def lines_of(source: Source) -> list[Line]:
    """The body line by line, tidied, empty lines dropped."""
    return [
        Line(line.strip(), index, BlockKind.PARAGRAPH if isinstance(block.kind, Unknown) else block.kind)
        for index, block in enumerate(source.body)
        for line in normalise(block.text).text.split("\n")
        if line.strip()
    ]


def told(source: Source) -> list[Line]:
    """The lines without the headings; only where there is nothing else, the headings."""
    lines = lines_of(source)
    return [line for line in lines if not line.is_heading] or lines


def untold(source: Source) -> list[Line]:
    """The headings that `told` leaves out."""
    lines = lines_of(source)
    headings = [line for line in lines if line.is_heading]
    return headings if len(headings) < len(lines) else []
