"""The desk's pages on a real server, read and filled in without a script: the way of a story through three people."""

import pytest

from services.publisher.feed.change_feed import ChangeFeed
from services.publisher.stories.draft import Draft
from shared.contracts.stories import DraftSignedOff, DraftWithdrawn, StoryReturned
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType
from tests.integration.publisher.desk_scene import CHIEF, EDITOR1, FIRST, WRITER, Desk, account_of, by_type
from tests.integration.publisher.reader import Page, Reader, SignIn

WRONG_TERM = "全省终生学习活动周开幕了。"
"""The campaign's word list says 终身."""


async def story_page(desk: Desk, reader: Reader, sent: Submission) -> Page:
    story = await desk.story(sent)
    return await reader.open(f"/desk/stories/{story['id']}")


async def test_three_editors_lead_a_story_through_by_forms_alone(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    for login, notice in (("editor1", "转入复审"), ("editor2", "转入终审"), ("editor3", "已签发")):
        reader = await sign_in(login)
        waiting = await reader.open("/desk")
        assert sent.title in waiting.text
        done = await (await waiting.follow(sent.title)).press("校对并通过（全部平台稿）", opinion=f"{login}同意")
        assert notice in done.notice
        assert sent.title not in (await reader.open("/desk")).text
    (event,) = await desk.said(DraftSignedOff)
    story = await desk.story(sent)
    assert set(event.drafts) == {draft["id"] for draft in story["drafts"]}
    assert {draft["state"] for draft in story["drafts"]} == {"signed_off"}
    assert [(line["action"], line["opinion"]) for line in story["history"]][-1] == ("signed_off", "editor3同意")


async def test_the_first_reviewer_chooses_the_channels_and_the_rest_is_held(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    reader = await sign_in("editor1")
    assert "待选" in (await reader.open("/desk")).text
    page = await story_page(desk, reader, sent)
    await page.press("校对并通过（全部平台稿）", channels={"weibo.status", "tv.item"})
    states = {name: draft["state"] for name, draft in by_type(await desk.story(sent)).items()}
    assert states == {
        "weibo.status": "awaiting_second_review",
        "tv.item": "awaiting_second_review",
        "toutiao.article": "held",
        "toutiao.micro": "held",
    }
    assert "待选" not in (await reader.open("/desk?view=all")).text


async def test_choosing_no_channel_is_refused_and_keeps_what_was_typed(desk: Desk, sign_in: SignIn):
    page = await story_page(desk, await sign_in("editor1"), await desk.receive())
    again = await page.press("校对并通过（全部平台稿）", channels=set(), opinion="写了很久的意见")
    assert (again.status, "请至少选择一个平台" in again.text) == (422, True)
    assert "写了很久的意见" in again.text


async def test_who_may_not_act_is_told_why_and_who_can(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page = await story_page(desk, await sign_in("editor2"), sent)
    assert "没有初审权限" in page.text
    assert "可初审人员：初审编辑、总编辑" in page.text
    assert not page.has_button("校对并通过")


async def test_who_signed_a_stage_is_told_that_another_has_to_do_the_next(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    chief = await sign_in("chief")
    passed = await (await story_page(desk, chief, sent)).press("校对并通过（全部平台稿）")
    assert "审核人不得重复" in passed.text
    assert "可复审人员：复审编辑" in passed.text


async def test_a_story_that_moved_on_meanwhile_is_refused_with_the_opinion_kept(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page = await story_page(desk, await sign_in("editor1"), sent)
    await desk.review_story(await desk.story(sent), EDITOR1, FIRST)
    refused = await page.press("校对并通过（全部平台稿）", opinion="晚了一步的意见")
    assert refused.status == 412
    assert "稿件已有更新" in refused.refusal
    assert "晚了一步的意见" in refused.refusal


async def test_a_block_wants_an_edit_or_a_reason(desk: Desk, sign_in: SignIn):
    sent = await desk.receive(title=WRONG_TERM)
    reader = await sign_in("editor1")
    page = await story_page(desk, reader, sent)
    refused = await page.press("校对并通过（全部平台稿）", opinion="同意")
    assert (refused.status, "必须处理" in refused.refusal) == (409, True)
    reasons = refused.document.xpath("//form[@id='pass']//input[starts-with(@name, 'reason.')]")
    assert reasons
    for reason in reasons:
        reason.value = "会议名称原文如此"
    done = await refused.press("校对并通过（全部平台稿）")
    assert "转入复审" in done.notice
    assert "已放行：会议名称原文如此" in done.text


async def test_a_reason_lets_pass_only_what_it_was_given_for(desk: Desk, sign_in: SignIn):
    """Two findings of one rule in one field, and the same rule and field in another draft: three reasons."""
    sent = await desk.receive()
    drafts = by_type(await desk.story(sent))
    for name, text in (("weibo.status", "终生学习和智惠助老。"), ("toutiao.micro", "党的20大。")):
        assert (await desk.edit(drafts[name], WRITER, text=text))[0] == 200
    page = await story_page(desk, await sign_in("editor1"), sent)
    given = page.document.xpath("//form[@id='pass']//input[starts-with(@name, 'reason.')]")
    assert len(given) == 3
    given[1].value = "单位名称原文如此"
    refused = await page.press("校对并通过（全部平台稿）")
    assert refused.status == 409
    kept = refused.document.xpath("//form[@id='pass']//input[starts-with(@name, 'reason.')]")
    assert [reason.value for reason in kept] == ["", "单位名称原文如此", ""], (
        "nothing typed is lost or taken for another"
    )
    kept[0].value = "引用原文"
    assert (await refused.press("校对并通过（全部平台稿）")).status == 409, "one is still without a reason"
    kept[2].value = "会议名称原文如此"
    assert "转入复审" in (await refused.press("校对并通过（全部平台稿）")).notice
    (signature,) = (one for one in (await desk.draft(sent))["approvals"] if one["act"] == "review")
    assert len({override["message"] for override in signature["overrides"]}) == 2
    assert {override["reason"] for override in signature["overrides"]} < {reason.value for reason in kept}


async def test_returning_needs_a_reason_and_tells_the_unit(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page = await story_page(desk, await sign_in("editor1"), sent)
    refused = await page.press("退回修改", within='name="to"', opinion="")
    assert (refused.status, "退回修改须写明原因" in refused.text) == (422, True)
    done = await refused.press("退回修改", within='value="back"', opinion="请补充活动照片")
    assert "已退回济南市修改" in done.notice
    (event,) = await desk.said(StoryReturned)
    assert event.reason == "请补充活动照片"


async def test_the_final_reviewer_may_send_it_back_a_stage(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    for login in ("editor1", "editor2"):
        await (await story_page(desk, await sign_in(login), sent)).press("校对并通过（全部平台稿）")
    page = await story_page(desk, await sign_in("editor3"), sent)
    done = await page.press("退回修改", within='value="back"', opinion="标题再斟酌", to="second")
    assert "已退回复审" in done.notice
    assert {draft["stage"] for draft in (await desk.story(sent))["drafts"]} == {"second"}


async def test_one_draft_can_be_passed_held_and_resumed_by_itself(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    reader = await sign_in("editor1")
    weibo = (await desk.draft(sent))["id"]
    page = await story_page(desk, reader, sent)
    done = await page.press("转为备用", within=f"{weibo}-hold", reason="先不发")
    assert done.notice == "微博：已转为备用。"
    back = await done.press("恢复审核", within=f"{weibo}-resume")
    assert back.notice == "微博：已恢复。"
    proofread = await back.press("只校对", within=f"{weibo}-pass")
    assert proofread.notice == "微博：一校已完成。"
    passed = await proofread.press("校对并通过本稿", within=f"{weibo}-pass")
    assert passed.notice == "微博：初审：已校对并通过。"
    assert (await desk.draft(sent))["state"] == "awaiting_second_review"


async def test_a_release_is_registered_by_pasting_and_withdrawn_by_whoever_is_on_duty(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    weibo = (await desk.draft(sent))["id"]
    page = await story_page(desk, await sign_in("editor1"), sent)
    assert page.links("下载发布包")
    wrong = await page.press("登记", within=f"{weibo}-publish", pasted="没有网址的文字")
    assert (wrong.status, "没有找到网址" in wrong.text, "没有网址的文字" in wrong.text) == (422, True, True)
    pasted = "我发布了微博：https://weibo.com/1234567890/AbCdEfGhI 快来看"
    done = await wrong.press("登记", within=f"{weibo}-publish", pasted=pasted)
    assert done.notice == "微博：已登记发布：https://weibo.com/1234567890/AbCdEfGhI"
    assert not done.has_button("撤稿，不可恢复")
    assert "没有值班权限" in done.text
    on_duty = await story_page(desk, await sign_in("chief"), sent)
    down = await on_duty.press("撤稿，不可恢复", within=f"{weibo}-withdraw", reason="图片有误")
    assert "已撤稿" in down.notice
    assert (await desk.draft(sent))["state"] == "withdrawn"


async def test_several_stories_are_passed_at_once_after_a_page_that_says_so(desk: Desk, sign_in: SignIn):
    first, second = await desk.receive(title="第一篇的题目"), await desk.receive(title="第二篇的题目")
    blocked = await desk.receive(title=WRONG_TERM)
    stories = {(await desk.story(sent))["id"] for sent in (first, second, blocked)}
    reader = await sign_in("editor1")
    plan = await (await reader.open("/desk")).press("一并通过勾选的稿件", story=stories)
    assert "将校对并通过 2 篇" in plan.text
    assert "不会处理的 1 篇" in plan.text
    done = await plan.press("确认通过这 2 篇")
    assert "通过 2 篇" in done.text
    assert {draft["stage"] for draft in (await desk.story(first))["drafts"]} == {"second"}
    assert {draft["stage"] for draft in (await desk.story(blocked))["drafts"]} == {"first"}


async def test_the_list_is_filtered_by_unit_channel_state_and_words(desk: Desk, sign_in: SignIn):
    kept = await desk.receive(title="舜玉路的智慧课堂")
    other = await desk.receive(title="别处的消息")
    reader = await sign_in("editor1")
    found = await reader.open("/desk?view=all&search=智慧课堂&unit=370100&state=awaiting_first_review")
    assert kept.title in found.text
    assert other.title not in found.text
    nothing = await reader.open("/desk?view=all&unit=370200")
    assert "没有符合条件的稿件" in nothing.text


async def test_the_sheet_says_who_signed_what_in_all_rounds(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    await desk.review_story(await desk.story(sent), EDITOR1, FIRST, opinion="初审意见一")
    draft = await desk.draft(sent)
    await desk.edit(draft, WRITER, text="济南社区课堂教老人用手机，现场坐满了人。")
    draft = await desk.draft(sent)
    await desk.through(draft, EDITOR1, FIRST)
    reader = await sign_in("editor2")
    sheet = await reader.open(f"/desk/stories/{(await desk.story(sent))['id']}/sheet")
    assert "初审意见一" in sheet.text
    assert "已作废" in sheet.text
    assert "初审（第2轮）" in sheet.text
    assert draft["content_hash"][:12] in sheet.text


async def test_the_desk_says_what_a_lower_level_costs_before_it_is_chosen(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    chief = await sign_in("chief")
    page = await story_page(desk, chief, sent)
    assert "减少审级（含取消加审）后，您不能再审此稿；可终审人员：终审编辑。" in page.text
    refused = await page.press("调整", within="plan", level="B")
    assert (refused.status, "减少审级须写明原因" in refused.refusal) == (422, True)
    done = await refused.press("调整", within="plan", level="B", reason="时效要求高")
    assert "审级已定为B级" in done.notice
    assert "总编辑决定不经复审" in done.text
    assert "由A级改为B级，不经复审" in done.text, "the history says so"
    assert not done.has_button("校对并通过"), "not even the first review is theirs"
    sheet = await chief.open(f"/desk/stories/{(await desk.story(sent))['id']}/sheet")
    assert "总编辑决定不经复审" in sheet.text
    assert "时效要求高" in sheet.text


async def test_the_desk_is_for_editors_and_writers_only(desk: Desk, sign_in: SignIn):
    story = await desk.story(await desk.receive())
    for login in ("jinan", "minji", "tvdesk", "ops"):
        reader = await sign_in(login)
        assert (await reader.open("/desk")).status == 403
        assert (await reader.open(f"/desk/stories/{story['id']}")).status == 403
    writer = await sign_in("writer1")
    assert (await writer.open("/desk")).status == 200
    assert (await writer.open("/desk/stories/01900000-0000-7000-8000-00000000dead")).status == 404


async def test_every_platform_is_shown_as_it_will_look(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page = await story_page(desk, await sign_in("editor1"), sent)
    previews = page.document.xpath("//article[contains(@class, 'preview')]")
    assert len(previews) == len((await desk.story(sent))["drafts"])
    weibo = (await desk.draft(sent, ContentType.WEIBO_STATUS))["posted"]["text"]
    shown = "".join("".join(preview.text_content().split()) for preview in previews)
    assert "".join(weibo.split()) in shown


async def test_what_an_editor_had_changed_is_shown_beside_the_draft_of_a_new_revision(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    before = await desk.draft(sent)
    await desk.edit(before, WRITER, text=before["content"]["text"].replace("坐满了老人", "坐满了学员"))
    body = (*sent.body, sent.body[0].model_copy(update={"text": "晚间还加了一场。"}))
    await desk.receive(id=sent.id, number=sent.number, revision=2, body=body)
    page = await story_page(desk, await sign_in("editor1"), sent)
    assert "上一次报送的稿子里，编辑改过 1 处，可参照" in page.text
    assert page.document.xpath("//details//ins[text()='学员']")


async def test_everything_that_is_out_is_taken_down_by_one_form(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    assert not (await story_page(desk, await sign_in("editor1"), sent)).has_button("全部撤稿")
    page = await story_page(desk, await sign_in("chief"), sent)
    refused = await page.press("全部撤稿", within="take-down", reason="")
    assert refused.status == 422
    done = await refused.press("全部撤稿", within="take-down", reason="单位更正了数据")
    assert "已撤稿 4 份" in done.notice
    story = await desk.story(sent)
    assert {draft["state"] for draft in story["drafts"]} == {"withdrawn"}
    (event,) = await desk.said(DraftWithdrawn)
    assert set(event.drafts) == {draft["id"] for draft in story["drafts"]}, "one event, so one mail to each"
    taken_down = [line for line in story["history"] if line["action"] == "withdrawn"]
    assert {line["draft"] for line in taken_down} == set(event.drafts)
    assert {(line["actor_name"], line["opinion"]) for line in taken_down} == {("总编辑", "单位更正了数据")}
    again = await page.press("全部撤稿", within="take-down", reason="再点一次")
    assert "没有对外发布的平台稿" in again.text
    assert len(await desk.said(DraftWithdrawn)) == 1


async def test_either_everything_is_taken_down_or_nothing(desk: Desk, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    page = await story_page(desk, await sign_in("chief"), sent)

    async def full(_: ChangeFeed, draft: Draft, __: object) -> None:
        if draft.content_type is ContentType.TV_ITEM:
            raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(ChangeFeed, "withdraw", full)
        assert (await page.press("全部撤稿", within="take-down", reason="单位更正了数据")).status == 500
    assert {draft["state"] for draft in (await desk.story(sent))["drafts"]} == {"delivered"}
    assert await desk.said(DraftWithdrawn) == []


async def test_who_signs_for_another_is_recorded_with_both_names(desk: Desk, sign_in: SignIn):
    sent = await desk.receive()
    page = await story_page(desk, await sign_in("chief"), sent)
    done = await page.press("校对并通过（全部平台稿）", on_behalf_of="editor1", opinion="初审编辑出差")
    assert "转入复审" in done.notice
    assert "总编辑（代初审编辑）" in done.text
    refused = await story_page(desk, await sign_in("editor1"), sent)
    assert not refused.has_button("校对并通过（全部平台稿）")


async def test_a_filed_summary_is_not_overdue(desk: Desk, sign_in: SignIn):
    await desk.receive(kind="summary", category="", title="已归档的总结")
    desk.clock.advance(days=60)
    row = await (await sign_in("editor1")).open("/desk?view=all&kind=summary")
    assert "已归档" in row.text
    assert "逾期" not in row.document.xpath("string(//tbody)")


async def test_who_entered_changed_and_took_back_a_report_for_its_unit_is_named(desk: Desk, sign_in: SignIn):
    sent = await desk.receive(entered_by=account_of(EDITOR1))
    await desk.receive(id=sent.id, number=sent.number, revision=2, title="代改", entered_by=account_of(EDITOR1))
    await desk.withdraw(sent, by=account_of(CHIEF))
    reader = await sign_in("editor2")
    page = await story_page(desk, reader, sent)
    assert "由总编辑代为撤回" in page.text
    for shown in (page, await page.follow("审签单")):
        assert "初审编辑代录" in shown.text
        assert "第2次报送，初审编辑代录" in shown.text
        assert "总编辑代为撤回" in shown.text
