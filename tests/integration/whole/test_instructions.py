"""Whoever is told to do something may do it, where they are told: each mail, package and page by its reader."""

import io
import re
import zipfile
from collections.abc import Iterable
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from lxml import html

from services.notifier.storage.tables import captured_mails
from shared.campaign import Campaign
from shared.campaign.mail import TEMPLATES
from shared.identity.sample import samples
from tests.integration.publisher.desk_scene import versions
from tests.running import eventually
from tests.whole import Whole

pytestmark = pytest.mark.asyncio(loop_scope="module")

JINAN, EDITOR1, EDITOR2, CHIEF = "sample-unit-370100", "sample-editor-1", "sample-editor-2", "sample-chief"
ZHIDAO, STATION, WRITER, OPS = "sample-office-2", "sample-tvdesk", "sample-writer-1", "sample-ops"
OFFICES = {"contact:station": STATION, "contact:minji": "sample-office-1", "contact:zhidao": ZHIDAO}
WITHOUT_A_PAGE = {"recalled", "withdrawn", "withheld"}
"""They tell their readers to stop, and ask for nothing else."""
BY_OTHER_SERVICES_TIME = {"reminder"}
"""Written days before a deadline; tests/unit/notifier/test_words.py has its link."""
ADDRESS = re.compile(r"https?://[^\s<>\"（）]+")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reports(whole: Whole) -> list[str]:
    """By their numbers."""
    return [await out_and_corrected(whole), await sent_back(whole), await filed(whole)]


async def test_each_mail_leads_its_reader_to_a_page_that_they_may_open(whole: Whole, reports: list[str]):
    walked: set[str] = set()
    for number in reports:
        for template, reader, address in await links_of_mails(whole, number):
            answer = await whole.ask("GET", address, reader)
            assert answer.status == 200, (template, reader, address)
            await every_link_may_be_followed(whole, answer.text, reader, address)
            walked.add(template)
    assert walked == set(TEMPLATES) - WITHOUT_A_PAGE - BY_OTHER_SERVICES_TIME


async def test_the_office_registers_where_its_mail_says_and_the_station_takes_the_package_where_its_mail_says(
    whole: Whole,
):
    number = (await whole.submit(JINAN))["number"]
    story = await whole.sign(number)
    led = {
        reader: address for template, reader, address in await links_of_mails(whole, number) if template == "released"
    }
    page = html.fromstring((await whole.ask("GET", led[ZHIDAO], ZHIDAO)).text)
    weibo = next(draft for draft in story["drafts"] if draft["content_type"] == "weibo.status")
    form = next(form for form in page.forms if form.get("action") == f"/office/drafts/{weibo['id']}/publications")
    said = {**dict(form.form_values()), "pasted": "https://weibo.com/1/abc"}
    posted = await whole.ask("POST", form.get("action"), ZHIDAO, data=said)
    assert posted.status == 303, posted.text
    item = html.fromstring((await whole.ask("GET", led[STATION], STATION)).text)
    (package,) = {href for href in item.xpath("//a/@href") if href.endswith("package.zip")}
    assert (await whole.ask("GET", package, STATION)).status == 200


async def test_what_a_package_asks_for_its_reader_may_do(whole: Whole):
    number = (await whole.submit(JINAN))["number"]
    story = await whole.sign(number)
    for draft in story["drafts"]:
        package = (await whole.ask("GET", f"/api/v1/drafts/{draft['id']}/package.zip", CHIEF)).body
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            said = archive.read("发布说明.txt").decode()
        addresses = [address.removeprefix(whole.system.settings.address) for address in ADDRESS.findall(said)]
        if draft["content_type"] == "tv.item":
            assert "登记发布" not in said
            assert "由编辑登记" in said
            assert [(await whole.ask("GET", one, STATION)).status for one in addresses] == [200]
            continue
        readers = {"/office": ZHIDAO, "/desk": EDITOR1}
        for one in addresses:
            page = await whole.ask("GET", one, readers[one[: one.index("/", 1)]])
            assert page.status == 200, one
            assert f"/drafts/{draft['id']}/publications" in page.text, "it can be registered there"
        assert len(addresses) == len(readers)


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("reader", [JINAN, EDITOR1, CHIEF, WRITER, ZHIDAO, "sample-office-1", STATION, OPS])
async def test_no_page_leads_its_reader_to_one_that_they_may_not_open(whole: Whole, reader: str):
    """From the start page on, the first that can be reached by links."""
    seen, ahead = {"/"}, ["/"]
    while ahead and len(seen) < 80:
        address = ahead.pop(0)
        answer = await whole.ask("GET", address, reader)
        assert answer.status in {200, 206}, (reader, address)
        new = [one for one in links_on(answer.text, address) if one not in seen] if is_page(answer.headers) else []
        seen.update(new)
        ahead.extend(new)


# What happens to the reports


