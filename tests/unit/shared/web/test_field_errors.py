import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from shared.web.field_errors import FAMILIES, MESSAGES, field_errors
from shared.web.problems import FieldError, by_field


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(BaseModel):
    name: str


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(default="x", min_length=1, max_length=5)
    short: str = Field(default="xx", min_length=2)
    day: date | None = None
    at: AwareDatetime | None = None
    colour: Colour = Colour.RED
    use: Literal["none", "some"] = "none"
    number: int = Field(default=1, ge=1, le=9)
    flag: bool = True
    files: list[Inner] = []
    people: dict[str, Inner] = {}
    own: Annotated[str, Field(pattern="^[a-z]*$")] = ""

    @field_validator("short")
    @classmethod
    def _own_rule(cls, value: str) -> str:
        if value == "bad":
            raise ValueError("这个词不能用。")
        return value


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"title": ""}, "title", "必填。"),
        ({"title": "六个字的标题"}, "title", "最多 5 个字。"),
        ({"title": 7}, "title", "应为文字。"),
        ({"short": "x"}, "short", "至少 2 个字。"),
        ({"short": "bad"}, "short", "这个词不能用。"),
        ({"day": "2022-13-40"}, "day", "应为日期，例如 2022-12-05。"),
        ({"at": "2022-12-05T09:00:00"}, "at", "时间应带时区，例如 2022-12-05T09:00:00+08:00。"),
        ({"colour": "green"}, "colour", "只能是 red、blue。"),
        ({"use": "all"}, "use", "只能是 none、some。"),
        ({"number": 0}, "number", "不能小于 1。"),
        ({"number": 10}, "number", "不能大于 9。"),
        ({"number": "x"}, "number", "应为整数。"),
        ({"flag": "perhaps"}, "flag", "应为 true 或 false。"),
        ({"files": {}}, "files", "应为列表。"),
        ({"files": [{"name": "a"}, {}]}, "files[1].name", "必填。"),
        ({"people": {"张三": {"name": 1}}}, "people.张三.name", "应为文字。"),
        ({"own": "A"}, "own", "格式不对。"),
        ({"unit": "370600"}, "unit", "没有这一项，请删去或检查名称。"),
    ],
)
def test_an_error_names_its_field_and_what_to_do(data: dict[str, Any], field: str, message: str):
    with pytest.raises(ValidationError) as caught:
        Model.model_validate(data)
    assert FieldError(field, message) in field_errors(caught.value)


def test_every_message_is_chinese():
    context = dict.fromkeys(("min_length", "max_length", "gt", "ge", "lt", "le", "multiple_of"), 2) | {
        "expected": "'a' or 'b'",
        "expected_tags": "'a', 'b'",
        "discriminator": "kind",
        "error": ValueError("有误"),
    }
    for message in [made(context) for made in MESSAGES.values()] + list(FAMILIES.values()):
        assert re.search(r"[一-龥]", message)
        assert "'" not in message


def test_a_form_shows_the_first_message_of_each_field():
    errors = [FieldError("a", "1"), FieldError("a", "2"), FieldError("b", "3")]
    assert by_field(errors) == {"a": "1", "b": "3"}
