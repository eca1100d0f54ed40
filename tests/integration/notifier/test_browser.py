"""The mailbox in a real browser: three widths, axe, no sideways scroll, no complaint of the policy."""

import pytest

from services.notifier.domain.delivery import Outcome, Result
from shared.contracts.words import Kind
from tests.browser import WIDTHS, axe_finds, chromium, scrolls_sideways
from tests.integration.notifier.conftest import Client
from tests.integration.notifier.stage import Stage
from tests.unit.notifier import scenes


@pytest.mark.chromium
@pytest.mark.parametrize("width", WIDTHS)
async def test_the_mailbox_is_readable_accessible_and_obeys_its_policy(client: Client, stage: Stage, width: int):
    await stage.hears(scenes.received(kind=Kind.CASE, title="很长的标题" * 12))
    await stage.captures_all()
    shown = await stage.one("received")
    stage.post.answers = [Outcome(Result.UNKNOWN, "已发完，未收到对方确认：等待超时")]
    await stage.hears(scenes.signed_off())
    await stage.deliver_with_post()
    unknown = await stage.one("signed_off")
    here = f"http://{client.host}:{client.port}"
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": width, "height": 900}, locale="zh-CN")
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        await page.goto(here + "/login?next=/mailbox")
        await page.fill("[name=login]", "ops")
        await page.fill("[name=password]", "lianbo-sample")
        await page.click("button:text('登录')")
        mails = [f"/mailbox/mails/{message.id}" for message in (shown, unknown)]
        for path in ("/mailbox", "/mailbox?state=unknown", "/mailbox/calls", *mails):
            await page.goto(here + path)
            assert not await scrolls_sideways(page), path
            assert await axe_finds(page) == [], path
        await page.goto(here + mails[0])
        frame = page.frame_locator("iframe")
        assert "已收到，请留存稿件编号" in await frame.locator("body").inner_text()
        assert complaints == []


@pytest.mark.chromium
async def test_a_call_is_recorded_without_javascript(client: Client, stage: Stage):
    await stage.hears(scenes.received(kind=Kind.CASE))
    async with chromium() as browser:
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"http://{client.host}:{client.port}/login?next=/mailbox/calls")
        await page.fill("[name=login]", "editor1")
        await page.fill("[name=password]", "lianbo-sample")
        await page.click("button:text('登录')")
        await page.fill("[name=note]", "王主任接听")
        await page.click("button:text('已致电')")
        assert await page.is_visible("text=已记录：已致电。")
        assert await page.is_visible("text=没有要打的电话")
    assert await stage.open_calls() == []
