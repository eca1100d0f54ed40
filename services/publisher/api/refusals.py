"""A refusal as an answer: its status, its type, its Chinese title."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.publisher.drafting.platform import ContentError
from services.publisher.stories.listing import BadCursor
from services.publisher.stories.refusal import Kind, Refusal, Refused
from services.publisher.stories.store import StaleStory
from shared.web.problems import FieldError, Problem

ANSWERS: dict[Kind, tuple[int, str]] = {
    Kind.STALE: (412, "内容已有更新"),
    Kind.WRONG_STAGE: (409, "环节不符"),
    Kind.NOT_ALLOWED: (403, "没有权限"),
    Kind.SEPARATION: (403, "审核人不得重复"),
    Kind.PROOF_MISSING: (409, "尚未校对"),
    Kind.BLOCKED: (409, "机审提示未处理"),
    Kind.NOBODY_LEFT: (409, "无人可审"),
    Kind.NOT_FOUND: (404, "没有找到"),
    Kind.INVALID: (422, "填写有误"),
}


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turns what a use case refuses into the problem that the web layer answers with."""
    try:
        yield
    except Refused as refused:
        raise problem_of(refused.refusal) from None
    except StaleStory:
        raise Problem(412, Kind.STALE, "内容已有更新", "稿件刚刚被他人处理，请刷新后再试。") from None
    except ContentError as error:
        errors = [FieldError(f"content.{name}" if name else "content", message) for name, message in error.errors]
        raise Problem(422, Kind.INVALID, "填写有误", "请检查稿件内容。", errors) from None
    except BadCursor:
        wrong = FieldError("cursor", "不是有效的翻页参数，请从第一页重新开始。")
        raise Problem(422, Kind.INVALID, "填写有误", "请检查：cursor。", [wrong]) from None


def problem_of(refusal: Refusal) -> Problem:
    status, title = ANSWERS[refusal.kind]
    errors = [FieldError(name, message) for name, message in refusal.errors]
    return Problem(status, refusal.kind, title, refusal.detail, errors)
