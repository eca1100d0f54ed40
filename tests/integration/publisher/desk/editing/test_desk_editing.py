"""Editing a draft on its page, without a script: every field comes back, and a stale save loses nothing."""

from pathlib import Path
from typing import Any

import pytest

from shared.contracts.stories import DraftEdited
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType
from shared.database.engine import sqlite_database
from shared.identity.administration import Administration
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import EDITOR1, FIRST, WRITER, Desk, by_type
from tests.integration.publisher.reader import Page, Reader, SignIn

SAVE = "保存修改"


async def edit_page(
    desk: Desk, reader: Reader, sent: Submission, content_type: ContentType = ContentType.WEIBO_STATUS
) -> tuple[Page, Any]:
    draft = await desk.draft(sent, content_type)
    return await reader.open(f"/desk/drafts/{draft['id']}/edit"), draft


async def disable(login: str, folder: Path, clock: FixedClock) -> None:
    """Somebody leaves the desk."""
    identity = sqlite_database("identity", folder / "identity.db")
    await Administration(identity, clock).disable(login)
    await identity.close()


@pytest.mark.parametrize(
    "content_type",
    [ContentType.WEIBO_STATUS, ContentType.TOUTIAO_ARTICLE, ContentType.TOUTIAO_MICRO, ContentType.TV_ITEM],
)
async def test_saving_an_untouched_form_changes_nothing(desk: Desk, sign_in: SignIn, content_type: ContentType):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent, content_type)
    done = await page.press(SAVE)
    assert "没有改动" in done.notice
    after = await desk.draft(sent, content_type)
    assert (after["content_hash"], after["version"]) == (before["content_hash"], before["version"])
    assert await desk.said(DraftEdited) == []


