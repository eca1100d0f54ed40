"""An article's body: the report's paragraphs as they are, pictures between them."""

from collections.abc import Sequence

from services.publisher.domain.content import Picture
from services.publisher.domain.source import Source
from services.publisher.platforms.html import BodyBlock
from services.publisher.platforms.material import HEADINGS, Paragraph, paragraphs
from services.publisher.platforms.passages import Passage, Writing, from_source, template


def body(source: Source, pictures: Sequence[Picture], writing: Writing) -> tuple[BodyBlock, ...]:
    """Every paragraph whole; a picture after each of the first paragraphs, what is left over at the end."""
    blocks: list[BodyBlock] = []
    waiting = list(pictures)
    for paragraph in paragraphs(source):
        blocks.append(_paragraph(paragraph, len(blocks), writing))
        if waiting and paragraph.kind not in HEADINGS:
            blocks.append(_picture(waiting.pop(0), len(blocks), writing))
    while waiting:
        blocks.append(_picture(waiting.pop(0), len(blocks), writing))
    return tuple(blocks)


def _paragraph(paragraph: Paragraph, index: int, writing: Writing) -> BodyBlock:
    text = writing.put(f"body[{index}]", paragraph.passage)
    return BodyBlock.model_validate({"kind": paragraph.kind.value, "text": text})


def _picture(picture: Picture, index: int, writing: Writing) -> BodyBlock:
    text = writing.put(f"body[{index}]", _caption(picture))
    return BodyBlock(kind="image", text=text, sha256=picture.sha256)


def _caption(picture: Picture) -> Passage:
    """活动现场（张三 摄）."""
    if not picture.credit:
        return from_source(picture.caption)
    return from_source(picture.caption) + template("（") + from_source(picture.credit) + template(" 摄）")
