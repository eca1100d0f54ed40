"""Why something is not done. The kinds are part of the API (the end of a problem's `type`)."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    STALE = "stale"
    WRONG_STAGE = "wrong-stage"
    NOT_ALLOWED = "not-allowed"
    SEPARATION = "separation-of-duties"
    PROOF_MISSING = "proof-missing"
    BLOCKED = "blocked"
    NOBODY_LEFT = "nobody-left"
    """After this edit no set of different people could review the draft."""
    NOT_FOUND = "not-found"
    INVALID = "invalid"


@dataclass(frozen=True)
class Refusal:
    kind: Kind
    detail: str
    """In Chinese, with the remedy."""
    errors: tuple[tuple[str, str], ...] = ()
    """(field, message), where it is about fields or findings."""


class Refused(Exception):  # noqa: N818  the desk's word
    """Carries a refusal out of a use case; nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.kind}: {refusal.detail}")
        self.refusal = refusal


def not_found(what: str) -> Refused:
    return Refused(Refusal(Kind.NOT_FOUND, f"没有找到{what}。"))


def invalid(field: str, message: str) -> Refused:
    return Refused(Refusal(Kind.INVALID, message, ((field, message),)))
