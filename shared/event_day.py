"""Which days an event can have had. A year mistyped in a report is told to whoever typed it, not computed with."""

from datetime import date, datetime, timedelta

from shared.clock import SHANGHAI

EARLIEST = date(2000, 1, 1)
"""Older than any report, and than the learning week itself (2005)."""

AHEAD = timedelta(days=366)
"""What is announced lies within a year."""


def implausible(day: date | None, now: datetime) -> str:
    """What to tell the sender of such a day; empty where there is nothing to tell."""
    if day is None or EARLIEST <= day <= now.astimezone(SHANGHAI).date() + AHEAD:
        return ""
    return "请核对年份：活动日期不能早于2000年，也不能晚于一年之后。"
