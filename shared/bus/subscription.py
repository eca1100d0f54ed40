"""Who wants which events. The list of a service's subscriptions can be read aloud in its composition root."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.contracts import Event
from shared.database import Transaction

E = TypeVar("E", bound=Event)

Handler = Callable[[E, Transaction], Awaitable[None]]
"""Its effect lies in one transaction with the inbox row: a second delivery finds that row and does nothing."""

Preparation = Callable[[E], Awaitable[None]]
"""What takes long and may be done twice (a picture rendered, by content): runs before the transaction opens."""


@dataclass(frozen=True)
class Subscription:
    """A queue of its own: one slow consumer holds back no other."""

    queue: str
    events: tuple[type[Event], ...]
    handle: Handler[Any]
    prepare: Preparation[Any] | None = None
    at_once: int = 4
    """How many of its messages one process handles side by side; 1 where each takes much memory."""


def subscribe(
    queue: str,
    events: type[E] | tuple[type[E], ...],
    handle: Handler[E],
    prepare: Preparation[E] | None = None,
    *,
    at_once: int = 4,
) -> Subscription:
    """Generic, so that the type checker sees a handler that does not fit its event."""
    return Subscription(queue, events if isinstance(events, tuple) else (events,), handle, prepare, at_once)
