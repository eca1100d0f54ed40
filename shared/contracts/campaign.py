"""What the campaign's calendar says."""

from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.event import Event


class DeadlineNear(Event):
    """A deadline's reminder is due. Its id comes from the timer's key, so replicas and restarts say it once."""

    type: ClassVar = "deadline.near"
    deadline: str
    title: str
    due_at: AwareDatetime

    @property
    def subject(self) -> str:
        return self.deadline
