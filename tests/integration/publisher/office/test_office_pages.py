"""The office's pages: what is routed to it, with text and files; and the desk's level and drafts of filed reports."""

from datetime import timedelta

from shared.clock import SHANGHAI
from shared.contracts.stories import DraftPublished, DraftSignedOff
from shared.contracts.submissions import Unit
from shared.contracts.words import Kind
from tests.integration.publisher.desk_scene import CHIEF, STAGES, WRITER, Desk, by_type
from tests.integration.publisher.reader import SignIn
from tests.sites import CAMPAIGN


async def test_each_office_sees_what_is_routed_to_it_and_nothing_else(desk: Desk, sign_in: SignIn):
    summary = await desk.receive(kind=Kind.SUMMARY, category="", title="济南市工作总结")
    case = await desk.receive(kind=Kind.CASE, title="一个典型案例", category="smart-elderly-case")
    highlight = await desk.receive(title="一条活动亮点")
    minji, zhidao = await sign_in("minji"), await sign_in("zhidao")
    assert summary.title in (await minji.open("/office?kind=summary")).text
    assert case.title in (await minji.open("/office?kind=case")).text
    assert case.title in (await zhidao.open("/office")).text
    assert summary.title not in (await zhidao.open("/office?kind=summary")).text
    whole = await (await minji.open("/office?kind=summary")).follow(summary.title)
    assert summary.body[0].text in whole.text
    assert (await zhidao.open(f"/office/stories/{(await desk.story(summary))['id']}")).status == 404
    assert (await minji.open(f"/office/stories/{(await desk.story(highlight))['id']}")).status == 404
    assert (await minji.open(f"/desk/stories/{(await desk.story(highlight))['id']}/sheet")).status == 403
    assert (await (await sign_in("editor1")).open("/office")).status == 403


async def test_an_office_filters_by_unit(desk: Desk, sign_in: SignIn):
    jinan = await desk.receive(kind=Kind.CASE, title="济南的案例")
    qingdao = await desk.receive(
        kind=Kind.CASE, title="青岛的案例", unit=Unit(code="370200", name="青岛市", type="city")
    )
    page = await (await sign_in("minji")).open("/office?kind=case&unit=370200")
    assert qingdao.title in page.text
    assert jinan.title not in page.text


async def test_a_filed_report_is_made_into_drafts_when_an_editor_says_so(desk: Desk, sign_in: SignIn):
    summary = await desk.receive(kind=Kind.SUMMARY, category="", title="济南市工作总结")
    story = (await desk.story(summary))["id"]
    page = await (await sign_in("editor1")).open(f"/desk/stories/{story}")
    assert "只归档，不生成平台稿" in page.text
    done = await page.press("转为稿件")
    drafts = (await desk.story(summary))["drafts"]
    assert drafts
    assert done.notice == f"已转为稿件，生成 {len(drafts)} 份平台稿。"
    assert not done.has_button("转为稿件")


