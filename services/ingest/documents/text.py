"""Plain text: a paragraph a line."""

from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind

_SPACE = " \t\u00a0\u3000"
"""The ideographic space is the indentation of a Chinese paragraph, not part of it."""


def blocks(source: str) -> tuple[Block, ...]:
    lines = (line.strip(_SPACE) for line in source.split("\n"))
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=line) for line in lines if line)