async def test_the_page_says_what_an_edit_costs_before_the_first_keystroke(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    await desk.review_story(await desk.story(sent), EDITOR1, FIRST)
    page, _ = await edit_page(desk, await sign_in("editor2"), sent)
    assert "修改后您不能审此稿，已有的校对和签字全部作废，本稿从初审重新开始。" in page.text
    assert "可审人：初审 初审编辑、总编辑；复审 总编辑；终审 终审编辑、总编辑。" in page.text


async def test_an_edit_is_saved_and_shown_to_the_next_reviewer_as_the_only_change(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent)
    text = before["content"]["text"].replace("坐满了老人", "坐满了学员")
    done = await page.press(SAVE, text=text, topics="智慧助老 #终身学习#、书香齐鲁")
    assert "重新从初审开始" in done.notice
    after = await desk.draft(sent)
    assert after["content"]["text"] == text
    assert after["content"]["topics"] == ["智慧助老", "终身学习", "书香齐鲁"]
    story = await (await sign_in("editor1")).open(f"/desk/stories/{(await desk.story(sent))['id']}")
    assert "仅此处改动" in story.text
    assert story.document.xpath("//del[text()='老人']")
    assert story.document.xpath("//ins[text()='学员']")


async def test_an_article_is_edited_as_one_text(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent, ContentType.TOUTIAO_ARTICLE)
    text = page.value("body")
    assert text == "\n".join(block["text"] for block in before["content"]["body"])
    await page.press(SAVE, body=f"## 课堂里\r\n{text}\r\n\r\n> 现在敢用了\r\n- 预约挂号")
    body = (await desk.draft(sent, ContentType.TOUTIAO_ARTICLE))["content"]["body"]
    assert [block["kind"] for block in body] == ["h2", "p", "p", "quote", "li"]
    assert body[0]["text"] == "课堂里"


async def test_a_strip_is_added_and_another_removed(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent, ContentType.TV_ITEM)
    texts = page.document.xpath("//input[@name='lower_thirds.text']")
    assert len(texts) == len(before["content"]["lower_thirds"]) + 2
    texts[0].value = ""
    texts[-1].value = "张老师"
    page.document.xpath("//input[@name='lower_thirds.title']")[-1].value = "社区教师"
    await page.press(SAVE)
    strips = (await desk.draft(sent, ContentType.TV_ITEM))["content"]["lower_thirds"]
    assert strips == [*before["content"]["lower_thirds"][1:], {"kind": "name", "text": "张老师", "title": "社区教师"}]


async def test_a_stale_save_shows_base_mine_and_theirs_and_loses_nothing(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    reader = await sign_in("editor1")
    page, before = await edit_page(desk, reader, sent)
    await desk.edit(before, WRITER, text="对方写的正文，讲的是另一件事。", byline="（对方署名）")
    stale = await page.press(SAVE, text="我写的正文，花了一个小时。", title="我起的标题")
    assert (stale.status, "他人已保存了新版" in stale.refusal) == (412, True)
    assert before["content"]["text"].split("\n")[0] in stale.text
    assert "对方写的正文" in stale.text
    assert stale.value("text") == "我写的正文，花了一个小时。"
    assert stale.value("title") == "我起的标题"
    assert stale.value("byline") == "（对方署名）"
    assert "已并入对方的修改：署名" in stale.text
    done = await stale.press(SAVE)
    assert "已保存" in done.notice
    content = (await desk.draft(sent))["content"]
    assert (content["text"], content["title"]) == ("我写的正文，花了一个小时。", "我起的标题")
    assert content["byline"] == "（对方署名）"


async def test_a_form_sent_again_by_its_own_writer_is_saved_once(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent)
    for _ in range(2):
        done = await page.press(SAVE, text="改过的正文，讲的是另一件事。")
        assert "已保存" in done.notice
    assert (await desk.draft(sent))["version"] == before["version"] + 1
    assert len(await desk.said(DraftEdited)) == 1


async def test_a_stale_form_with_a_wrong_field_is_told_first_that_it_is_stale(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent)
    await desk.edit(before, WRITER, byline="（自己先改的署名）")
    (option,) = page.document.xpath("//select[@name='declarations.ai_use']/option[@selected]")
    option.set("value", "一点点")
    stale = await page.press(SAVE, text="后改的正文。")
    assert (stale.status, stale.value("text"), stale.value("byline")) == (412, "后改的正文。", "（自己先改的署名）")


async def test_a_wrong_field_is_named_at_its_place_with_what_was_typed(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent)
    (option,) = page.document.xpath("//select[@name='declarations.ai_use']/option[@selected]")
    option.set("value", "一点点")
    wrong = await page.press(SAVE, byline="不该丢的署名")
    assert wrong.status == 422
    assert wrong.document.xpath("//fieldset[@id='field-declarations']//*[@id='error-declarations']")
    assert wrong.value("byline") == "不该丢的署名"
    assert (await desk.draft(sent))["version"] == before["version"]


async def test_an_edit_that_leaves_nobody_to_review_is_refused_and_kept(
    desk: Desk, sign_in: SignIn, tmp_path: Path, clock: FixedClock
):
    sent = await desk.receive()
    await disable("editor2", tmp_path, clock)
    page, _ = await edit_page(desk, await sign_in("chief"), sent)
    assert "您修改后将没有其他人员可以复审" in page.text
    refused = await page.press(SAVE, text="总编辑改的正文。")
    assert (refused.status, refused.value("text")) == (409, "总编辑改的正文。")


async def test_a_shortened_title_is_accepted_with_a_tick(desk: Desk, sign_in: SignIn):
    title = "济南市市中区舜玉路街道社区学习中心志愿者手把手教会八十六位老年学员预约挂号和视频通话受到欢迎"
    sent = await desk.receive(title=title)
    page, before = await edit_page(desk, await sign_in("writer1"), sent, ContentType.TOUTIAO_ARTICLE)
    proposed = before["content"]["title_proposed"]
    assert proposed
    await page.press(SAVE, title_proposed__accept=True)
    after = (await desk.draft(sent, ContentType.TOUTIAO_ARTICLE))["content"]
    assert (after["title"], after["title_proposed"]) == (proposed, "")


async def test_the_counters_are_the_servers_own(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    draft = by_type(await desk.story(sent))["weibo.status"]
    reader = await sign_in("editor1")
    words = [
        ("version", str(draft["version"])),
        ("title", "四个字题"),
        ("text", "正文"),
        ("byline", ""),
        ("topics", ""),
    ]
    status, body, _ = await reader.count(f"/desk/drafts/{draft['id']}/counters", words)
    assert status == 200
    counted = {one["field"]: one["used"] for one in body["counters"]}
    assert (counted["title"], counted["text"], counted["topics"]) == (4, 8, 0)


async def test_a_preview_shows_what_would_be_and_saves_nothing(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent)
    tried = await page.press("预览", text="终生学习活动周的课堂坐满了人。")
    assert "预览 尚未保存" in tried.text
    assert "“终生学习”有误，应为“终身学习”" in tried.text
    (shown,) = tried.document.xpath("//article[contains(@class, 'preview')]")
    assert "终生学习活动周的课堂坐满了人。" in shown.text_content()
    assert tried.value("text") == "终生学习活动周的课堂坐满了人。"
    assert (await desk.draft(sent))["content_hash"] == before["content_hash"]
    assert "已保存" in (await tried.press(SAVE)).notice


async def test_a_title_that_says_nothing_is_refused_and_nothing_typed_is_lost(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, before = await edit_page(desk, await sign_in("writer1"), sent)
    wrong = await page.press(SAVE, title="\U000e0041——", text="新写的一句。")
    assert wrong.status == 422
    assert "标题至少要有一个汉字、字母或数字" in wrong.text
    assert "新写的一句。" in wrong.text
    status, problem = await desk.edit(before, title="\u3164")
    assert (status, problem["errors"][0]["field"]) == (422, "content.title")


async def test_what_nobody_sees_is_taken_out_of_an_edit(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page, _ = await edit_page(desk, await sign_in("writer1"), sent)
    await page.press(SAVE, title="社区\U000e0041课堂", text="老人\u3164来了。")
    content = (await desk.draft(sent))["content"]
    assert (content["title"], content["text"]) == ("社区课堂", "老人来了。")
    _, edited = await desk.edit(await desk.draft(sent), byline="（济南\ufff9市）")
    assert edited["content"]["byline"] == "（济南市）"


async def test_radicals_are_replaced_with_one_tick(desk: Desk, sign_in: SignIn):
    sent = await desk.receive(title="社区⽼⼈学⼿机")
    page, before = await edit_page(desk, await sign_in("writer1"), sent)
    assert before["content"]["title"] == "社区⽼⼈学⼿机"
    assert "⽼→老、⼈→人、⼿→手" in page.text
    await page.press(SAVE, **{"radicals.accept": "yes"})
    after = await desk.draft(sent)
    assert after["content"]["title"] == "社区老人学手机"
    assert "characters.radical" not in {finding["rule"] for finding in after["findings"]}
    again, _ = await edit_page(desk, await sign_in("writer1"), sent)
    assert "部首符号" not in again.text
