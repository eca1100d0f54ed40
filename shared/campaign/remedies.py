"""Pydantic's complaints in the words of the person who edits the file."""

from collections.abc import Mapping
from typing import Any

REMEDIES = {
    "missing": "必填，请补上",
    "extra_forbidden": "没有这一项，请核对拼写或删除",
    "string_type": "应为文字，请加引号",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "只用小写字母、数字和连字符",
    "int_type": "应为整数，不加引号",
    "int_parsing": "应为整数",
    "bool_type": "应为 true 或 false，不加引号",
    "bool_parsing": "应为 true 或 false，不加引号",
    "tuple_type": "应为列表，请写成 [ … ]",
    "dict_type": "应为对照表，请写成 左 = 右",
    "model_type": "应为一组字段，请写成 { 名 = 值 }",
    "date_type": "应为日期，写成 2022-12-30，不加引号",
    "date_parsing": "应为日期，写成 2022-12-30，不加引号",
    "date_from_datetime_parsing": "应为日期，写成 2022-12-30，不加引号",
    "date_from_datetime_inexact": "应为日期，不带时间，写成 2022-12-30",
    "datetime_type": "应为时间，写成 2022-12-05T09:00:00+08:00，不加引号",
    "datetime_parsing": "应为时间，写成 2022-12-05T09:00:00+08:00，不加引号",
    "datetime_from_date_parsing": "应为时间，写成 2022-12-05T09:00:00+08:00，不加引号",
    "timezone_aware": "时间应带时区，写成 2022-12-05T09:00:00+08:00",
    "greater_than_equal": "数值太小",
}


def remedy(error: Mapping[str, Any]) -> str:
    """What to do about one of `ValidationError.errors()`."""
    if error["type"] in {"enum", "literal_error"}:
        choices = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")
        return f"只能是：{choices}"
    if error["type"] == "string_too_long":
        return f"最多{error['ctx']['max_length']}个字，请改短"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return REMEDIES.get(error["type"], f"内容不合要求（{error['msg']}）")
