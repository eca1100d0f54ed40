"""What makes a report valid."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.ingest.domain import limits, rules
from services.ingest.domain.report import Report
from tests.fakes import FixedClock
from tests.unit.ingest.scenes import fields, report, sample_campaign

CAMPAIGN = sample_campaign()
NOW = FixedClock().now()


def wrong(**changes: Any) -> list[str]:
    return [mistake.field for mistake in rules.mistakes(report(**changes), CAMPAIGN, NOW)]


def test_a_complete_report_has_no_mistakes():
    assert wrong() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "gardening"}, "category"),
        ({"category": ""}, "category"),
        ({"body_text": None}, "body_text"),
        ({"body_text": " \n　"}, "body_text"),
        ({"body_html": "<p>也有</p>"}, "body_html"),
        ({"event_date": None}, "event_date"),
        ({"event_date": "1999-12-31"}, "event_date"),
        ({"event_date": "2023-12-06"}, "event_date"),
        ({"contact": {"name": "张老师"}}, "contact.phone"),
    ],
)
def test_each_mistake_names_its_field(changes: dict[str, Any], field: str):
    assert wrong(**changes) == [field]


@pytest.mark.parametrize("day", ["2000-01-01", "2023-12-05"])
def test_a_day_of_this_century_and_within_a_year_is_taken(day: str):
    assert wrong(event_date=day) == []


def test_all_mistakes_are_told_at_once():
    assert wrong(category="gardening", event_date=None, body_text="") == ["category", "body_text", "event_date"]


def test_a_category_is_understood_by_its_title_as_well():
    category = CAMPAIGN.categories[0]
    assert rules.canonical(report(category=category.title), CAMPAIGN).category == category.key
    assert rules.canonical(report(category=category.key), CAMPAIGN).category == category.key


def test_a_summary_needs_neither_category_nor_day():
    assert wrong(kind="summary", category="", event_date=None, place="") == []


@pytest.mark.parametrize(
    ("field", "most"),
    [("title", limits.TITLE), ("place", limits.PLACE), ("origin", limits.ORIGIN), ("body_text", limits.BODY)],
)
def test_a_field_may_be_as_long_as_its_limit_and_not_one_character_more(field: str, most: int):
    assert getattr(report(**{field: "学" * most}), field) == "学" * most
    with pytest.raises(ValidationError, match=f"最多 {most} 个字，现有 {most + 1} 个"):
        report(**{field: "学" * (most + 1)})


@pytest.mark.parametrize(
    "changes",
    [
        {"title": 7},
        {"title": " 　"},
        {"title": "有\x07铃"},
        {"kind": "poem"},
        {"event_date": "2022-13-40"},
        {"event_date": 20221205},
        {"event_date": "2022-12-05T00:00:00"},
        {"contact": {"name": "张", "phone": "不详"}},
        {"contact": {"name": "张", "email": "a@b"}},
        {"ai_use": "perhaps"},
        {"files": "图.jpg"},
        {"files": [{"name": "../图.jpg"}]},
        {"files": [{"name": "图.jpg", "sha256": "0"}]},
        {"files": [{"name": f"{n}.jpg"} for n in range(limits.FILES + 1)]},
        {"colour": "red"},
    ],
)
def test_what_does_not_fit_a_field_is_refused(changes: dict[str, Any]):
    with pytest.raises(ValidationError):
        Report.model_validate(fields(**changes))


def test_a_name_of_a_file_or_a_person_loses_what_nobody_sees():
    assert report(contact={"name": "\u202e 张\u200b老师\n", "phone": "0531-00000000"}).contact.name == "张老师"


@pytest.mark.parametrize("title", ["\u200b\u202e", "\u200d", " \u3000"])
def test_a_title_of_which_nobody_sees_anything_is_none(title: str):
    with pytest.raises(ValidationError, match="请填写此项"):
        report(title=title)


def test_what_nobody_sees_counts_for_nothing_in_a_title():
    assert report(title="学\u200b" * limits.TITLE)


def test_a_text_keeps_its_lines():
    assert report(body_text="一\r\n二\x0b三").body_text == "一\n二\n三"
