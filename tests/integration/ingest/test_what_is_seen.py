"""A report consists of what is seen: the rest is taken out and told, and a title says something, by API and by form."""

import json
from pathlib import Path

import pytest

from tests.integration.ingest.conftest import House
from tests.integration.ingest.test_pages import TYPED, Browser, browser, told
from tests.pictures import photo

__all__ = ["browser"]
INVISIBLE = json.loads(
    (Path(__file__).parents[2] / "unit/shared/text/cases/invisible-title.json").read_text(encoding="utf-8")
)["title"]


@pytest.mark.parametrize("title", [INVISIBLE, "\u3164\u2800", "——", "。\ufe0f"])
async def test_a_title_without_a_letter_or_a_number_is_refused_by_api(house: House, title: str) -> None:
    status, answer = await house.send(title=title)
    assert status == 422
    ((field, message),) = [(error["field"], error["message"]) for error in answer["errors"]]
    assert field == "title"
    assert "至少要有一个汉字、字母或数字" in message


@pytest.mark.parametrize("title", [INVISIBLE, "——"])
async def test_a_title_without_a_letter_or_a_number_is_refused_by_form_and_nothing_is_lost(
    browser: Browser, title: str
) -> None:
    blank = await browser.open("/submit/new")
    again = await browser.send("/submit/new", blank.fields(**TYPED | {"title": title}))
    assert again.status == 422
    assert "至少要有一个汉字、字母或数字" in again.text
    assert again.fields()["body"].replace("\n", "\r\n") == TYPED["body"].replace("\r\n", "\n").replace("\n", "\r\n")
    assert await told(browser.house) == []


async def test_a_text_of_marks_and_a_name_of_nothing_are_refused(house: House) -> None:
    status, answer = await house.send(body_text="……！\u3164", contact={"name": "\uffa0", "phone": "0531-51793817"})
    assert status == 422
    assert {error["field"] for error in answer["errors"]} == {"contact.name"}
    status, answer = await house.send(body_text="……！\u3164")
    assert [error["field"] for error in answer["errors"]] == ["body_text"]


async def test_what_nobody_sees_leaves_every_text_and_is_told_once_for_all(any_house: House) -> None:
    hidden = "\U000e0041"
    files = [
        {"name": f"现{hidden}场.jpg", "caption": f"课{hidden}堂", "credit": f"李{hidden}二", "consent": "obtained"}
    ]
    status, answer = await any_house.send(
        title=f"社区{hidden}课堂",
        body_text=f"老人{hidden}来了。",
        place=f"济南{hidden}市",
        authors={"text": f"张{hidden}三"},
        origin=f"泉城{hidden}社区",
        files=files,
        parts={f"现{hidden}场.jpg": photo()},
    )
    assert status == 202, answer
    (sent,) = await told(any_house)
    assert hidden not in sent.model_dump_json()
    assert [(file.name, file.caption, file.credit) for file in sent.files] == [("现场.jpg", "课堂", "李二")]
    assert {said.what: said.times for said in sent.tidied} == {"不可见字符": 7}
