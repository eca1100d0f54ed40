"""An article as one text that can be edited, and back: a line a paragraph, a mark before it says its kind."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

MARKS = {"h2": "## ", "h3": "### ", "quote": "> ", "li": "- "}
"""Nothing before a line: a paragraph."""

HINT = "每行一段。行首写“## ”是标题，“### ”是小标题，“> ”是引文，“- ”是列表项；〔图1〕后面写图说，这一行就是第1张图片。"

_PICTURE = re.compile(r"〔图\s*(\d{1,3})〕\s*(.*)")
_LOOKS_MARKED = re.compile(r"#{2,3}\s|[>\-]\s|〔图|\\")

Block = Mapping[str, Any]


def text_of(blocks: Sequence[Block], pictures: Sequence[str]) -> str:
    """`pictures`: in the order in which the page numbers them."""
    lines: list[str] = []
    for block in blocks:
        if block["kind"] == "image":
            number = pictures.index(block["sha256"]) + 1 if block["sha256"] in pictures else 0
            lines.append(f"〔图{number}〕{block.get('text', '')}".replace("\n", " "))
        else:
            mark = MARKS.get(block["kind"], "")
            lines += [mark + line if mark else _escaped(line) for line in block["text"].split("\n")]
    return "\n".join(lines)


def blocks_of(text: str, pictures: Sequence[str]) -> list[dict[str, str]]:
    """A picture's number that the page does not have stays as text, for its editor to see."""
    return [_block(line.strip(), pictures) for line in text.splitlines() if line.strip()]


def _block(line: str, pictures: Sequence[str]) -> dict[str, str]:
    found = _PICTURE.fullmatch(line)
    if found and 1 <= int(found[1]) <= len(pictures):
        return {"kind": "image", "text": found[2].strip(), "sha256": pictures[int(found[1]) - 1]}
    for kind, mark in sorted(MARKS.items(), key=lambda each: -len(each[1])):
        if line.startswith(mark):
            return {"kind": kind, "text": line.removeprefix(mark).strip()}
    return {"kind": "p", "text": line.removeprefix("\\")}


def _escaped(line: str) -> str:
    """A paragraph that begins like a mark gets a backslash, which is taken off again."""
    return f"\\{line}" if _LOOKS_MARKED.match(line) else line
