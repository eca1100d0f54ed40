"""How long a page of a list may be. What cannot be meant is an error that names it."""

from collections.abc import Mapping

from shared.web.problems import FieldError, Problem

USUAL_LIMIT = 50
LARGEST_LIMIT = 200


def limit_of(query: Mapping[str, str]) -> int:
    limit = query.get("limit", "")
    if not limit:
        return USUAL_LIMIT
    if (
        limit.isascii()
        and limit.isdigit()
        and len(limit) <= len(str(LARGEST_LIMIT))
        and 1 <= int(limit) <= LARGEST_LIMIT
    ):
        return int(limit)
    raise wrong("limit", f"应为1到{LARGEST_LIMIT}的整数。")


def wrong(name: str, message: str) -> Problem:
    """Of a name in the address."""
    return Problem(422, "invalid", "填写有误", f"请检查：{name}。", [FieldError(name, message)])
