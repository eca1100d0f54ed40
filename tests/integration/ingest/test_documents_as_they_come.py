"""Word's deleted, hidden and commented text, powers, and JSON with a mark before it: through API and form."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.submissions import SubmissionReceived
from tests.integration.ingest.conftest import JINAN, House, multipart
from tests.unit.ingest.scenes import fields

CASES = Path(__file__).parents[2] / "unit/shared/documents/cases"
WORD = ["新增的话。", "可见文字。", "被批注的话。"]
WORD_LEFT_OUT = {"修订中删去的文字": 1, "隐藏文字": 1, "批注": 1}


def case(name: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads((CASES / name).read_text("utf-8-sig"))
    return report


async def sent(house: House) -> SubmissionReceived:
    *_, envelope = await house.events()
    return SubmissionReceived.opened(envelope)


async def test_through_the_api_it_is_not_taken_and_told_to_unit_and_desk(any_house: House):
    status, receipt = await any_house.send(**(fields() | {"body_text": None} | case("word-html.json")))
    assert status == 202, receipt
    assert receipt["notices"] == [
        {"field": "body", "message": "正文中有修订中删去的文字1处，没有采用；确需采用的，请在原稿中恢复后重新报送。"},
        {"field": "body", "message": "正文中有批注1处、隐藏文字1处，没有采用；确需采用的，请写进正文后重新报送。"},
    ]
    submission = (await sent(any_house)).submission
    assert [block.text for block in submission.body] == WORD
    assert {said.what: said.times for said in submission.tidied} == WORD_LEFT_OUT


async def test_a_revision_tells_it_again(any_house: House):
    _, receipt = await any_house.send()
    body = fields() | {"body_text": None, "body_html": "<p>一<del>二</del></p>"}
    path = f"/api/v1/submissions/{receipt['number']}"
    _, answer, _ = await any_house.call("PUT", path, JINAN, headers={"If-Match": '"1"'}, json=body)
    assert [notice["field"] for notice in answer["notices"]] == ["body"]


@pytest.mark.parametrize("form", ["body_html", "body_text"])
async def test_a_body_of_which_nothing_is_left_says_why(any_house: House, form: str):
    body = {"body_text": None, form: "<p><del>删去的话</del></p>"}
    status, problem = await any_house.send(**body)
    [error] = problem["errors"]
    assert (status, error["field"]) == (422, form)
    assert "修订中删去的文字1处不采用" in error["message"]
    assert await any_house.nothing_stored()


async def test_powers_and_references_stay(any_house: House):
    await any_house.send(**(fields() | {"body_text": None} | case("superscript.json")))
    [block] = (await sent(any_house)).submission.body
    assert block.text == "投入10⁴元，面积500m²，见注[3]。"


@pytest.mark.parametrize("how", ["json", "field", "file"])
async def test_json_that_begins_with_a_mark_is_taken(any_house: House, how: str):
    content = (CASES / "report-with-bom.json").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    if how == "json":
        body: dict[str, Any] = {"data": content}
        headers = {"Content-Type": "application/json"}
    else:
        form = multipart({}, {})
        form._fields.clear()
        name = {"filename": "report.json"} if how == "file" else {}
        form.add_field("submission", content.decode(), content_type="application/json", **name)
        body, headers = {"data": form}, {}
    status, answer, _ = await any_house.call("POST", "/api/v1/submissions", JINAN, headers=headers, **body)
    assert status == 202, answer
    path, headers = f"/api/v1/submissions/{answer['number']}", {**headers, "If-Match": '"1"'}
    status, answer, _ = await any_house.call("PUT", path, JINAN, headers=headers, **body)
    assert (status, answer["revision"]) == (202, 2)


async def test_what_is_pasted_into_the_form_is_read_like_a_report(any_house: House):
    html = case("word-html.json")["body_html"] + "<ol start=5><li>10<sup>4</sup></ol>"
    status, pasted, _ = await any_house.call("POST", "/submit/pasted", JINAN, json={"html": html})
    assert (status, pasted["text"]) == (200, "\n".join([*WORD, "5. 10⁴"]))
    assert "修订中删去的文字1处、批注1处、隐藏文字1处，没有粘贴进来" in pasted["notice"]
    _, pasted, _ = await any_house.call("POST", "/submit/pasted", JINAN, json={"html": html, "form": "markdown"})
    assert pasted["text"].endswith("- 5\\. 10⁴")
    _, pasted, _ = await any_house.call("POST", "/submit/pasted", JINAN, json={"html": "<p>一</p>"})
    assert pasted == {"text": "一", "notice": ""}
    office = {"Authorization": "Bearer sample-office-1"}
    answer = await any_house.http.post(f"{any_house.url}/submit/pasted", headers=office, json={"html": html})
    assert answer.status == 403
    assert await any_house.nothing_stored()
