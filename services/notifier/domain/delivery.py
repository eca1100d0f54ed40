"""What becomes of a message after an attempt. The table of promise 8, in one place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifier.domain.message import Message

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""The last one for every further attempt."""
MOST_ATTEMPTS = 28
"""About a day."""


class Result(StrEnum):
    ACCEPTED = "accepted"
    """The server answered 250 to the final dot: it is theirs now."""
    DEFERRED = "deferred"
    """Nothing was taken (no connection, 4xx, a failure before the final dot): another attempt is safe."""
    REFUSED = "refused"
    """5xx: another attempt cannot help."""
    UNKNOWN = "unknown"
    """The final dot was sent, its answer never came: the server may or may not have taken it."""


@dataclass(frozen=True)
class Outcome:
    result: Result
    reason: str = ""


class Policy(StrEnum):
    """What to do with a message whose outcome is unknown."""

    RESEND = "resend"
    """A second copy is harmless, a missing one is not."""
    HOLD = "hold"
    """A person decides."""


RESENT_WHEN_UNKNOWN = frozenset({"withdrawn", "withheld", "recalled"})
"""To hear twice that something must not go out does no harm; not to hear of it does."""


def policy(template: str) -> Policy:
    return Policy.RESEND if template in RESENT_WHEN_UNKNOWN else Policy.HOLD


def after(message: Message, outcome: Outcome, now: datetime) -> Message:
    """The message in the state that follows from its attempt."""
    if outcome.result is Result.ACCEPTED:
        return message.sent(now)
    if outcome.result is Result.REFUSED:
        return message.failed(outcome.reason, now)
    if outcome.result is Result.DEFERRED:
        if message.attempts >= MOST_ATTEMPTS:
            return message.failed(outcome.reason, now)
        return message.queued(now + _pause(message.attempts), outcome.reason, now)
    unknown = message.unknown(outcome.reason, now)
    # Once only: a server that never answers would otherwise get copies for ever.
    if policy(message.template) is Policy.RESEND and unknown.unknowns == 1:
        return unknown.queued(now + _pause(message.attempts), outcome.reason, now)
    return unknown


def _pause(attempts: int) -> timedelta:
    return RETRY_AFTER[min(max(attempts, 1), len(RETRY_AFTER)) - 1]
