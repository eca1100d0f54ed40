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


def key_prefix(campaign: Campaign) -> str:
    return f"deadline:{campaign.key}:"


def reminders(campaign: Campaign) -> Iterator[Reminder]:
    """All of them, those that are over too."""
    for deadline in campaign.deadlines:
        for days in deadline.remind_days_before:
            day = deadline.on - timedelta(days=days)
            key = f"{key_prefix(campaign)}{deadline.key}:{day}"
            yield Reminder(key, datetime.combine(day, AT, SHANGHAI), deadline, end_of(deadline.on))
