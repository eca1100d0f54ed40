"""What a line, a text, a file's name and a day may consist of. Messages are for the person who typed them."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from services.ingest.domain.tidying import tidy_line
from shared.contacts import mail_address
from shared.documents.text import plain
from shared.text.normalising import says_something

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

Check = Callable[[str], str]


def one_line(least: int, most: int) -> Check:
    """Visible characters on one line, composed (NFC), without space around. What must be given says something."""

    def check(value: str) -> str:
        if _CONTROL.search(value):
            raise ValueError("含有控制字符，请删除后再试。")
        _said(value, least)
        return _measured(as_named(value), most)

    return check


def public_line(least: int, most: int) -> Check:
    """One line of what will be published, measured as `tidying` will leave it: that takes out what nobody sees."""

    def check(value: str) -> str:
        if _CONTROL.search(value):
            raise ValueError("含有控制字符，请删除后再试。")
        _said(value, least)
        _measured(tidy_line(value).text, most)
        return value

    return check


def text(most: int) -> Check:
    """Text of several lines. Word's soft line break and other line ends become plain ones."""

    def check(value: str) -> str:
        if "\x00" in value:
            raise ValueError("含有空字符（NUL），请删除后再试。")
        return _measured(plain(value), most)

    return check


def as_named(value: str) -> str:
    """A file's name from a multipart body, brought into the form that `one_line` gives it in the report."""
    return tidy_line(value).text


def file_name(value: str) -> str:
    """A name is data, never a path: what could lead elsewhere is refused."""
    if "/" in value or "\\" in value or value.strip() in {".", ".."}:
        raise ValueError("文件名不能含有 / 或 \\，请改名后再传。")
    return value


def email(value: str) -> str:
    return mail_address(value) if value else ""


def day(value: Any) -> Any:
    """A calendar day as text; pydantic alone would take a number of seconds as well."""
    if value is None or type(value) is date:
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("请按“2022-12-05”的格式填写日期。")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("没有这一天，请核对日期。") from None


def _said(typed: str, least: int) -> None:
    """What must be given is more than marks and what nobody sees."""
    if least and not typed.strip():
        raise ValueError("请填写此项。")
    if least and not says_something(typed):
        raise ValueError("请填写此项：至少要有一个汉字、字母或数字，看不见的字符和标点不算。")


def _measured(value: str, most: int) -> str:
    if len(value) > most:
        raise ValueError(f"最多 {most} 个字，现有 {len(value)} 个，请删减。")
    return value
