"""Pydantic's errors as sentences that a person in an office can act on."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from shared.web.problems import FieldError

Context = dict[str, Any]
MESSAGES: dict[str, Callable[[Context], str]] = {
    "missing": lambda _: "必填。",
    "extra_forbidden": lambda _: "没有这一项，请删去或检查名称。",
    "string_type": lambda _: "应为文字。",
    "string_unicode": lambda _: "含有无法识别的字符。",
    "string_too_short": lambda c: "必填。" if c["min_length"] == 1 else f"至少 {c['min_length']} 个字。",
    "string_too_long": lambda c: f"最多 {c['max_length']} 个字。",
    "string_pattern_mismatch": lambda _: "格式不对。",
    "too_short": lambda c: f"至少 {c['min_length']} 项。",
    "too_long": lambda c: f"最多 {c['max_length']} 项。",
    "enum": lambda c: f"只能是 {_alternatives(c['expected'])}。",
    "literal_error": lambda c: f"只能是 {_alternatives(c['expected'])}。",
    "union_tag_invalid": lambda c: f"只能是 {_alternatives(c['expected_tags'])}。",
    "union_tag_not_found": lambda c: f"缺少 {c['discriminator']}。",
    "greater_than": lambda c: f"应大于 {c['gt']}。",
    "greater_than_equal": lambda c: f"不能小于 {c['ge']}。",
    "less_than": lambda c: f"应小于 {c['lt']}。",
    "less_than_equal": lambda c: f"不能大于 {c['le']}。",
    "multiple_of": lambda c: f"应是 {c['multiple_of']} 的倍数。",
    "finite_number": lambda _: "应为有限的数。",
    "none_required": lambda _: "应留空。",
    "value_error": lambda c: str(c["error"]),
    "assertion_error": lambda c: str(c["error"]),
    "timezone_aware": lambda _: "时间应带时区，例如 2022-12-05T09:00:00+08:00。",
    "timezone_naive": lambda _: "时间不应带时区。",
    "date_past": lambda _: "应是过去的日期。",
    "date_future": lambda _: "应是将来的日期。",
    "datetime_past": lambda _: "应是过去的时间。",
    "datetime_future": lambda _: "应是将来的时间。",
}
"""By pydantic's error type; what begins alike is in FAMILIES."""

FAMILIES = {
    "bool_": "应为 true 或 false。",
    "int_": "应为整数。",
    "float_": "应为数字。",
    "decimal_": "应为数字。",
    "dict_": "应为一个对象。",
    "model_": "应为一个对象。",
    "dataclass_": "应为一个对象。",
    "list_": "应为列表。",
    "tuple_": "应为列表。",
    "set_": "应为列表。",
    "frozen_set_": "应为列表。",
    "iterable_": "应为列表。",
    "datetime_": "应为时间，例如 2022-12-05T09:00:00+08:00。",
    "date_": "应为日期，例如 2022-12-05。",
    "time_": "应为时间，例如 09:30。",
    "uuid_": "应为 UUID。",
    "url_": "应为网址，例如 https://example.org/。",
    "bytes_": "应为文字。",
}


def field_errors(error: ValidationError) -> list[FieldError]:
    """Each error with its field named as the sender wrote it, `files[0].name`."""
    return [FieldError(_path(part["loc"]), _message(part["type"], part.get("ctx", {}))) for part in error.errors()]


def _message(kind: str, context: Context) -> str:
    if kind in MESSAGES:
        return MESSAGES[kind](context)
    return next((message for start, message in FAMILIES.items() if kind.startswith(start)), "格式不对。")


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _alternatives(expected: str) -> str:
    return expected.replace(" or ", "、").replace(", ", "、").replace("'", "")
