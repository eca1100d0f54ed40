"""A body given back for editing: read again (`shared/documents`), it gives the same blocks."""

import re
from collections.abc import Sequence

from shared.contracts.submissions import Block
from shared.contracts.unknown import Open
from shared.contracts.words import BlockKind

_MARKS: dict[Open[BlockKind], str] = {
    BlockKind.HEADING: "## ",
    BlockKind.SUBHEADING: "### ",
    BlockKind.QUOTE: "> ",
    BlockKind.ITEM: "- ",
}
_ANYWHERE = re.compile(r"[\\`*_\[\]<>&~|]")
_AT_THE_START = re.compile(r"^(?:[-+#=:!]|\d+(?=[.)]))")


def is_plain(blocks: Sequence[Block]) -> bool:
    return all(block.kind == BlockKind.PARAGRAPH for block in blocks)


def as_text(blocks: Sequence[Block]) -> str:
    """For a form's text area; read again as text it gives the same blocks, if they are plain."""
    return "\n".join(block.text for block in blocks)


def as_markdown(blocks: Sequence[Block]) -> str:
    """For a form's text area; read again as Markdown it gives the same blocks."""
    return "\n\n".join(_MARKS.get(block.kind, "") + _escaped(block.text) for block in blocks)


def _escaped(text: str) -> str:
    """What Markdown would take for a mark is said to be none."""
    inner = _ANYWHERE.sub(r"\\\g<0>", text)
    start = _AT_THE_START.match(inner)
    if start is None:
        return inner
    mark = start[0]
    return f"{mark}\\{inner[len(mark) :]}" if mark.isdigit() else f"\\{inner}"
