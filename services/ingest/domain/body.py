"""A body as blocks: what a report keeps of the form it was sent in."""

import re
from collections.abc import Sequence
from typing import Protocol

from services.ingest.domain.report import BodyForm
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


class UnreadableBody(Exception):  # noqa: N818  it is the body that is at fault
    """It brings its reader down."""


class ReadBody(Protocol):
    async def __call__(self, form: BodyForm, source: str) -> tuple[Block, ...]:
        """Whatever was sent gives the blocks it holds, perhaps none; UnreadableBody if it brings the reader down."""
        ...


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