async def test_one_more_review_is_asked_for_on_the_page(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    story = (await desk.story(sent))["id"]
    page = await (await sign_in("editor1")).open(f"/desk/stories/{story}")
    done = await page.press("调整", extra=True, reason="涉及外事")
    assert done.notice == "审级已定为A级：初审、复审、加审、终审。"
    assert "涉及外事" in done.text
    refused = await done.press("调整", level="C", reason="赶时间")
    assert (refused.status, "减少审级须由终审人员决定" in refused.refusal) == (403, True)
    assert refused.document.get_element_by_id("plan-reason").value == "赶时间"


async def test_the_office_that_is_told_of_a_release_fetches_its_package_and_registers_its_address(
    desk: Desk, sign_in: SignIn
):
    sent = await desk.receive()
    story = (await desk.story(sent))["id"]
    zhidao, minji = await sign_in("zhidao"), await sign_in("minji")
    assert (await zhidao.open(f"/office/stories/{story}")).status == 404, "nothing of it is out yet"
    await desk.signed(sent)
    await desk.release()
    page = await zhidao.open(f"/office/stories/{story}")
    base = page.address.removesuffix(f"/office/stories/{story}")
    waiting = await zhidao.open("/office/to-post")
    assert (sent.title in waiting.text, len(waiting.links("微博"))) == (True, 1)
    assert (await minji.open("/office/to-post")).links(sent.title) == []
    assert sent.title in page.text
    assert sent.body[1].text not in page.text, "the report itself is not routed to it"
    weibo, item = (
        by_type(await desk.story(sent))["weibo.status"]["id"],
        by_type(await desk.story(sent))["tv.item"]["id"],
    )
    (package,) = [link for link in page.links("下载发布包") if weibo in link]
    assert (await zhidao.fetch(package))[0] == 200
    wrong = await page.press("登记", within=f"drafts/{weibo}/", pasted="已经发了")
    assert (wrong.status, "没有找到网址" in wrong.text) == (422, True)
    done = await wrong.press("登记", within=f"drafts/{weibo}/", pasted="分享 https://weibo.com/123/Mabc 看看")
    assert done.notice == "微博：已登记发布：https://weibo.com/123/Mabc"
    assert (await desk.story(sent))["history"][-1]["actor_name"] == "指导中心"
    assert (await zhidao.fetch(f"/api/v1/drafts/{item}/package.zip"))[0] == 403, "the station's"
    assert (await zhidao.send("POST", f"{base}/office/drafts/{item}/publications", [("pasted", "x")])).status == 403
    assert (await minji.open(f"/office/stories/{story}")).status == 404
    assert (await minji.fetch(package))[0] == 403
    assert (await minji.send("POST", f"{base}/office/drafts/{weibo}/publications", [("pasted", "x")])).status == 403
    await desk.post(f"/api/v1/drafts/{weibo}/withdrawals", CHIEF, {"reason": "有误"})
    page = await zhidao.open(f"/office/stories/{story}")
    assert "已撤稿" in page.text
    assert not [link for link in page.links("下载发布包") if weibo in link]
    assert (await zhidao.fetch(package))[0] == 410


async def test_what_an_office_has_to_post_is_listed_until_somebody_says_where_it_stands(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    zhidao = await sign_in("zhidao")

    async def listed() -> set[str]:
        page = await zhidao.open("/office/to-post")
        assert page.status == 200
        return {tag.text_content() for tag in page.document.xpath("//*[contains(@class, 'desk-channels')]/a")}

    async def act(call: str, **said: str) -> None:
        desk.clock.advance(seconds=5)
        weibo = await desk.draft(sent)
        status, answer = await desk.post(f"/api/v1/drafts/{weibo['id']}/{call}", CHIEF, said)
        assert status == 200, answer

    assert await listed() == set(), "nothing of it is signed"
    await desk.signed(sent, channels=["weibo.status", "tv.item"])
    assert await listed() == set(), "nothing of it is out"
    await desk.release()
    assert await listed() == {"微博"}, "the station needs nobody to post it"
    await act("holds", reason="待核实")
    assert await listed() == set(), "what is withheld is not to be posted"
    await act("resumptions")
    assert await listed() == {"微博"}
    await desk.edit(await desk.draft(sent), WRITER, text="更正后的正文。")
    assert await listed() == {"微博（更正）"}, "what is out still waits, whatever its correction does"
    await act("publications", url="https://weibo.com/1/abc")
    assert await listed() == set()
    for token, stage in STAGES:
        await desk.through(await desk.draft(sent), token, stage)
    desk.clock.advance(seconds=5)
    await desk.hand((await desk.said(DraftSignedOff))[-1])
    assert await listed() == {"微博（更正）"}, "the correction is to be posted in its place"
    await act("withdrawals", reason="有误")
    assert await listed() == set()


async def test_what_was_entered_when_it_was_posted_is_shown_to_all_whom_it_concerns(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    story, weibo = (await desk.story(sent))["id"], (await desk.draft(sent))["id"]
    account = next(one for one in CAMPAIGN.accounts if one.platform == "weibo")
    desk.clock.advance(seconds=7200)
    zhidao, editor = await sign_in("zhidao"), await sign_in("editor1")
    page = await zhidao.open(f"/office/stories/{story}")
    pasted, at = "分享微博 https://weibo.com/123/Mabc 来看看", desk.clock.now() - timedelta(hours=1)
    moment = at.astimezone(SHANGHAI)
    done = await page.press(
        "登记", within=f"drafts/{weibo}/", pasted=pasted, account=account.key, published_at=f"{moment:%Y-%m-%dT%H:%M}"
    )
    said = (account.name, f"{moment:%Y-%m-%d %H:%M} 发布", "https://weibo.com/123/Mabc")
    for shown in (done, await editor.open(f"/desk/stories/{story}")):
        assert all(one in shown.text for one in (*said, pasted, "指导中心"))
    assert "，".join(said) in (await editor.open(f"/desk/stories/{story}/sheet")).text
    (event,) = await desk.said(DraftPublished)
    assert (event.account, event.published_at) == (account.name, moment.replace(second=0, microsecond=0))
