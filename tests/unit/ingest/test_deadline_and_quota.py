"""What is due when, what is late, what is still owed."""

from datetime import UTC, date, datetime

from services.ingest.domain import deadline, quota
from services.ingest.domain.number import number, series
from services.ingest.domain.quota import Counted
from services.ingest.domain.reminders import reminders
from shared.contracts.words import Kind
from tests.unit.ingest.scenes import sample_campaign

CAMPAIGN = sample_campaign()


def test_a_deadline_ends_with_its_day_in_shanghai():
    assert deadline.due(Kind.CASE, None, CAMPAIGN) == datetime(2022, 12, 30, 15, 59, 59, tzinfo=UTC)
    assert not deadline.is_late(Kind.CASE, datetime(2022, 12, 30, 15, 59, 59, 999, tzinfo=UTC), CAMPAIGN)
    assert deadline.is_late(Kind.CASE, datetime(2022, 12, 30, 16, 0, tzinfo=UTC), CAMPAIGN)


def test_a_highlight_is_due_while_it_is_news_and_never_late():
    due = deadline.due(Kind.HIGHLIGHT, date(2022, 12, 5), CAMPAIGN)
    assert due == datetime(2022, 12, 7, 15, 59, 59, tzinfo=UTC)
    assert not deadline.is_late(Kind.HIGHLIGHT, datetime(2023, 1, 5, tzinfo=UTC), CAMPAIGN)


def test_of_a_city_s_cases_two_count_and_of_its_highlights_all():
    assert quota.most("city", Kind.CASE, CAMPAIGN) == 2
    assert quota.most("city", Kind.HIGHLIGHT, CAMPAIGN) is None


def test_a_case_on_something_else_leaves_the_elderly_care_case_owed():
    lines = {line.kind: line for line in quota.owed("city", [Counted(Kind.CASE, "reading")], CAMPAIGN)}
    assert lines[Kind.CASE].missing == 0
    assert lines[Kind.CASE].elderly_care_missing == 1
    assert not lines[Kind.CASE].complete
    assert lines[Kind.SUMMARY].missing == 1


def test_a_college_owes_no_elderly_care_case():
    lines = {line.kind: line for line in quota.owed("college", [Counted(Kind.CASE, "reading")], CAMPAIGN)}
    assert lines[Kind.CASE].complete


def test_a_number_tells_campaign_and_unit():
    assert number(series(CAMPAIGN, "370100"), 1) == "LB2022-370100-0001"
    assert number(series(CAMPAIGN, "370100"), 12345) == "LB2022-370100-12345"


def test_reminders_are_at_nine_in_the_morning():
    assert [item.due_at.astimezone(UTC) for item in reminders(CAMPAIGN)] == [
        datetime(2022, 12, day, 1, tzinfo=UTC) for day in (23, 27, 29)
    ]
