"""The tables of docs/channels.zh-CN.md and docs/channels.md, as they stand there."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
CHINESE, ENGLISH = DOCS / "channels.zh-CN.md", DOCS / "channels.md"

Cells = dict[tuple[str, str], str]
"""By row and column."""

_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)


def cells(page: Path) -> list[Cells]:
    """One for each table whose first column names what happens; the rest of the page is for reading."""
    tables = [_lines(block) for block in _TABLE.findall(page.read_text("utf-8"))]
    return [_cells(lines) for lines in tables if lines[0][0] in {"事情", "What happens"}]


def all_cells(page: Path) -> Cells:
    return {place: cell for table in cells(page) for place, cell in table.items()}


def _lines(block: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]


def _cells(lines: list[list[str]]) -> Cells:
    (_, *columns), _, *rows = lines
    return {(row, column): cell for row, *found in rows for column, cell in zip(columns, found, strict=True)}
