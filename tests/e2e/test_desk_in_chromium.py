"""The desk in a real browser against the whole running system: with scripts and without, on three widths."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser import WIDTHS, axe_finds, chromium, scrolls_sideways
from tests.e2e.test_main_job import send, send_with_photos, story_of
from tests.running import Person, eventually

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.chromium]

People = dict[str, Person]
MAIN_BUTTON = "校对并通过"
PASSWORD = "lianbo-sample"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@asynccontextmanager
async def desk_of(browser: Browser, server: str, login: str, **how: Any) -> AsyncIterator[Page]:
    """Somebody's own window, signed in, on their list; a complaint of the console fails the test."""
    context = await browser.new_context(locale="zh-CN", **how)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{server}/login?next=/desk")
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    yield page
    await context.close()
    # A refused form is answered with its status, which Chromium reports as a resource that failed to load.
    assert [one for one in complaints if "status of 4" not in one] == []


async def new_story(people: People, title: str, *, photos: bool = False) -> Any:
    _, sent = await (send_with_photos(people["jinan"]) if photos else send(people["jinan"], title=title))
    return await story_of(people["editor1"], sent["number"])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
async def test_three_editors_lead_a_story_from_their_lists_into_its_release(
    browser: Browser, server: str, people: People, scripts: bool
):
    title = f"泉城夜校开课了{'一' if scripts else '二'}"
    story = await new_story(people, title)
    for login, notice in (("editor1", "转入复审"), ("editor2", "转入终审"), ("editor3", "已签发")):
        async with desk_of(browser, server, login, java_script_enabled=scripts) as page:
            await page.click(f"text={title}")
            await page.fill("#opinion", f"{login}已看")
            await page.click(f"button:has-text('{MAIN_BUTTON}（全部平台稿）')")
            assert notice in await page.inner_text("[role=status]")

    async def released() -> Any:
        found = await story_of(people["editor1"], story["number"])
        return all(draft["state"] == "delivered" for draft in found["drafts"])

    await eventually(released)
    async with desk_of(browser, server, "editor1", java_script_enabled=scripts) as page:
        await page.goto(f"{server}/desk/stories/{story['id']}")
        assert await page.locator("text=发布包已备好·待人工发布").count() == 3
        assert await page.locator(".badge:has-text('已供电视台')").count() == 1
        async with page.expect_download() as download:
            await page.locator("text=下载发布包").first.click()
        assert (await download.value).suggested_filename.endswith(".zip")


@pytest.mark.parametrize("width", WIDTHS)
async def test_every_page_is_accessible_and_fits_its_width(browser: Browser, server: str, people: People, width: int):
    waiting = await new_story(people, "", photos=True)
    blocked = await new_story(people, "全省终生学习活动周开幕，咨询电话13800138000")
    article = next(draft for draft in waiting["drafts"] if draft["content_type"] == "toutiao.article")
    item = next(draft for draft in waiting["drafts"] if draft["content_type"] == "tv.item")
    pages = {
        "editor1": [
            "/desk",
            "/desk?view=all",
            f"/desk/stories/{waiting['id']}",
            f"/desk/stories/{blocked['id']}",
            f"/desk/stories/{waiting['id']}/sheet",
            f"/desk/drafts/{article['id']}/edit",
            f"/desk/drafts/{item['id']}/edit",
            f"/desk/bulk?story={waiting['id']}&story={blocked['id']}",
        ],
        "minji": ["/office", "/office?kind=summary"],
        "tvdesk": ["/station"],
        "ops": ["/ops", "/ops/dead-letters", "/ops/ledger"],
    }
    for login, paths in pages.items():
        async with desk_of(browser, server, login, viewport={"width": width, "height": 800}) as page:
            for path in paths:
                await page.goto(server + path)
                assert not await scrolls_sideways(page), path
                assert await axe_finds(page) == [], path


