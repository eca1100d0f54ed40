"""Plain text: a paragraph a line. Space around it is indentation, of a Chinese paragraph two ideographic ones."""

import re

from shared.contracts.submissions import Block
from shared.contracts.words import BlockKind
from shared.documents.body import Body

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def read(source: str) -> Body:
    lines = (line.strip() for line in plain(source).split("\n"))
    return Body(tuple(Block(kind=BlockKind.PARAGRAPH, text=line) for line in lines if line))


def plain(value: str) -> str:
    """With one kind of line end, and a sign for what no database holds. The rest is for `tidying`, which says it."""
    return _UNSTORABLE.sub("\ufffd", _LINE_ENDS.sub("\n", value))
