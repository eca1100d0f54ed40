"""Hostile words the whole way: report, desk, preview, feed, package, e-mail. They stay words."""

import io
import re
import zipfile
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from lxml import etree, html

from services.notifier.storage.tables import captured_mails
from tests.pictures import photo
from tests.running import eventually
from tests.whole import TEXT, Whole, report

pytestmark = pytest.mark.asyncio(loop_scope="module")

JINAN, CHIEF, TV, OPS = "sample-unit-370100", "sample-chief", "sample-tv", "sample-ops"
SCRIPT = "<script>alert(1)</script>"
FORMULA = "{{ 7*7 }}{% raw %}"
NAME = "..<img src=x onerror=alert(1)>.jpg"
ATTACK = f'"><img src=x onerror=alert(1)>{SCRIPT}{FORMULA}'


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def attacked(whole: Whole) -> dict[str, Any]:
    """A released story whose every field attacks."""
    files = [{"name": NAME, "caption": ATTACK, "credit": SCRIPT, "consent": "public_scene"}]
    receipt = await whole.submit(
        JINAN, {NAME: (photo("攻击"), "image/jpeg")}, title=f"课堂{SCRIPT}{FORMULA}", files=files,
        body_text=f"{TEXT}\n{ATTACK}\n=HYPERLINK(1)", place=SCRIPT, origin="",
        authors={"text": SCRIPT, "photo": SCRIPT, "approved_by": SCRIPT},
        contact={"name": f"{SCRIPT}", "phone": "0531-00000000", "email": "jinan@example.org"},
    )  # fmt: skip
    return {"number": receipt["number"], "story": await whole.sign(receipt["number"])}


async def test_on_no_page_do_they_become_markup(whole: Whole, attacked: dict[str, Any]):
    story = attacked["story"]
    item = next(draft for draft in story["drafts"] if draft["content_type"] == "tv.item")
    change = (await whole.get("/feed/changes", TV))["items"][-1]
    pages = {
        JINAN: ["/submit", f"/submit/{attacked['number']}", f"/submit/{attacked['number']}/receipt"],
        CHIEF: [
            "/desk?view=all", f"/desk?search={SCRIPT}", f"/desk/stories/{story['id']}",
            f"/desk/stories/{story['id']}/sheet", f"/desk/drafts/{item['id']}/edit", "/station",
            f"/station/leads/{story['id']}", f"/feed/items/{change['id']}", "/mailbox", f"/mailbox?number={SCRIPT}",
        ],
        OPS: ["/ops", "/mailbox"],
    }  # fmt: skip
    for token, paths in pages.items():
        for path in paths:
            answer = await whole.ask("GET", path, token)
            assert answer.status == 200, path
            _harmless(answer.text, path)
            assert "{{" not in answer.text or "7*7" in answer.text, f"{path}: a template was carried out"
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"], path
            assert answer.headers["Cache-Control"] in {"no-store", "private, no-cache"}, path


async def test_the_feed_stays_well_formed_and_its_markup_is_ours(whole: Whole, attacked: dict[str, Any]):
    answer = await whole.ask("GET", "/feed.atom", TV)
    feed = etree.fromstring(answer.body)
    for content in feed.iter("{http://www.w3.org/2005/Atom}content"):
        if content.get("type") == "html":
            _harmless(content.text or "", "feed")
    assert not list(feed.iter("{http://www.w3.org/1999/xhtml}script"))
    assert not [one for one in feed.iter("{http://www.w3.org/1999/xhtml}img") if one.get("onerror")]


async def test_a_package_unpacks_into_its_own_folder_alone(whole: Whole, attacked: dict[str, Any]):
    for draft in attacked["story"]["drafts"]:
        answer = await whole.ask("GET", f"/api/v1/drafts/{draft['id']}/package.zip", CHIEF)
        archive = zipfile.ZipFile(io.BytesIO(answer.body))
        for name in archive.namelist():
            assert not name.startswith(("/", "\\")), name
            assert ".." not in re.split(r"[/\\]", name), name
            assert not re.search(r'[<>:"|?*\\\x00-\x1f\u202e]', name), name


async def test_no_mail_gets_a_header_or_an_element_from_them(whole: Whole, attacked: dict[str, Any]):
    async def all_there() -> Any:
        async with whole.system.databases["notifier"].reading() as view:
            rows = (await view.connection.execute(sa.select(captured_mails))).all()
        mails = [message_from_bytes(row.content, policy=default) for row in rows]
        mine = [mail for mail in mails if attacked["number"] in str(mail) or attacked["number"] in mail["Subject"]]
        return len(mine) >= 2 and mine

    for mail in await eventually(all_there):
        assert set(mail.keys()) == {
            "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
        }  # fmt: skip
        _harmless(mail.get_body(("html",)).get_content(), "mail")


async def test_lines_cannot_be_smuggled_into_a_title_or_a_name(whole: Whole):
    for field, value in (
        ("title", "标题\r\nBcc: everybody@example.org"),
        ("place", "济南\nX: y"),
        ("title", "标\x00题"),
    ):
        sent = await whole.ask("POST", "/api/v1/submissions", JINAN, json=report(**{field: value}))
        if sent.status == 202:
            kept = (await whole.get(f"/api/v1/submissions/{sent.json['number']}", JINAN)).get(field, "")
            assert not re.search(r"[\r\n\x00]", kept), field
        else:
            assert sent.status == 422, sent.text
            assert [error["field"] for error in sent.json["errors"]] == [field]


async def test_a_body_of_a_hundred_thousand_characters_is_drafted_or_refused_in_words(whole: Whole):
    sent = await whole.ask("POST", "/api/v1/submissions", JINAN, json=report(body_text="长" * 100_000))
    assert sent.status in {202, 422}
    invisible = "\u200b\u202e\u2066\ufeff"
    sent = await whole.ask("POST", "/api/v1/submissions", JINAN, json=report(title=f"课{invisible}堂", body_text=TEXT))
    assert sent.status in {202, 422}
    if sent.status == 202:
        story = await whole.story(sent.json["number"])
        shown = str([draft["posted"] for draft in story["drafts"]])
        assert not set(shown) & set("\u202e\u2066\ufeff"), "what turns the text around goes out nowhere"


def _harmless(markup: str, where: str) -> None:
    """No element and no attribute that a browser would carry out."""
    tree = html.fromstring(markup)
    assert not [one for one in tree.iter("script") if not one.get("src")], where
    assert not [
        name for one in tree.iter() if isinstance(one.tag, str) for name in one.attrib if name.startswith("on")
    ], where
    assert not [one for one in tree.iter("img") if one.get("src") == "x"], where
    assert not [one for one in tree.iter("a") if (one.get("href") or "").lower().startswith(("javascript", "data"))], (
        where
    )
