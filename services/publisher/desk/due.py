"""A deadline in the words of an office: 今天截止, 还有3天, 逾期2天."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import SHANGHAI

SOON_DAYS = 1

LONG_PAST_DAYS = 30
"""Beyond that nobody counts the days."""


@dataclass(frozen=True)
class Due:
    day: str
    """12月7日"""
    says: str
    tone: str
    """Of a badge: bad, warn or calm."""


def due(at: datetime | None, now: datetime, *, settled: bool = False) -> Due | None:
    """`settled`: nothing waits any more, so nobody is late."""
    if at is None:
        return None
    # A deadline may be the first moment of the next day: what people call its day is the one that ends there.
    last = (at - timedelta(seconds=1)).astimezone(SHANGHAI).date()
    left = (last - now.astimezone(SHANGHAI).date()).days
    this_year = last.year == now.astimezone(SHANGHAI).year
    day = f"{last.month}月{last.day}日" if this_year else f"{last.year}年{last.month}月{last.day}日"
    if settled:
        return Due(day, "", "calm")
    if now >= at:
        return Due(day, f"逾期{max(1, -left)}天" if -left <= LONG_PAST_DAYS else "已逾期", "bad")
    if left == 0:
        return Due(day, "今天截止", "warn")
    return Due(day, f"还有{left}天", "warn" if left <= SOON_DAYS else "calm")
