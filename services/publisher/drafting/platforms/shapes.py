"""The parts that drafts of several platforms share, as an editor or a program may send them."""

from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, ValidationError

from services.publisher.drafting.platform import ContentError
from services.publisher.stories.content import Content, Picture
from services.publisher.stories.written_out import WrittenOut
from shared.contracts.words import AiUse, Consent
from shared.ids import Sha256
from shared.text.normalising import normalise, normalise_line

Line = Annotated[str, AfterValidator(lambda text: normalise_line(text).text)]
"""One line, tidied."""

Text = Annotated[str, AfterValidator(lambda text: normalise(text).text.strip())]
"""Paragraphs with a line end between them, tidied."""

Topic = Annotated[str, AfterValidator(lambda text: normalise_line(text).text.strip("#＃ "))]
"""Without its marks: those are the platform's."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Shape(WrittenOut):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def as_content(self) -> Content:
        return self.model_dump(mode="json")


S = TypeVar("S", bound=Shape)


class Image(Shape):
    """A published picture. Only caption and credit are for editing; the rest is known (`domain/known.py`)."""

    always: ClassVar[str] = "caption credit consent"

    sha256: Digest
    original: Digest
    name: Line
    media_type: Line
    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]
    size: Annotated[int, Field(ge=0)]
    caption: Line = ""
    credit: Line = ""
    consent: Consent = Consent.MISSING

    @classmethod
    def of(cls, picture: Picture) -> "Image":
        return cls.model_validate(picture.as_json())

    def picture(self) -> Picture:
        return Picture(**{**self.__dict__, "sha256": Sha256(self.sha256), "original": Sha256(self.original)})


class Declarations(Shape):
    """What is declared to the platform beside the text, and kept with the draft."""

    always: ClassVar[str] = "ai_use original statement"

    ai_use: AiUse = AiUse.NONE
    original: bool = False
    """声明原创: never for news and regulations on Toutiao."""
    statement: Line = ""
    """The platform's own: Douyin's 自主声明, Weibo's 内容声明."""


AI_STATEMENTS = {AiUse.NONE: "", AiUse.ASSISTED: "含人工智能辅助创作内容", AiUse.GENERATED: "内容由人工智能生成"}
"""By the rule on marking generated content, in force since 1 September 2025."""


def declared(ai_use: AiUse) -> Declarations:
    return Declarations(ai_use=ai_use, statement=AI_STATEMENTS[ai_use])


def read(shape: type[S], content: Content) -> S:
    """The content in its platform's shape, or every field that is wrong, with the remedy in Chinese."""
    try:
        return shape.model_validate(content)
    except ValidationError as wrong:
        raise ContentError(
            [(_field(error["loc"]), _message(error["type"], error.get("ctx", {}))) for error in wrong.errors()]
        ) from None


def _field(place: tuple[int | str, ...]) -> str:
    name = ""
    for step in place:
        name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else step
    return name


def _message(kind: str, context: dict[str, Any]) -> str:
    if kind in {"enum", "literal_error"}:
        return f"只能是：{context.get('expected', '')}"
    return _MESSAGES.get(kind, "格式不对，请按平台稿字段填写")


_MESSAGES = {
    "picture_block": "图片段须写明图片指纹，其他段落不写",
    "missing": "缺少该字段，请补上",
    "extra_forbidden": "平台稿没有该字段，请删去",
    "string_type": "应为文字",
    "string_unicode": "含有不成对的代理字符，请删去",
    "string_pattern_mismatch": "应为64位小写十六进制的图片指纹",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "greater_than_equal": "数值过小",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
}
