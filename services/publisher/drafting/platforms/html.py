"""An article's HTML, built from its blocks and sanitised to the subset that platforms take."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import PurePosixPath
from typing import ClassVar, Literal, Self

import nh3
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from services.publisher.drafting.pictures.renditions import EXTENSIONS
from services.publisher.drafting.platforms.shapes import Digest, Line, Shape, Text
from services.publisher.stories.content import Picture
from shared.contracts.words import BlockKind

TAGS = {"p", "h1", "h2", "h3", "blockquote", "strong", "ul", "ol", "li", "img"}
"""No link, no frame, no drawing, no style: a link's words stay."""

ATTRIBUTES = {"img": {"src", "alt"}}

_NUMBERED = re.compile(r"[0-9]+[.)、．] ?")

_FRAMES: dict[str, tuple[str, str]] = {
    BlockKind.PARAGRAPH: ("<p>", "</p>"),
    BlockKind.HEADING: ("<h2>", "</h2>"),
    BlockKind.SUBHEADING: ("<h3>", "</h3>"),
    BlockKind.QUOTE: ("<blockquote>", "</blockquote>"),
    BlockKind.ITEM: ("<li>", "</li>"),
}


class BodyBlock(Shape):
    """A paragraph of an article, or a picture with its caption as text."""

    always: ClassVar[str] = "text"

    kind: Literal["p", "h2", "h3", "quote", "li", "image"]
    text: Text = ""
    sha256: Digest | None = None
    """The picture's, for `image`; no other kind has one."""

    @model_validator(mode="after")
    def _picture_or_text(self) -> Self:
        if (self.kind == "image") != (self.sha256 is not None):
            raise PydanticCustomError("picture_block", "a picture block names its picture, and no other block does")
        return self


def sanitised(html: str) -> str:
    """Only the subset: everything else is dropped, the words inside it kept."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, clean_content_tags={"script", "style"}, link_rel=None)


def article(blocks: Sequence[BodyBlock], paths: dict[str, str], byline: Line = "") -> str:
    """The article as it is posted; `paths` say where in the package each picture lies."""
    parts = []
    for items, group in groupby(blocks, key=_is_item):
        inner = "".join(_block(block, paths) for block in group)
        parts.append(f"<ul>{inner}</ul>" if items else inner)
    if byline:
        parts.append(f"<p>{escape(byline, quote=False)}</p>")
    return sanitised("".join(parts))


def image_path(index: int, picture: Picture) -> str:
    """A picture's place in the package: images/01.jpg, numbered in the order of posting."""
    return f"images/{index + 1:02}{EXTENSIONS.get(picture.media_type, PurePosixPath(picture.name).suffix)}"


def _is_item(block: BodyBlock) -> bool:
    """One that brings its number is a line of its own: a dot before it would be a second mark."""
    return block.kind == BlockKind.ITEM.value and not _NUMBERED.match(block.text)


def _block(block: BodyBlock, paths: dict[str, str]) -> str:
    if block.kind != "image":
        is_plain = block.kind == BlockKind.ITEM.value and not _is_item(block)
        opening, closing = _FRAMES[BlockKind.PARAGRAPH if is_plain else block.kind]
        lines = [line for line in block.text.split("\n") if line.strip()]
        return "".join(f"{opening}{escape(line, quote=False)}{closing}" for line in lines)
    if block.sha256 is None or block.sha256 not in paths:
        return ""
    caption = escape(block.text)
    shown = f'<p><img src="{escape(paths[block.sha256])}" alt="{caption}"></p>'
    return f"{shown}<p>{escape(block.text, quote=False)}</p>" if block.text else shown
