"""Deadlines in the words of an office, on its own clock."""

from datetime import UTC, datetime

import pytest

from services.publisher.desk.due import Due, due

END_OF_7TH = datetime(2022, 12, 7, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "says", "tone"),
    [
        (datetime(2022, 12, 4, 4, 0, tzinfo=UTC), "还有3天", "calm"),
        (datetime(2022, 12, 6, 4, 0, tzinfo=UTC), "还有1天", "warn"),
        (datetime(2022, 12, 6, 17, 0, tzinfo=UTC), "今天截止", "warn"),
        (datetime(2022, 12, 7, 15, 0, tzinfo=UTC), "今天截止", "warn"),
        (datetime(2022, 12, 7, 16, 0, tzinfo=UTC), "逾期1天", "bad"),
        (datetime(2022, 12, 20, 4, 0, tzinfo=UTC), "逾期13天", "bad"),
    ],
)
def test_days_are_counted_in_shanghai(now: datetime, says: str, tone: str):
    assert due(END_OF_7TH, now) == Due("12月7日", says, tone)


def test_the_first_moment_of_the_next_day_is_the_end_of_this_one():
    assert due(datetime(2022, 12, 7, 16, 0, tzinfo=UTC), END_OF_7TH) == Due("12月7日", "今天截止", "warn")


def test_nobody_counts_the_days_for_ever_and_another_year_is_named():
    assert due(END_OF_7TH, datetime(2023, 6, 1, tzinfo=UTC)) == Due("2022年12月7日", "已逾期", "bad")


def test_what_is_settled_is_not_late():
    assert due(END_OF_7TH, datetime(2022, 12, 20, tzinfo=UTC), settled=True) == Due("12月7日", "", "calm")