async def out_and_corrected(whole: Whole) -> str:
    """Released, posted, its plan made larger and its drafts corrected, pulled and put back."""
    number = (await whole.submit(JINAN))["number"]
    story = await whole.sign(number)
    drafts = {draft["content_type"]: draft for draft in story["drafts"]}
    weibo, item = drafts["weibo.status"], drafts["tv.item"]
    posted = {"url": "https://weibo.com/1/abc"}
    await done(whole, "POST", f"/api/v1/drafts/{weibo['id']}/publications", CHIEF, json=posted)
    for draft in (weibo, item):
        await done(whole, "POST", f"/api/v1/drafts/{draft['id']}/holds", CHIEF, json={"reason": "待核实"})
        await done(whole, "POST", f"/api/v1/drafts/{draft['id']}/resumptions", CHIEF, json={})
    weibo = next(d for d in (await whole.story(number))["drafts"] if d["id"] == weibo["id"])
    content = {**weibo["content"], "text": "更正后的正文。"}
    headers = {"If-Match": f'"{weibo["version"]}"'}
    await done(whole, "PUT", f"/api/v1/drafts/{weibo['id']}", WRITER, json={"content": content}, headers=headers)
    await told(whole, number, {"published", "restored", "voided"})
    return number


async def sent_back(whole: Whole) -> str:
    """A case: passed once, planned otherwise, one draft rejected, the rest returned."""
    number = (await whole.submit(JINAN, kind="case"))["number"]
    story = await whole.story(number)
    first = {"stage": "first", "verdict": "pass", "opinion": "同意", "proof": True}
    await done(
        whole, "POST", f"/api/v1/stories/{story['id']}/reviews", EDITOR1, json={**first, "versions": versions(story)}
    )
    await done(whole, "POST", f"/api/v1/stories/{story['id']}/plan", EDITOR2, json={"level": "A", "extra": True})
    one, other, *_ = (await whole.story(number))["drafts"]
    for draft, verdict in ((one, "reject"), (other, "return")):
        said = {"stage": "second", "verdict": verdict, "opinion": "请核实", "version": draft["version"]}
        await done(whole, "POST", f"/api/v1/drafts/{draft['id']}/reviews", EDITOR2, json=said)
    await told(whole, number, {"arrived", "planned", "rejected", "returned", "voided"})
    return number


async def filed(whole: Whole) -> str:
    number = (await whole.submit(JINAN, kind="summary"))["number"]
    await told(whole, number, {"received", "filed"})
    return number


async def done(whole: Whole, method: str, path: str, token: str, **sent: Any) -> None:
    answer = await whole.ask(method, path, token, **sent)
    assert answer.status < 300, (path, answer.text)


# Their mails


async def told(whole: Whole, number: str, templates: set[str]) -> None:
    async def all_sent() -> bool:
        found = await mails(whole, number)
        return templates <= {one["template"] for one in found} and {one["state"] for one in found} == {"sent"}

    await eventually(all_sent, within=60)


async def mails(whole: Whole, number: str) -> list[Any]:
    items: list[Any] = (await whole.get(f"/api/v1/emails?number={number}&limit=200", OPS))["items"]
    return items


async def links_of_mails(whole: Whole, number: str) -> list[tuple[str, str, str]]:
    """Template, the reader's token, address; of the text and of the HTML."""
    await told(whole, number, {"received"})
    async with whole.system.databases["notifier"].reading() as view:
        rows = (await view.connection.execute(sa.select(captured_mails))).all()
    bodies = {str(row.message): message_from_bytes(row.content, policy=default) for row in rows}
    found = []
    for sent in await mails(whole, number):
        mail = bodies[sent["id"]]
        text = "".join(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[attr-defined]
        here = {one for one in ADDRESS.findall(text) if one.startswith(whole.system.settings.address)}
        reader = account_of(sent["recipient_key"], whole.system.campaign)
        found += [(sent["template"], reader, one.removeprefix(whole.system.settings.address)) for one in here]
    return found


def account_of(recipient: str, campaign: Campaign) -> str:
    """The token of whoever gets it."""
    what, _, key = recipient.partition(":")
    if what == "account":
        return next(sample.token for sample in samples(campaign) if sample.account.id == key)
    return OFFICES.get(recipient, JINAN)


# Pages


async def every_link_may_be_followed(whole: Whole, page: str, reader: str, address: str) -> None:
    for link in links_on(page, address):
        answer = await whole.ask("GET", link, reader)
        assert answer.status in {200, 206}, (reader, address, link)


def links_on(page: str, address: str) -> Iterable[str]:
    document = html.fromstring(page)
    document.make_links_absolute(f"http://here{address}")
    for href in dict.fromkeys(document.xpath("//a/@href")):
        if href.startswith("http://here/"):
            yield href.removeprefix("http://here").partition("#")[0]


def is_page(headers: Any) -> bool:
    return str(headers.get("Content-Type", "")).startswith("text/html")
