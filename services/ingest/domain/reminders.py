"""When the campaign's deadlines are reminded of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from services.ingest.domain.deadline import end_of
from shared.campaign import Campaign, Deadline
from shared.clock import SHANGHAI

AT = time(9, 0)
"""When offices begin to read."""


@dataclass(frozen=True)
class Reminder:
    key: str
    """Of its timer: the same after every restart, another one if the campaign moves the date."""
    due_at: datetime
    deadline: Deadline
    deadline_at: datetime


def reminders(campaign: Campaign, now: datetime) -> Iterator[Reminder]:
    """Those that are still to come: nobody wants all the past ones at once after an installation."""
    for deadline in campaign.deadlines:
        for days in deadline.remind_days_before:
            day = deadline.on - timedelta(days=days)
            due_at = datetime.combine(day, AT, SHANGHAI)
            if due_at > now:
                key = f"deadline:{campaign.key}:{deadline.key}:{day}"
                yield Reminder(key, due_at, deadline, end_of(deadline.on))
