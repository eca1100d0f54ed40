"""An event lies at most a year ahead, to the day."""

from datetime import UTC, date, datetime

import pytest

from shared.event_day import implausible


@pytest.mark.parametrize(
    ("now", "last", "first_refused"),
    [
        (datetime(2022, 12, 5, 1, tzinfo=UTC), date(2023, 12, 5), date(2023, 12, 6)),
        (datetime(2023, 12, 5, 1, tzinfo=UTC), date(2024, 12, 5), date(2024, 12, 6)),
        (datetime(2024, 2, 29, 1, tzinfo=UTC), date(2025, 2, 28), date(2025, 3, 1)),
        (datetime(2022, 12, 5, 16, tzinfo=UTC), date(2023, 12, 6), date(2023, 12, 7)),
    ],
    ids=["a plain year", "with a leap day", "on a leap day", "after midnight in Shanghai"],
)
def test_a_year_is_a_year(now: datetime, last: date, first_refused: date):
    assert implausible(last, now) == ""
    assert "一年之后" in implausible(first_refused, now)


def test_nothing_older_than_the_century_is_taken():
    now = datetime(2022, 12, 5, tzinfo=UTC)
    assert implausible(date(2000, 1, 1), now) == ""
    assert "2000年" in implausible(date(1999, 12, 31), now)
