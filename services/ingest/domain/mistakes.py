"""What is wrong with something that was sent: for people, in Chinese, naming each field."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    INVALID = "invalid"
    TOO_LARGE = "too-large"
    UNSUPPORTED = "unsupported"
    """A kind of file that is not taken, or one that is not what it says."""


@dataclass(frozen=True)
class Mistake:
    field: str
    """As in the API's document: `contact.phone`, `files[0].name`."""
    message: str
    """What, and the remedy."""
    fault: Fault = Fault.INVALID


class InvalidReport(Exception):  # noqa: N818  it is the report that is at fault
    """Nothing of it was stored."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{mistake.field}: {mistake.message}" for mistake in mistakes))
        self.mistakes = tuple(mistakes)

    @property
    def fault(self) -> Fault:
        """The one they share, otherwise plainly invalid."""
        faults = {mistake.fault for mistake in self.mistakes}
        return faults.pop() if len(faults) == 1 else Fault.INVALID
