"""The layout in a real browser: three widths, axe, no sideways scroll, no complaint of the Content-Security-Policy."""

import os
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.browser import WIDTHS, axe_finds, chromium, scrolls_sideways

SCREENSHOTS = os.environ.get("LIANBO_TEST_SCREENSHOTS")
PATHS = ("/", "/account", "/desk/gallery", "/nowhere")


@pytest.mark.chromium
@pytest.mark.parametrize("width", WIDTHS)
async def test_pages_are_readable_accessible_and_obey_their_own_policy(client: TestClient[Any, Any], width: int):
    here = f"http://{client.host}:{client.port}"
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for path in ("/", "/login"):
            await page.goto(here + path)
            await look(page, f"out{path}", width)
        await page.fill("[name=login]", "chief")
        await page.fill("[name=password]", "lianbo-sample")
        await page.click("button:text('登录')")
        await page.wait_for_url(here + "/")
        for path in PATHS:
            await page.goto(here + path)
            await look(page, path, width)
        assert [complaint for complaint in complaints if "404" not in complaint] == []


async def look(page: Any, path: str, width: int) -> None:
    if SCREENSHOTS:
        name = path.strip("/").replace("/", "-") or "start"
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{width}.png", full_page=True)
    assert not await scrolls_sideways(page), path
    assert await axe_finds(page) == [], path


@pytest.mark.chromium
async def test_forms_tabs_and_notices_work_without_scripts(client: TestClient[Any, Any]):
    here = f"http://{client.host}:{client.port}"
    async with chromium() as browser:
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(here + "/desk/gallery")
        await page.fill("[name=login]", "editor1")
        await page.fill("[name=password]", "lianbo-sample")
        await page.click("button:text('登录')")
        assert page.url == here + "/desk/gallery"
        assert await page.is_visible("text=社区课堂教老人用手机 >> visible=true")
        await page.click("label:text('微博')")
        assert await page.is_visible(".phone-weibo")
        assert not await page.is_visible(".phone-douyin")
        await page.click("text=校对并通过")
        assert await page.is_visible("text=已通过 3 篇平台稿")


@pytest.mark.chromium
async def test_with_scripts_counters_count_and_keys_choose(client: TestClient[Any, Any]):
    here = f"http://{client.host}:{client.port}"
    async with chromium() as browser:
        page = await browser.new_page()
        await page.goto(here + "/desk/gallery")
        await page.fill("[name=login]", "editor1")
        await page.fill("[name=password]", "lianbo-sample")
        await page.click("button:text('登录')")
        await page.fill("[name=title]", "一👨‍👩‍👧二")
        assert await page.text_content("[name=title] + .counter") == "3 / 20 字"
        await page.click("h1")
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        assert await page.locator("tr.chosen").inner_text() == await page.locator("[data-row]").nth(1).inner_text()
        await page.keyboard.press("/")
        assert await page.evaluate("document.activeElement.name") == "q"
        await page.keyboard.press("j")
        assert await page.input_value("[name=q]") == "j"
