"""A list says when it was loaded; and, by a mark that is another after every act, that there is something newer."""

import pytest

from services.publisher.api.freshness import Freshness
from tests.browser import chromium
from tests.integration.publisher.desk_scene import CHIEF, EDITOR1, FIRST, WRITER, Desk
from tests.integration.publisher.reader import SignIn

LISTS = {"editor1": "/desk", "zhidao": "/office/to-post", "minji": "/office", "tvdesk": "/station"}


@pytest.mark.parametrize(("login", "address"), LISTS.items())
async def test_a_list_says_when_it_was_loaded_and_from_what(desk: Desk, sign_in: SignIn, login: str, address: str):
    await desk.receive()
    page = await (await sign_in(login)).open(address)
    (line,) = page.document.xpath("//*[@data-loaded]")
    assert "载入" in line.text_content()
    assert line.xpath("./a/@href") == [address]
    assert line.get("data-changes")


async def test_operators_see_how_old_their_readings_are(desk: Desk, sign_in: SignIn):
    page = await (await sign_in("ops")).open("/ops")
    assert page.document.xpath("//*[@data-loaded]/a/@href") == ["/ops"]


async def test_every_act_on_a_story_changes_the_mark(desk: Desk):
    sent = await desk.receive()
    marks = [await mark_of(desk)]
    draft = await desk.through(await desk.draft(sent), EDITOR1, FIRST)
    marks.append(await mark_of(desk))
    await desk.edit(draft, WRITER, text="改过的正文。")
    marks.append(await mark_of(desk))
    await desk.signed(await desk.receive())
    marks.append(await mark_of(desk))
    await desk.release()
    marks.append(await mark_of(desk))
    await desk.withdraw(sent)
    marks.append(await mark_of(desk))
    assert len(set(marks)) == len(marks)
    assert await mark_of(desk) == marks[-1], "nothing happened"


async def mark_of(desk: Desk) -> str:
    """As another process reads it, or this one a second later."""
    pages = next(route for route in desk.service.routes if getattr(route, "path", "") == "/changes")
    fresh = pages.handler.__self__  # type: ignore[attr-defined]
    assert isinstance(fresh, Freshness)
    fresh._known = ("", float("-inf"))
    return str((await desk.get("/changes", CHIEF))["mark"])


@pytest.mark.chromium
async def test_a_page_that_lies_open_says_that_there_is_something_newer(desk: Desk):
    base = str(desk.client.make_url("/")).rstrip("/")
    async with chromium() as browser:
        page = await browser.new_page(locale="zh-CN")
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        await page.goto(f"{base}/login?next=/desk")
        await page.fill("[name=login]", "editor1")
        await page.fill("[name=password]", "lianbo-sample")
        await page.click("button:text('登录')")
        assert "已有更新" not in await page.inner_text("[data-loaded]")
        await desk.receive(title="刚刚报来的一篇")
        await page.wait_for_selector("text=列表已有更新", timeout=30_000)
        await page.click("[data-loaded] a")
        assert await page.is_visible("text=刚刚报来的一篇")
        assert "已有更新" not in await page.inner_text("[data-loaded]")
        assert complaints == []
