"""What an API handler says about itself, for `/api/v1/openapi.json`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Operation:
    summary: str
    body: Any = None
    """A pydantic model, or anything a TypeAdapter takes; None: no body."""
    answer: Any = None
    status: int = 200
    query: Mapping[str, str] = field(default_factory=dict)
    """Parameter and what it means."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Request headers and what they mean."""
    files: bool = False
    """Also takes multipart/form-data: the body as a part of its own, and files."""
    part: str = "submission"
    """What the body's part is called there."""
    media_type: str = "application/json"
    """Of the answer."""
    public: bool = False
    """Needs no token."""


def operation(summary: str, **said: Any) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Documents an API handler: `@operation("报送", body=Submission, answer=Receipt, status=202)`."""

    def mark(handler: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        handler.__dict__["operation"] = Operation(summary, **said)
        return handler

    return mark


def operation_of(handler: Any) -> Operation | None:
    found = getattr(handler, "operation", None)
    return found if isinstance(found, Operation) else None
