"""An article's body: the report's paragraphs as they are, pictures between them."""

from collections.abc import Sequence

from services.publisher.drafting.lines import Line, lines_of
from services.publisher.drafting.platforms.html import BodyBlock
from services.publisher.drafting.platforms.passages import Passage, Writing, from_source, template
from services.publisher.drafting.source import Source
from services.publisher.stories.content import Picture


def body(source: Source, pictures: Sequence[Picture], writing: Writing) -> tuple[BodyBlock, ...]:
    """Every paragraph whole; a picture after each of the first paragraphs, what is left over at the end."""
    blocks: list[BodyBlock] = []
    waiting = list(pictures)
    for line in lines_of(source):
        blocks.append(_paragraph(line, len(blocks), writing))
        if waiting and not line.is_heading:
            blocks.append(_picture(waiting.pop(0), len(blocks), writing))
    while waiting:
        blocks.append(_picture(waiting.pop(0), len(blocks), writing))
    return tuple(blocks)


def _paragraph(line: Line, index: int, writing: Writing) -> BodyBlock:
    text = writing.put(f"body[{index}]", from_source(line.text, line.block))
    return BodyBlock.model_validate({"kind": line.kind.value, "text": text})


def _picture(picture: Picture, index: int, writing: Writing) -> BodyBlock:
    text = writing.put(f"body[{index}]", _caption(picture))
    return BodyBlock(kind="image", text=text, sha256=picture.sha256)


def _caption(picture: Picture) -> Passage:
    """活动现场（张三 摄）."""
    if not picture.credit:
        return from_source(picture.caption)
    return from_source(picture.caption) + template("（") + from_source(picture.credit) + template(" 摄）")
