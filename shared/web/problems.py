"""What went wrong, told once: problem+json for programs (RFC 9457), the same sentences on a page for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

TYPE = "tag:lianbo,2022:problems/"
"""A name, not an address: the same on every installation."""

TITLES = {
    400: "请求有误",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "这里不能这样操作",
    406: "没有您要的格式",
    408: "等待超时",
    409: "与现状冲突",
    410: "内容已撤下",
    411: "缺少内容长度",
    412: "内容已有更新",
    413: "内容太大",
    414: "网址太长",
    415: "不支持的格式",
    416: "请求的范围不存在",
    417: "不支持的请求方式",
    422: "填写有误",
    428: "请注明版本",
    429: "操作太频繁",
    431: "请求头太大",
    500: "系统出错了",
    501: "尚未支持",
    503: "服务暂时不可用",
    507: "存储空间不足",
}


@dataclass(frozen=True)
class FieldError:
    field: str
    """As the sender wrote it: `contact.phone`, `files[0].name`."""
    message: str


class Problem(Exception):  # noqa: N818  the word of RFC 9457
    """An answer that ends the request: raised anywhere in the web layer, rendered by the error middleware."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str = "",
        detail: str = "",
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.kind = kind
        self.title = title or TITLES.get(status, "请求未能完成")
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        super().__init__(f"{status} {kind}: {self.title} {self.detail}".rstrip())

    def document(self, trace_id: str) -> dict[str, Any]:
        document: dict[str, Any] = {
            "type": TYPE + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "trace_id": trace_id,
        }
        if self.errors:
            document["errors"] = [{"field": error.field, "message": error.message} for error in self.errors]
        return document


def by_field(errors: Iterable[FieldError]) -> dict[str, str]:
    """For a form: the first message of each field."""
    messages: dict[str, str] = {}
    for error in errors:
        messages.setdefault(error.field, error.message)
    return messages
