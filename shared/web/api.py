"""JSON in, JSON out, with errors that name the field."""

import codecs
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import pydantic_core
from aiohttp import web
from pydantic import BaseModel, ValidationError

from shared.web.field_errors import field_errors
from shared.web.operation import operation
from shared.web.problems import FieldError, Problem
from shared.web.repeated_names import repeated_names

__all__ = ["field_errors", "if_match", "operation", "parsed_json", "read_json", "reply", "validated"]

M = TypeVar("M", bound=BaseModel)
ENTITY_TAG = re.compile(r'(?:W/)?"([^"]*)"')
JSON = re.compile(r"application/(?:[\w.+-]+\+)?json", re.ASCII)
LARGEST_VERSION = 2**31 - 1


def reply(
    body: Any, status: int = 200, *, etag: str | int | None = None, headers: Mapping[str, str] | None = None
) -> web.Response:
    """Models, dataclasses, times and enums are written as JSON in UTF-8."""
    named = dict(headers or {})
    if etag is not None:
        named["ETag"] = f'"{etag}"'
    if status == HTTPStatus.NO_CONTENT:
        return web.Response(status=status, headers=named)
    return web.Response(
        body=pydantic_core.to_json(body), status=status, headers=named, content_type="application/json", charset="utf-8"
    )


async def read_json(request: web.Request, Model: type[M]) -> M:  # noqa: N803  a class is what comes in
    """The body as a `Model`: 415 for another type, 400 /bad-json, 422 /invalid with errors naming each field."""
    if not JSON.fullmatch(request.content_type):
        raise Problem(415, "unsupported-media-type", "不支持的格式", "请以 application/json 发送。")
    return validated(parsed_json(await request.read()), Model)


def parsed_json(data: bytes) -> Any:
    """400 /bad-json for what is no JSON in UTF-8, NaN included; 422 naming what an object has twice.

    Notepad and Excel write a mark before it (BOM), which RFC 8259 lets a reader pass over.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        parsed = pydantic_core.from_json(data, allow_inf_nan=False)
        repeated = repeated_names(data)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "bad-json", "JSON 写法有误", f"内容不是有效的 JSON（UTF-8）：{error}") from None
    if repeated:
        raise invalid([FieldError(path, "出现了两次，请只保留一个。") for path in repeated])
    return parsed


def validated(data: Any, Model: type[M]) -> M:  # noqa: N803
    """The same for a body that is already parsed."""
    if unstorable := [FieldError(path, "含有不能保存的控制字符（NUL）。") for path in _with_nul(data)]:
        raise invalid(unstorable)
    try:
        return Model.model_validate(data)
    except ValidationError as error:
        raise invalid(field_errors(error)) from None


def invalid(errors: list[FieldError]) -> Problem:
    fields = "、".join(dict.fromkeys(error.field for error in errors if error.field)) or "请求内容"
    return Problem(422, "invalid", "填写有误", f"请检查：{fields}。", errors)


def if_match(request: web.Request) -> int | None:
    """The version named in `If-Match`; None where there is none, or where any will do (`*`)."""
    value = request.headers.get("If-Match", "").strip()
    if value in {"", "*"}:
        return None
    tag = ENTITY_TAG.fullmatch(value)
    if tag is None or not re.fullmatch(r"[0-9]{1,10}", tag[1]) or int(tag[1]) > LARGEST_VERSION:
        raise Problem(412, "stale", "内容已有更新", 'If-Match 应是取得内容时的 ETag，例如 "3"。')
    return int(tag[1])


def _with_nul(data: Any, path: str = "") -> list[str]:
    """PostgreSQL keeps no NUL in a text: found here, it is the sender's error and not the database's."""
    if isinstance(data, str):
        return [path] if "\0" in data else []
    if isinstance(data, list):
        return [found for number, item in enumerate(data) for found in _with_nul(item, f"{path}[{number}]")]
    if isinstance(data, dict):
        below = [found for key, value in data.items() for found in _with_nul(value, f"{path}.{key}" if path else key)]
        return below + [path for key in data if "\0" in key]
    return []
