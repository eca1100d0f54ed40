"""Plain text: a paragraph a line. Space around it is indentation, of a Chinese paragraph two ideographic ones."""

from services.ingest.domain.texts import plain
from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind


def blocks(source: str) -> tuple[Block, ...]:
    lines = (line.strip() for line in plain(source).split("\n"))
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=line) for line in lines if line)
