"""The preview shows the words of the drafts, for every form of a body and through API and form alike."""

import json
import random
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from lxml import html

from tests.whole import Whole, report

pytestmark = pytest.mark.asyncio(loop_scope="module")

JINAN = "sample-unit-370100"
CASES = Path(__file__).parents[2] / "unit/shared/documents/cases"

SENTENCES = (
    "12月6日，社区课堂坐满了老人。", "诵读区86人，展区12*3*4米。", "“太好了！”居民李大姐说。",
    "　　一个上午有1,260人次练习预约挂号。",
    "投入10⁴元，增长12.5%。", "\u200b志愿者手把手教大家。 ", "图书馆<区>|文化馆", "A4*3，B5*2。",
)  # fmt: skip
MARKDOWN = (
    "## {}",
    "- {}",
    "2022. {}",
    "5) {}",
    "> {}",
    "**{}**",
    ">{}",
    "![{}](a.jpg)",
    "[{}](http://example.org/)",
    "{}  ",
)
HTML = (
    "<p>{}</p>", "<h2>{}</h2>", "<ol start=5><li>{}</ol>", "<table><tr><td>{}<td>86</table>", "<del>{}</del>",
    "<p style='mso-hide:all'>{}</p>", "10<sup>4</sup>元{}", "{}<br>", "<ol type=a><li>{}<li>乙</ol>",
    "<blockquote>{}</blockquote>",
)  # fmt: skip
FORMS = {"body_text": ("{}", "{}\n"), "body_markdown": MARKDOWN, "body_html": HTML}


def generated(field: str, seed: int) -> str:
    chance = random.Random(f"{field}{seed}")
    written = (chance.choice(FORMS[field]).format(chance.choice(SENTENCES)) for _ in range(chance.randint(1, 8)))
    return "\n".join(["社区课堂开课了。" if field != "body_html" else "<p>社区课堂开课了。</p>", *written])


def reports() -> list[dict[str, Any]]:
    made = [{field: generated(field, seed)} for field in FORMS for seed in range(8)]
    cases = [json.loads((CASES / name).read_text("utf-8")) for name in ("superscript.json", "word-html.json")]
    made += [{"body_html": case["body_html"]} for case in cases]
    made += [{"body_text": case["body_html"]} for case in cases]
    return [report(**{"body_text": None, **body}) for body in made]


def worded(drafts: list[dict[str, Any]]) -> dict[str, Any]:
    return {draft["content_type"]: (draft["content"], draft["findings"]) for draft in drafts}


async def test_through_the_api_for_every_form(whole: Whole):
    sent = reports()
    receipts = [await whole.submit(JINAN, **one) for one in sent]
    for one, receipt in zip(sent, receipts, strict=True):
        story = await whole.story(receipt["number"])
        answer = await whole.ask("POST", "/api/v1/previews", JINAN, json={"submission": one})
        assert answer.status == 200, answer.text
        assert worded(answer.json["drafts"]) == worded(story["drafts"]), one


async def test_a_preview_of_json_with_a_mark_before_it(whole: Whole):
    content = (CASES / "report-with-bom.json").read_bytes().removeprefix(b"\xef\xbb\xbf")
    body = b'\xef\xbb\xbf{"submission": ' + content + b"}"
    answer = await whole.ask("POST", "/api/v1/previews", JINAN, data=body, headers={"Content-Type": "application/json"})
    assert answer.status == 200, answer.text


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("superscript.json", ["投入10⁴元，面积500m²，见注[3]。"]),
        ("word-html.json", ["新增的话。", "可见文字。", "被批注的话。"]),
    ],
)
async def test_through_the_form_markup_is_read_and_what_it_hides_is_told(whole: Whole, case: str, expected: list[str]):
    """A person pasted the source of a page into the text area."""
    page = html.fromstring((await whole.ask("GET", "/submit/new", JINAN)).text)
    (form,) = (form for form in page.forms if form.xpath(".//button[@formaction='/preview']"))
    typed = {
        "title": "社区课堂教老人用手机", "event_date": "2022-12-05", "category": "smart-elderly", "ai_use": "none",
        "body": json.loads((CASES / case).read_text("utf-8"))["body_html"],
        "contact_name": "张老师", "contact_phone": "0531-00000000",
    }  # fmt: skip

    def filled() -> aiohttp.FormData:
        data = aiohttp.FormData(default_to_multipart=True)
        for name, value in {**dict(form.form_values()), **typed}.items():
            data.add_field(name, value)
        return data

    shown = (await whole.ask("POST", "/preview", JINAN, data=filled())).text
    sent = await whole.ask("POST", "/submit/new", JINAN, data=filled())
    assert sent.status == 303, sent.text
    receipt = (await whole.ask("GET", sent.headers["Location"], JINAN)).text
    story = await whole.story(sent.headers["Location"].split("/")[2])
    article = next(draft for draft in story["drafts"] if draft["content_type"] == "toutiao.article")
    for words in expected:
        assert words in shown
        assert words in article["posted"]["html"]
    assert "<del" not in article["posted"]["html"]
    assert ("修订中删去的文字1处，没有采用" in receipt) == (case == "word-html.json")
    tidied = [found["message"] for found in article["findings"] if found["rule"] == "text.tidied"]
    assert len(tidied) == 1
    assert "网页代码1处" in tidied[0]
