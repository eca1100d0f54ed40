"""A refusal becomes a problem: its status and type, nothing decided here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from services.ingest.domain.mistakes import Fault, InvalidReport
from services.ingest.domain.refusals import Closed, KeyReused, NotAllowed, NotFound, Refusal, Stale, TooMany
from shared.web.problems import FieldError, Problem

_FAULTS = {
    Fault.INVALID: (422, "invalid", "填写有误"),
    Fault.TOO_LARGE: (413, "too-large", "内容太大"),
    Fault.UNSUPPORTED: (415, "unsupported-media-type", "不支持的文件"),
}
_REFUSALS: dict[type[Refusal], tuple[int, str, str]] = {
    NotAllowed: (403, "not-allowed", "没有权限"),
    NotFound: (404, "not-found", "没有找到"),
    TooMany: (429, "too-many-reports", "报送太频繁"),
    KeyReused: (409, "key-reused", "请求标识已用过"),
    Closed: (409, "closed", "稿件已结束"),
    Stale: (412, "stale", "内容已有更新"),
}


@contextmanager
def refusals_as_problems() -> Iterator[None]:
    try:
        yield
    except InvalidReport as invalid:
        _raise_invalid(invalid)
    except Refusal as refusal:
        status, kind, title = _REFUSALS[type(refusal)]
        field = refusal.field if isinstance(refusal, NotAllowed) else ""
        errors = [FieldError(field, str(refusal))] if field else []
        headers = {"Retry-After": "600"} if isinstance(refusal, TooMany) else {}
        raise Problem(status, kind, title, str(refusal), errors, headers=headers) from None


def _raise_invalid(invalid: InvalidReport) -> NoReturn:
    status, kind, title = _FAULTS[invalid.fault]
    errors = [FieldError(mistake.field, mistake.message) for mistake in invalid.mistakes]
    fields = "、".join(dict.fromkeys(error.field for error in errors))
    raise Problem(status, kind, title, f"请检查：{fields}。", errors) from None
