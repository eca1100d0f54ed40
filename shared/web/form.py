"""A plain form: what a person typed, as texts. What is no form in UTF-8 is the sender's error, never a failure."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from shared.web.multipart import MIB, Field, Limits, parts
from shared.web.problems import FieldError, Problem

URLENCODED = "application/x-www-form-urlencoded"
FIELDS = 1000
LIMITS = Limits(total=4 * MIB, file=4 * MIB, field=4 * MIB, fields=FIELDS)


async def read_form(request: web.Request) -> MultiDictProxy[str]:
    """Its fields in the order sent; files are passed over. Problem 400 for what is no form, 413 for too much of one."""
    if request.content_type.startswith("multipart/"):
        typed = [(part.name, part.value) async for part in parts(request, LIMITS) if isinstance(part, Field)]
    elif request.content_type == URLENCODED:
        typed = _decoded(request, await request.read())
    else:
        typed = []
    return MultiDictProxy(MultiDict(_storable(typed)))


def _decoded(request: web.Request, body: bytes) -> list[tuple[str, str]]:
    """Browsers write UTF-8 and name no charset; a page of ours never asks for another."""
    if (request.charset or "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise _no_form()
    try:
        return parse_qsl(body.decode().rstrip(), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError:  # not UTF-8, escaped or not; or more fields than any page has
        raise _no_form() from None


def _storable(typed: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    fields = list(typed)
    if wrong := [name.replace("\0", "") for name, value in fields if "\0" in name + value]:
        errors = [FieldError(name, "含有不能保存的控制字符（NUL）。") for name in wrong]
        raise Problem(422, "invalid", "填写有误", "请检查填写的内容。", errors)
    return fields


def _no_form() -> Problem:
    return Problem(400, "bad-form", "内容格式有误", "表单内容不完整或不是 UTF-8 编码，请返回页面重新提交。")
