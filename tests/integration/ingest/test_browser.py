"""The units' pages in Chromium: readable at every width, accessible, and usable with scripts switched off."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from shared.identity.sample import PASSWORD
from tests.browser import WIDTHS, axe_finds, chromium, scrolls_sideways
from tests.integration.ingest.conftest import House
from tests.pictures import photo

pytestmark = pytest.mark.chromium


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def sign_in(page: Page, house: House, login: str = "jinan") -> None:
    await page.goto(f"{house.url}/login?next=/submit")
    await page.fill("input[name=login]", login)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("main form button")


async def type_report(page: Page) -> None:
    await page.check("input[name=kind][value=highlight]")
    await page.select_option("select[name=category]", "reading")
    await page.fill("input[name=title]", "社区读书会")
    await page.fill("input[name=event_date]", "2022-12-05")
    await page.fill("textarea[name=body]", "第一段。\n第二段。")
    await page.fill("input[name=contact_name]", "张老师")
    await page.check("input[name=ai_use][value=none]")


async def test_every_page_is_accessible_and_fits_every_width(any_house: House, browser: Browser):
    _, receipt = await any_house.send(
        files=[{"name": "图.jpg", "caption": "课堂", "consent": "obtained"}], parts={"图.jpg": photo()}
    )
    await any_house.send(kind="case", title="很长的标题" * 12)
    page = await browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    await sign_in(page, any_house)
    number = receipt["number"]
    for path in ("/submit", "/submit/new", *(f"/submit/{number}{part}" for part in ("", "/receipt", "/revise"))):
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            await page.goto(any_house.url + path)
            assert not await scrolls_sideways(page), (path, width)
            assert await axe_finds(page) == [], (path, width)
    assert said == []


async def test_a_preview_under_way_holds_up_no_report_and_a_second_click_sends_none(any_house: House, browser: Browser):
    """Nobody serves /preview here; what matters is that 报送 does not wait for it."""
    page = await browser.new_page()
    await sign_in(page, any_house)
    await page.goto(f"{any_house.url}/submit/new")
    await type_report(page)
    await page.fill("input[name=contact_phone]", "0531-00000000")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    async with page.context.expect_page():
        await page.click("text=预览平台稿")
    assert await page.is_visible("[role=status]:text('正在新窗口打开')")
    said = await page.evaluate(
        "() => { const button = document.querySelector('.action-bar button');"
        " button.click(); button.click(); return button.nextElementSibling.textContent; }"
    )
    assert said == "正在提交，请稍候…"
    await page.wait_for_url("**/receipt")
    assert [url.removeprefix(any_house.url) for url in sent] == ["/submit/new"]


async def test_a_form_with_mistakes_is_accessible_and_leads_to_them(any_house: House, browser: Browser, tmp_path: Path):
    bad = tmp_path / "坏.jpg"
    bad.write_bytes(b"no picture")
    page = await browser.new_page()
    await sign_in(page, any_house)
    await page.goto(f"{any_house.url}/submit/new")
    await type_report(page)
    await page.set_input_files("input[name=picture-0-file]", bad)
    await page.click("main form button")
    assert await axe_finds(page) == []
    await page.click("text=电话和邮箱请至少填写一项。")
    assert await page.evaluate("document.activeElement.name || location.hash") in {
        "contact_phone",
        "#field-contact_phone",
    }
    assert await page.locator("#error-picture-0-file").inner_text()


async def test_without_scripts_a_report_is_sent_corrected_and_withdrawn(
    any_house: House, browser: Browser, tmp_path: Path
):
    good = tmp_path / "现场.jpg"
    good.write_bytes(photo())
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await sign_in(page, any_house)
    await page.click("text=新建报送")
    await type_report(page)
    await page.set_input_files("input[name=picture-0-file]", good)
    await page.fill("input[name=picture-0-caption]", "读书会现场")
    await page.click("main form button")  # neither telephone nor e-mail: comes back
    assert await page.locator("input[name=title]").input_value() == "社区读书会"
    assert await page.locator("textarea[name=body]").input_value() == "第一段。\n第二段。"
    assert "现场.jpg" in await page.locator(".kept").first.inner_text()
    await page.fill("input[name=contact_phone]", "0531-00000000")
    await page.click("main form button")
    assert page.url.endswith("/submit/LB2022-370100-0001/receipt")
    assert "现场.jpg" in await page.inner_text("main")

    await page.click("text=查看进度")
    await page.click("text=修改后重报")
    await page.fill("input[name=title]", "社区读书会开讲")
    await page.click("main form button")
    assert "第 2 次报送" in await page.inner_text("main")

    await page.click("text=查看进度")
    await page.fill("input[name=reason]", "重复报送")
    await page.click("text=撤回这篇稿件")
    assert "已撤回" in await page.inner_text("main")
    assert [envelope.type for envelope in await any_house.events()] == [
        "submission.received",
        "submission.received",
        "submission.withdrawn",
    ]


PASTE = """html => {
  const copied = new DataTransfer();
  copied.setData("text/html", html);
  copied.setData("text/plain", "纯文本");
  const area = document.querySelector("textarea[name=body]");
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: copied, bubbles: true, cancelable: true}));
}"""


async def test_a_paste_from_word_leaves_revisions_behind_and_says_so(any_house: House, browser: Browser):
    page = await browser.new_page()
    await sign_in(page, any_house)
    await page.goto(f"{any_house.url}/submit/new")
    await page.fill("textarea[name=body]", "前文。\n")
    await page.evaluate(PASTE, "<p>投入10<sup>4</sup>元<del>删</del>。</p>")
    await page.wait_for_selector("[role=status]:text('修订中删去的文字1处')")
    assert await page.input_value("textarea[name=body]") == "前文。\n投入10⁴元。"
    assert await axe_finds(page) == []
    await page.evaluate(PASTE, "<p>" + "长" * 500_001)
    await page.wait_for_selector("[role=status]:text('已按纯文本粘贴')")
    assert (await page.input_value("textarea[name=body]")).endswith("元。纯文本")