async def test_a_refused_pass_keeps_what_was_typed_on_a_phone(browser: Browser, server: str, people: People):
    story = await new_story(people, "全省终生学习活动周在泉城")
    async with desk_of(
        browser, server, "editor1", java_script_enabled=False, viewport={"width": 320, "height": 640}
    ) as page:
        await page.goto(f"{server}/desk/stories/{story['id']}")
        await page.fill("#opinion", "手机上写的意见")
        await page.click(f"button:has-text('{MAIN_BUTTON}（全部平台稿）')")
        assert "必须处理" in await page.inner_text("[role=alert]")
        assert await page.input_value("#opinion") == "手机上写的意见"
        for reason in await page.locator("#pass [name^='reason.']").all():
            await reason.fill("原标题如此")
        await page.click(f"button:has-text('{MAIN_BUTTON}（全部平台稿）')")
        assert "转入复审" in await page.inner_text("[role=status]")


async def test_keys_lead_through_the_list_and_to_the_button_but_not_while_typing(
    browser: Browser, server: str, people: People
):
    story = await new_story(people, "键盘也能审稿")
    async with desk_of(browser, server, "editor1") as page:
        await page.goto(f"{server}/desk?view=all")
        await page.keyboard.press("j")
        assert "键盘也能审稿" in await page.inner_text("tr.chosen")
        await page.keyboard.press("o")
        await page.wait_for_url(f"**/desk/stories/{story['id']}")
        await page.keyboard.press("a")
        assert MAIN_BUTTON in await page.evaluate("document.activeElement.textContent")
        await page.focus("#opinion")
        await page.keyboard.type("ajar")
        assert await page.input_value("#opinion") == "ajar"
        assert await page.evaluate("document.activeElement.id") == "opinion"
        await page.goto(f"{server}/account")
        await page.click("button:has-text('关闭快捷键')")
        await page.goto(f"{server}/desk?view=all")
        await page.keyboard.press("j")
        assert await page.locator("tr.chosen").count() == 0


async def test_counters_follow_the_keys_by_the_servers_rules(browser: Browser, server: str, people: People):
    story = await new_story(people, "数字也要按平台的算法数")
    weibo = next(draft for draft in story["drafts"] if draft["content_type"] == "weibo.status")
    async with desk_of(browser, server, "writer1") as page:
        await page.goto(f"{server}/desk/drafts/{weibo['id']}/edit")
        counter = page.locator("[data-counter=text] [data-used]")
        before = int(await counter.inner_text())
        text = await page.input_value("#field-text")
        await page.fill("#field-text", text + "abcd")  # four half-width letters are two characters to Weibo

        async def counted() -> bool:
            return int(await counter.inner_text()) == before + 2

        await eventually(counted)
        await page.fill("#field-title", "长" * 41)

        async def over() -> bool:
            return await page.locator(".counter-over[data-counter=title]").count() == 1

        await eventually(over)
        page.on("dialog", lambda dialog: dialog.accept())
        await page.click("text=不改了")
        assert (await story_of(people["editor1"], story["number"]))["drafts"] == story["drafts"]


async def test_nothing_is_lost_when_two_edit_at_once_without_scripts(browser: Browser, server: str, people: People):
    story = await new_story(people, "两个人同时改稿")
    weibo = next(draft for draft in story["drafts"] if draft["content_type"] == "weibo.status")
    address = f"{server}/desk/drafts/{weibo['id']}/edit"
    async with (
        desk_of(browser, server, "writer1", java_script_enabled=False) as first,
        desk_of(browser, server, "editor1", java_script_enabled=False) as second,
    ):
        await first.goto(address)
        await second.goto(address)
        await first.fill("#field-text", "先保存的人写的正文。")
        await first.click("button:has-text('保存修改')")
        assert "已保存" in await first.inner_text("[role=status]")
        await second.fill("#field-text", "后保存的人写的正文。")
        await second.click("button:has-text('保存修改')")
        assert "他人已保存了新版" in await second.inner_text("[role=alert]")
        assert await second.input_value("#field-text") == "后保存的人写的正文。"
        assert "先保存的人写的正文。" in " ".join((await second.inner_text(".conflicts")).split())
        await second.click("button:has-text('保存修改')")
    after = next(d for d in (await story_of(people["editor1"], story["number"]))["drafts"] if d["id"] == weibo["id"])
    assert after["content"]["text"] == "后保存的人写的正文。"
