"""The units' pages, used as a browser without JavaScript uses them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa
from lxml import html

from services.ingest.storage.tables import idempotency_keys
from services.ingest.web import receiving
from shared.contracts.stories import DraftWithdrawn, StoryReturned
from shared.contracts.submissions import Submission, SubmissionReceived
from shared.contracts.words import DraftState, SubmissionState
from shared.identity.sample import PASSWORD
from shared.ids import AccountId
from tests.integration.ingest.conftest import YANTAI, House
from tests.integration.ingest.test_following import happen, story
from tests.pictures import photo
from tests.unit.ingest.test_inspect import PDF

Files = Mapping[str, tuple[str, bytes]]


@dataclass
class Page:
    status: int
    address: str
    document: html.HtmlElement

    @property
    def text(self) -> str:
        return " ".join(self.document.xpath("//main")[0].text_content().split())

    @property
    def form(self) -> html.FormElement:
        """The one that is to be filled in."""
        return next(form for form in self.document.forms if form.xpath(".//h2 | .//input[@name='reason']"))

    def fields(self, **changes: str) -> dict[str, str]:
        """As a browser would send them (it drops a text area's first line end), with what a person types."""
        return {name: value.removeprefix("\n") for name, value in self.form.form_values() if value != ""} | changes


class Browser:
    def __init__(self, house: House, session: aiohttp.ClientSession) -> None:
        self.house = house
        self.session = session

    async def sign_in(self, login: str) -> "Browser":
        await self.session.post(f"{self.house.url}/login", data={"login": login, "password": PASSWORD})
        return self

    async def open(self, path: str) -> Page:
        async with self.session.get(self.house.url + path) as answer:
            return await _page(answer)

    async def send(self, path: str, fields: Mapping[str, str], files: Files | None = None) -> Page:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in fields.items():
            form.add_field(name, value)
        for name, (filename, content) in (files or {}).items():
            form.add_field(name, content, filename=filename, content_type="application/octet-stream")
        async with self.session.post(self.house.url + path, data=form) as answer:
            return await _page(answer)


async def _page(answer: aiohttp.ClientResponse) -> Page:
    return Page(answer.status, answer.url.path, html.fromstring(await answer.text()))


@pytest.fixture
async def browser(any_house: House) -> AsyncIterator[Browser]:
    """Signed in as 济南市."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield await Browser(any_house, session).sign_in("jinan")


TYPED = {
    "kind": "highlight",
    "category": "reading",
    "title": "社区读书会",
    "event_date": "2022-12-05",
    "place": "济南市",
    "body": "第一段。\r\n第二段。",
    "contact_name": "张老师",
    "contact_phone": "0531-00000000",
    "ai_use": "none",
}


async def told(house: House) -> list[Submission]:
    events = [envelope for envelope in await house.events() if envelope.type == "submission.received"]
    return [SubmissionReceived.opened(envelope).submission for envelope in events]


async def test_a_report_with_pictures_ends_at_its_receipt(browser: Browser):
    blank = await browser.open("/submit/new")
    sent = blank.fields(**TYPED, **{"picture-0-caption": "读书会", "picture-0-consent": "public_scene"})
    files = {"picture-0-file": ("现场.jpg", photo()), "evidence": ("盖章.pdf", PDF)}
    receipt = await browser.send("/submit/new", sent, files)
    assert receipt.address == "/submit/LB2022-370100-0001/receipt"
    for shown in ("LB2022-370100-0001", "社区读书会", "济南市", "现场.jpg", "盖章.pdf", "还需报送"):
        assert shown in receipt.text
    (submission,) = await told(browser.house)
    assert [block.text for block in submission.body] == ["第一段。", "第二段。"]
    assert [(file.role, file.caption, file.consent) for file in submission.files] == [
        ("media", "读书会", "public_scene"),
        ("evidence", "", "missing"),
    ]


async def test_a_mistake_keeps_everything_typed_and_chosen(browser: Browser):
    blank = await browser.open("/submit/new")
    typed = blank.fields(**TYPED | {"contact_phone": "不详", "title": ""}, **{"picture-0-caption": "读书会"})
    again = await browser.send(
        "/submit/new", typed, {"picture-0-file": ("现场.jpg", photo()), "evidence": ("盖章.pdf", PDF)}
    )
    assert (again.status, again.address) == (422, "/submit/new")
    assert await told(browser.house) == []
    assert "请填写此项。" in again.text
    assert "读不出电话“不详”" in again.text
    kept = again.fields()
    for name in ("body", "category", "kind", "event_date", "contact_name", "picture-0-caption", "form_key"):
        assert kept[name].replace("\n", "\r\n") == typed[name]
    assert (kept["picture-0-name"], kept["evidence-0-name"]) == ("现场.jpg", "盖章.pdf")

    receipt = await browser.send("/submit/new", kept | {"title": "补上标题", "contact_phone": "0531-00000000"})
    assert receipt.address.endswith("/receipt")
    (submission,) = await told(browser.house)
    assert [(file.name, file.role) for file in submission.files] == [("现场.jpg", "media"), ("盖章.pdf", "evidence")]
    assert await browser.house.files.originals.read(submission.files[0].sha256) == photo()


async def test_a_contact_is_taken_as_typed_and_a_slip_is_told_at_its_field(browser: Browser):
    blank = await browser.open("/submit/new")
    typed = TYPED | {"contact_phone": "（０５３１）００００００００—8012", "contact_email": "jinan@example.org（张）"}
    again = await browser.send("/submit/new", blank.fields(**typed))
    assert again.status == 422
    told = again.document.get_element_by_id("error-contact_email").text_content()
    assert told.strip() == "请去掉“(张)”，只写“jinan@example.org”。"
    assert again.fields()["contact_email"] == "jinan@example.org（张）"
    receipt = await browser.send("/submit/new", again.fields(contact_email="ｊｉｎａｎ@example.org"))
    assert receipt.address.endswith("/receipt")
    (page,) = [await browser.open(receipt.address.replace("/receipt", ""))]
    assert "0531-00000000转8012 jinan@example.org" in page.text


async def test_a_mistyped_year_is_named_and_nothing_typed_is_lost(browser: Browser):
    blank = await browser.open("/submit/new")
    again = await browser.send("/submit/new", blank.fields(**TYPED | {"event_date": "9999-12-31"}))
    assert (again.status, again.address) == (422, "/submit/new")
    assert "请核对年份" in again.document.get_element_by_id("error-event_date").text_content()
    kept = again.fields()
    assert (kept["title"], kept["body"], kept["event_date"]) == ("社区读书会", "第一段。\n第二段。", "9999-12-31")


async def test_a_bad_file_is_named_at_its_place_and_the_good_one_is_kept(browser: Browser):
    blank = await browser.open("/submit/new")
    files = {"picture-0-file": ("好.jpg", photo()), "picture-1-file": ("坏.jpg", b"no picture")}
    again = await browser.send("/submit/new", blank.fields(**TYPED), files)
    assert again.status == 422
    assert again.fields()["picture-0-name"] == "好.jpg"
    error = again.document.get_element_by_id("error-picture-1-file")
    assert "纯文本" in error.text_content()


LITTLE = replace(receiving.FORM_LIMITS, files=2, file=1_000_000, field=2_000, total=1_500_000)
TOO_MUCH = {
    "a file too many": {f"picture-{place}-file": (f"{place}.jpg", photo(str(place))) for place in range(3)},
    "a file too large": {
        "picture-0-file": ("小.jpg", photo()),
        "picture-2-file": ("大.jpg", photo() + bytes(1_000_000)),
    },
    "too much in all": {f"picture-{place}-file": (f"{place}.jpg", photo() + bytes(900_000)) for place in range(2)},
}


@pytest.mark.parametrize("files", TOO_MUCH.values(), ids=TOO_MUCH)
async def test_what_is_over_a_limit_is_named_and_everything_else_is_kept(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, files: Files
):
    monkeypatch.setattr(receiving, "FORM_LIMITS", LITTLE)
    blank = await browser.open("/submit/new")
    typed = blank.fields(**TYPED, **{"picture-0-caption": "读书会"}, authors_text="王一")
    again = await browser.send("/submit/new", typed, files)
    assert again.status == 413
    assert "这个文件没有收下" in again.text
    kept = again.fields()
    assert {name: kept[name] for name in ("title", "contact_name", "authors_text")} == {
        "title": "社区读书会",
        "contact_name": "张老师",
        "authors_text": "王一",
    }
    assert "读书会" in [value for name, value in kept.items() if name.endswith("-caption")]
    assert len([name for name in kept if name.endswith("-sha256")]) == len(files) - 1
    assert (await browser.send("/submit/new", kept)).address.endswith("/receipt")


async def test_a_text_that_no_report_could_hold_comes_back_cut_and_named(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(receiving, "FORM_LIMITS", LITTLE)
    blank = await browser.open("/submit/new")
    again = await browser.send("/submit/new", blank.fields(**TYPED | {"body": "长" * 50_000}))
    assert (again.status, again.fields()["title"]) == (413, "社区读书会")
    assert again.document.get_element_by_id("error-body").text_content() == "最大 2.0 KB。"


async def test_a_kept_file_can_be_dropped_or_replaced(browser: Browser):
    blank = await browser.open("/submit/new")
    files = {f"picture-{place}-file": (f"{place}.jpg", photo(str(place))) for place in range(3)}
    again = await browser.send("/submit/new", blank.fields(**TYPED | {"title": ""}), files)
    fields = again.fields(title="标题", **{"picture-0-drop": "1"})
    await browser.send("/submit/new", fields, {"picture-1-file": ("新.jpg", photo("新"))})
    (submission,) = await told(browser.house)
    assert [file.name for file in submission.files] == ["新.jpg", "2.jpg"]


async def test_two_files_of_one_name_are_told_apart(browser: Browser):
    blank = await browser.open("/submit/new")
    files = {"picture-0-file": ("IMG_1.jpg", photo("一")), "picture-1-file": ("IMG_1.jpg", photo("二"))}
    await browser.send("/submit/new", blank.fields(**TYPED), files)
    (submission,) = await told(browser.house)
    assert [file.name for file in submission.files] == ["IMG_1.jpg", "IMG_1 (2).jpg"]


async def test_another_account_s_file_cannot_be_had_by_its_hash(browser: Browser):
    blank = await browser.open("/submit/new")
    again = await browser.send(
        "/submit/new", blank.fields(**TYPED | {"title": ""}), {"picture-0-file": ("密.jpg", photo())}
    )
    stolen = {name: again.fields()[name] for name in ("picture-0-name", "picture-0-sha256")}
    await browser.send("/logout", {})
    await browser.sign_in("yantai")
    blank = await browser.open("/submit/new")
    page = await browser.send("/submit/new", blank.fields(**TYPED) | stolen)
    assert page.status == 422
    assert await told(browser.house) == []


async def test_a_double_click_is_one_submission_and_other_content_under_the_same_form_asks_again(browser: Browser):
    fields = (await browser.open("/submit/new")).fields(**TYPED)
    first = await browser.send("/submit/new", fields)
    assert (await browser.send("/submit/new", fields)).address == first.address
    asked = await browser.send("/submit/new", fields | {"title": "另一篇"})
    assert asked.status == 409
    assert asked.fields()["title"] == "另一篇"
    assert len(await told(browser.house)) == 1
    assert (await browser.send("/submit/new", asked.fields())).address == "/submit/LB2022-370100-0002/receipt"


async def test_a_form_s_key_of_any_length_fits_where_it_is_kept(browser: Browser):
    fields = (await browser.open("/submit/new")).fields(**TYPED, form_key="长" * 500)
    first = await browser.send("/submit/new", fields)
    assert (await browser.send("/submit/new", fields)).address == first.address == "/submit/LB2022-370100-0001/receipt"
    async with browser.house.database.reading() as view:
        (key,) = (await view.connection.execute(sa.select(idempotency_keys.c.key))).scalars()
    assert len(key) <= idempotency_keys.c.key.type.length


async def test_a_returned_report_shows_why_and_is_sent_again_from_its_own_form(browser: Browser):
    house = browser.house
    await browser.send(
        "/submit/new",
        (await browser.open("/submit/new")).fields(**TYPED, approved_by="赵三"),
        {"picture-0-file": ("现场.jpg", photo())},
    )
    (sent,) = await told(house)
    status = story(sent, 2, SubmissionState.RETURNED, DraftState.RETURNED)
    later = house.clock.now() + timedelta(minutes=5)
    await happen(house, StoryReturned(story=status, reason="请写明人数", by=AccountId("e"), occurred_at=later))
    overview = await browser.open("/submit")
    assert "退回修改" in overview.text
    page = await browser.open(f"/submit/{sent.number}")
    assert "请写明人数" in page.text

    form = await browser.open(f"/submit/{sent.number}/revise")
    fields = form.fields()
    assert {name: fields[name] for name in ("title", "contact_name", "approved_by", "picture-0-name")} == {
        "title": "社区读书会",
        "contact_name": "张老师",
        "approved_by": "赵三",
        "picture-0-name": "现场.jpg",
    }
    receipt = await browser.send(f"/submit/{sent.number}/revise", fields | {"body": "来了86人。"})
    assert receipt.address == f"/submit/{sent.number}/receipt"
    assert "第 2 次报送" in receipt.text
    second = (await told(house))[-1]
    assert (second.revision, second.files) == (2, sent.files)
    stale = await browser.send(f"/submit/{sent.number}/revise", fields | {"body": "两个人同时在改"})
    assert stale.status == 412
    assert stale.fields()["body"] == "两个人同时在改"
    assert len(await told(house)) == 2


async def test_the_form_of_a_revision_offers_no_other_kind(browser: Browser):
    receipt = await browser.send("/submit/new", (await browser.open("/submit/new")).fields(**TYPED))
    number = receipt.address.split("/")[-2]
    page = await browser.open(f"/submit/{number}/revise")
    assert page.document.xpath("//input[@name='kind']/@type") == ["hidden"]
    assert "种类 活动亮点 重报时不能更改；确需更改的，请撤回后另行报送。" in page.text
    refused = await browser.send(f"/submit/{number}/revise", page.fields(kind="summary"))
    assert (refused.status, "种类不能更改，本稿是活动亮点" in refused.text) == (422, True)
    done = await browser.send(f"/submit/{number}/revise", refused.fields(title="改后的标题"))
    assert done.address.endswith("/receipt"), "the form that comes back names the right kind again"


async def test_a_report_with_headings_comes_back_as_it_was(browser: Browser):
    house = browser.house
    await house.send(body_text=None, body_html="<h2>一、做法</h2><p>第一段</p><ul><li>要点</li></ul>")
    (sent,) = await told(house)
    fields = (await browser.open(f"/submit/{sent.number}/revise")).fields()
    await browser.send(f"/submit/{sent.number}/revise", fields | {"title": "只改标题"})
    assert (await told(house))[-1].body == sent.body


async def test_a_withdrawal_asks_for_a_reason_and_then_ends_the_submission(browser: Browser):
    await browser.send("/submit/new", (await browser.open("/submit/new")).fields(**TYPED))
    address = "/submit/LB2022-370100-0001"
    for wrong in (" ", "重" * 501):
        again = await browser.send(f"{address}/withdraw", {"reason": wrong})
        assert (again.status, "未撤回" in again.document.get_element_by_id("error-reason").text_content()) == (
            422,
            True,
        )
        assert again.fields().get("reason", "") == wrong.strip() or wrong == " "
    page = await browser.send(f"{address}/withdraw", {"reason": "重复报送"})
    assert page.address == address
    assert "已撤回" in page.text
    assert "重复报送" in page.text
    assert not page.document.xpath("//form[contains(@action, 'withdraw')]")
    late = await browser.send(f"{address}/revise", {**TYPED, "revision": "1"})
    assert (late.status, "已撤回，不能再修改" in late.text) == (409, True)
    assert (late.fields()["title"], late.fields()["contact_name"]) == ("社区读书会", "张老师")


async def test_what_the_desk_took_down_does_not_read_as_if_the_unit_had_taken_it_back(browser: Browser):
    await browser.send("/submit/new", (await browser.open("/submit/new")).fields(**TYPED))
    (sent,) = await told(browser.house)
    down = story(sent, 2, SubmissionState.WITHDRAWN, DraftState.WITHDRAWN)
    said = DraftWithdrawn(story=down, drafts=(), reason="有误", by=AccountId("chief"), occurred_at=sent.submitted_at)
    await happen(browser.house, said)
    page = await browser.open(f"/submit/{sent.number}")
    assert ("已撤稿" in page.text, "已撤回" in page.text) == (True, False)


async def test_a_unit_opens_its_own_files_and_no_other_unit_s_pages(browser: Browser):
    house = browser.house
    listed = [{"name": "图.jpg", "consent": "obtained"}]
    _, own = await house.send(files=listed, parts={"图.jpg": photo()})
    _, foreign = await house.send(YANTAI, files=listed, parts={"图.jpg": photo()})
    sha256 = (await told(house))[0].files[0].sha256
    async with browser.session.get(f"{house.url}/submit/{own['number']}/files/{sha256}") as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "image/jpeg", photo())
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with browser.session.head(f"{house.url}/submit/{own['number']}/files/{sha256}") as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(photo())))
    for path in ("", "/receipt", "/revise", f"/files/{sha256}"):
        assert (await browser.open(f"/submit/{foreign['number']}{path}")).status == 404
    assert (await browser.open(f"/submit/{own['number']}/files/{'0' * 64}")).status == 404


async def test_an_editor_enters_for_a_unit_and_no_office_sees_what_is_not_routed_to_it(browser: Browser):
    await browser.send("/logout", {})
    await browser.sign_in("editor1")
    form = await browser.open("/submit/new")
    receipt = await browser.send("/submit/new", form.fields(**TYPED, unit="370600"))
    assert receipt.address == "/submit/LB2022-370600-0001/receipt"
    assert "编辑代录" in receipt.text
    revise = await browser.open("/submit/LB2022-370600-0001/revise")
    assert "修改后您不能审此稿" in revise.text
    assert "修改后您不能审此稿" not in form.text
    again = await browser.send("/submit/LB2022-370600-0001/revise", revise.fields(title="代改"))
    assert again.address == receipt.address
    await browser.send("/logout", {})
    await browser.sign_in("minji")
    assert "代改" not in (await browser.open("/submit")).text
    assert (await browser.open("/submit/LB2022-370600-0001")).status == 404
    assert (await browser.open("/submit/new")).status == 403


async def test_an_office_reads_what_is_routed_to_it_and_learns_of_nothing_else(browser: Browser):
    house = browser.house
    for kind in ("highlight", "case", "summary"):
        assert (await house.send(kind=kind, title=f"一篇{kind}"))[0] == 202
    numbers = {kind: f"LB2022-370100-000{place}" for place, kind in enumerate(("highlight", "case", "summary"), 1)}
    for login, token, seen in (
        ("minji", "sample-office-1", ["summary", "case"]),
        ("zhidao", "sample-office-2", ["case"]),
    ):
        _, listed, _ = await house.get("/api/v1/submissions", token)
        assert [item["kind"] for item in listed["items"]] == seen, login
        await browser.send("/logout", {})
        await browser.sign_in(login)
        overview = (await browser.open("/submit")).text
        for kind, number in numbers.items():
            status, _, _ = await house.get(f"/api/v1/submissions/{number}", token)
            page = await browser.open(f"/submit/{number}")
            assert (status, page.status) == ((200, 200) if kind in seen else (404, 404)), (login, kind)
            assert ("0531-00000000" in page.text, f"一篇{kind}" in overview) == (kind in seen, kind in seen)
            assert not page.document.xpath("//main//form")


async def test_who_is_not_signed_in_is_led_to_the_login(any_house: House):
    async with any_house.http.get(f"{any_house.url}/submit/new", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/submit/new")
