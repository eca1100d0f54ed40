"""When a failed message is tried again, and when that ends."""

from dataclasses import dataclass

from shared.bus.message import Message

DEFAULT_DELAYS = (5.0, 60.0, 600.0, 3600.0)


@dataclass(frozen=True)
class Failed:
    """What a consumer says of a message it could not handle."""

    reason: str
    permanent: bool


@dataclass(frozen=True)
class Retry:
    after_seconds: float


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
        if message.attempts < len(self.delays):
            return Retry(self.delays[message.attempts])
        return Bury(f"given up after {message.attempts + 1} attempts: {failed.reason}")
