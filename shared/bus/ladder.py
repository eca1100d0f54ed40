"""When a failed message is tried again, and when that ends."""

from dataclasses import dataclass

from shared.bus.message import Message

DEFAULT_DELAYS = (5.0, 60.0, 600.0, 3600.0)


@dataclass(frozen=True)
class Failed:
    """What a consumer says of a message it could not handle."""

    reason: str
    permanent: bool
    innocent: bool = False
    """The consumer's own database stays away: no fault of the message, and no attempt of it."""


@dataclass(frozen=True)
class Retry:
    after_seconds: float
    message: Message
    """As it waits and comes again."""


@dataclass(frozen=True)
class Bury:
    """It becomes a dead letter."""

    reason: str


@dataclass(frozen=True)
class Ladder:
    """Growing delays in seconds; a failure after the last of them is the end."""

    delays: tuple[float, ...] = DEFAULT_DELAYS

    def next_step(self, message: Message, failed: Failed) -> Retry | Bury:
        if failed.permanent:
            return Bury(failed.reason)
        if failed.innocent:
            return Retry(min(self.delays), message.put_off())
        if message.attempts < len(self.delays):
            return Retry(self.delays[message.attempts], message.tried_again())
        return Bury(f"given up after {message.attempts + 1} attempts: {failed.reason}")
