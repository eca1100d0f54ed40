"""What a document leaves behind in a text: powers that have no character, references to notes, marks of a page."""

from collections.abc import Iterator

import regex

from services.publisher.drafting.findings.scene import OWN, Scene
from services.publisher.stories.finding import Finding, Level

_TAGS = (
    "a|b|blockquote|body|br|center|code|del|div|em|font|h[1-6]|hr|html|i|img|input|ins|li|o:p|ol|p|pre|s|script|section"
    "|span|strike|strong|style|su[bp]|table|tbody|t[dhr]|u|ul|video"
)
_RULES = (
    (
        "text.raised",
        regex.compile(r"(?<=[\p{L}\p{N})）])[\^_][(（][^()（）\n]*+[)）]|(?<=\p{N})\^[+\-−]?\p{N}"),
        "“{}”原为上标或下标，没有对应的字符，请改写成文字（如“10的2.5次方”）",
    ),
    (
        "text.reference",
        regex.compile(r"(?<=[^\s\[])\[(?:注?\d{1,3}(?:[\-–—~,，、]\d{1,3})*+|\p{L}{1,8}\d{1,3})\]"),
        "“{}”是注释或批注的标记，读者看不到注文，请删去",
    ),
    (
        "text.markup",
        regex.compile(
            rf"</?(?:{_TAGS})(?:\s[^<>\n]{{0,300}})?/?>|&(?:nbsp|lt|gt|amp|quot|#\d{{1,6}});", regex.IGNORECASE
        ),
        "“{}”是网页代码，会原样显示，请删去或改写成文字",
    ),
)  # fmt: skip
"""By where they stand: the text alone tells, whoever wrote it and in whatever form it came."""


def remains(scene: Scene) -> Iterator[Finding]:
    for field, text in scene.texts.items():
        for rule, pattern, said in _RULES:
            for found in pattern.finditer(text):
                written = scene.as_written(field, *found.span())
                yield Finding(rule, Level.BLOCK, field, said.format(written), OWN, *found.span())
