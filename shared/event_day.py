"""Which days an event can have had. A year mistyped in a report is told to whoever typed it, not computed with."""

from datetime import date, datetime

from shared.clock import SHANGHAI

EARLIEST = date(2000, 1, 1)
"""Older than any report, and than the learning week itself (2005)."""


def implausible(day: date | None, now: datetime) -> str:
    """What to tell the sender of such a day; empty where there is nothing to tell."""
    if day is None or EARLIEST <= day <= _in_a_year(now.astimezone(SHANGHAI).date()):
        return ""
    return "请核对年份：活动日期不能早于2000年，也不能晚于一年之后。"


def _in_a_year(day: date) -> date:
    """The same day of the next year, whether a 29 February lies between or not; of that day the last of February."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)
