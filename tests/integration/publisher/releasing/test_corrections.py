"""While a correction of what is out is under way: 暂缓 and 备用 are two acts, told apart, each undone by itself, and
what is done to the one wording is not written down of the other.
"""

from typing import Any

from shared.contracts.stories import DraftResumed, DraftReviewed, DraftSignedOff
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType, Verdict
from tests.integration.publisher.desk_scene import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    FIRST,
    SECOND,
    STAGES,
    WRITER,
    Desk,
    refusal,
)
from tests.integration.publisher.reader import reading

TV = ContentType.TV_ITEM
TV_NAME = "电视台供稿"


async def correction_of(desk: Desk) -> tuple[Submission, Any]:
    """The item is in the feed, and a correction of it waits for its first review."""
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    status, draft = await desk.edit(await desk.draft(sent, TV), WRITER, headline="更正后的标题")
    assert (status, draft["state"]) == (200, "awaiting_first_review")
    return sent, draft


async def hold(desk: Desk, draft: Any, token: str = CHIEF) -> Any:
    desk.clock.advance(seconds=5)
    return await desk.post(f"/api/v1/drafts/{draft['id']}/holds", token, {"reason": "数字待核实"})


async def resume(desk: Desk, draft: Any, token: str = CHIEF) -> Any:
    desk.clock.advance(seconds=5)
    return await desk.post(f"/api/v1/drafts/{draft['id']}/resumptions", token, {})


async def feed(desk: Desk) -> list[str]:
    return [change["type"] for change in (await desk.get("/feed/changes?after=0", "sample-tv"))["items"]]


async def ledger(desk: Desk, sent: Submission, draft: Any, count: int) -> list[tuple[str, str]]:
    """The draft's newest entries: what was done, and to which words."""
    lines = [line for line in (await desk.story(sent))["history"] if line["draft"] == draft["id"]]
    return [(line["action"], line["content_hash"]) for line in lines[-count:]]


async def package(desk: Desk, draft: Any) -> int:
    path = f"/api/v1/drafts/{draft['id']}/package.zip"
    async with desk.client.get(path, headers={"Authorization": f"Bearer {EDITOR1}"}) as answer:
        return answer.status


async def test_what_is_out_is_pulled_and_put_back_while_its_correction_stays_in_review(desk: Desk):
    sent, draft = await correction_of(desk)
    out = (await desk.story(sent))["history"][-2]["content_hash"]
    assert refusal(await hold(desk, draft, EDITOR1)) == (403, "not-allowed")
    assert (await feed(desk), await package(desk, draft)) == (["released"], 200)
    status, pulled = await hold(desk, draft)
    assert (status, pulled["state"], pulled["released"]["withheld"]) == (200, "awaiting_first_review", True)
    assert (await feed(desk), await package(desk, draft)) == (["released", "withheld"], 410)
    event = (await desk.said(DraftReviewed))[-1]
    (told,) = [one for one in event.story.drafts if one.id == draft["id"]]
    assert (event.verdict, event.corrections, told.withheld) == (Verdict.HOLD, (), True)
    passed = await desk.through(pulled, EDITOR1, FIRST)
    assert passed["state"] == "awaiting_second_review"
    assert refusal(await resume(desk, draft, EDITOR1)) == (403, "not-allowed")
    status, back = await resume(desk, draft)
    assert (status, back["state"], back["released"]["withheld"]) == (200, "awaiting_second_review", False)
    assert (await feed(desk), await package(desk, draft)) == (["released", "withheld", "restored"], 200)
    assert len(back["approvals"]) == len(passed["approvals"])
    assert len(await desk.said(DraftResumed)) == 1
    entries = await ledger(desk, sent, draft, 4)
    assert [action for action, _ in entries] == ["withheld", "proofread", "passed", "resumed"]
    assert [entries[0][1], entries[3][1]] == [out, out], "it is what is out that was pulled and put back"


async def test_the_correction_goes_out_in_the_place_of_what_is_withheld(desk: Desk):
    sent, draft = await correction_of(desk)
    _, draft = await hold(desk, draft)
    for token, stage in STAGES:
        draft = await desk.through(draft, token, stage)
    desk.clock.advance(seconds=5)
    await desk.hand((await desk.said(DraftSignedOff))[-1])
    after = await desk.draft(sent, TV)
    assert (after["state"], after["released"]["withheld"]) == ("delivered", False)
    assert await feed(desk) == ["released", "withheld", "corrected"]


async def test_what_is_withheld_is_withdrawn_with_its_correction(desk: Desk):
    _, draft = await correction_of(desk)
    await hold(desk, draft)
    desk.clock.advance(seconds=5)
    status, down = await desk.post(f"/api/v1/drafts/{draft['id']}/withdrawals", CHIEF, {"reason": "有误"})
    assert (status, down["state"]) == (200, "withdrawn")
    assert await feed(desk) == ["released", "withheld", "withdrawn"]


async def test_a_rejected_correction_of_what_is_withheld_leaves_it_withheld(desk: Desk):
    _, draft = await correction_of(desk)
    _, draft = await hold(desk, draft)
    status, back = await desk.review(draft, EDITOR1, FIRST, "reject", opinion="不必更正")
    assert (status, back["state"], back["held_from"]) == (200, "held", "delivered")
    assert await feed(desk) == ["released", "withheld"]
    status, back = await resume(desk, draft)
    assert (status, back["state"]) == (200, "delivered")
    assert await feed(desk) == ["released", "withheld", "restored"]


async def test_a_signed_correction_does_not_put_back_what_was_just_pulled(desk: Desk):
    sent, draft = await correction_of(desk)
    for token, stage in STAGES:
        draft = await desk.through(draft, token, stage)
    assert draft["state"] == "signed_off"
    assert refusal(await hold(desk, draft, EDITOR1)) == (403, "not-allowed")
    status, pulled = await hold(desk, draft)
    assert (status, pulled["state"], pulled["held_from"]) == (200, "held", "signed_off")
    await desk.release()
    assert (await desk.draft(sent, TV))["state"] == "held"
    assert await feed(desk) == ["released", "withheld"]
    assert refusal(await resume(desk, draft, EDITOR2)) == (403, "not-allowed"), "it would bring the item back"
    assert (await resume(desk, draft))[0] == 200
    desk.clock.advance(seconds=5)
    await desk.hand((await desk.said(DraftSignedOff))[-1])
    assert (await desk.draft(sent, TV))["state"] == "delivered"
    assert await feed(desk) == ["released", "withheld", "corrected"], "the old words were not shown again"


async def test_a_correction_set_aside_is_another_act_than_pulling_what_is_out(desk: Desk):
    sent, draft = await correction_of(desk)
    status, aside = await desk.review(draft, EDITOR1, FIRST, "hold", opinion="待单位来函")
    assert (status, aside["state"], aside["released"]["withheld"]) == (200, "held", False)
    assert await feed(desk) == ["released"]
    status, pulled = await hold(desk, draft)
    assert (status, pulled["state"], pulled["held_from"]) == (200, "held", "awaiting_first_review")
    assert await feed(desk) == ["released", "withheld"]
    status, back = await resume(desk, draft, EDITOR1)
    assert (status, back["state"], back["released"]["withheld"]) == (200, "awaiting_first_review", True)
    assert await feed(desk) == ["released", "withheld"], "an editor brings the correction back, not what is out"
    status, again = await hold(desk, draft, EDITOR1)
    assert (status, again["state"], again["released"]["withheld"]) == (200, "held", True)
    event = (await desk.said(DraftReviewed))[-1]
    assert event.corrections == (draft["id"],)
    assert [action for action, _ in await ledger(desk, sent, draft, 4)] == ["held", "withheld", "resumed", "held"]


async def test_the_page_calls_each_of_the_two_acts_by_its_name(desk: Desk):
    sent, draft = await correction_of(desk)
    address = f"/desk/stories/{draft['story_id']}"
    async with reading(str(desk.client.make_url("/")), "editor1") as editor:
        page = await editor.open(address)
        assert not page.has_button("暂缓：先撤下，可恢复")
        assert "没有值班权限" in page.text
        assert page.has_button("更正转为备用，原稿不变")
    desk.clock.advance(seconds=5)
    async with reading(str(desk.client.make_url("/")), "chief") as chief:
        page = await chief.open(address)
        done = await page.press("暂缓：先撤下，可恢复", within=draft["id"], reason="数字待核实")
        assert "已暂缓" in done.notice
        assert "暂缓中·更正待初审" in done.text
        assert done.has_button("更正转为备用"), "what is pulled already can only be set aside"
        desk.clock.advance(seconds=5)
        done = await done.press("恢复供稿")
        assert "更正待初审" in done.text
        aside = await done.press("更正转为备用，原稿不变")
        assert "更正备用" in aside.text
        assert await feed(desk) == ["released", "withheld", "restored"]
        back = await aside.press("恢复审核")
        assert "更正待初审" in back.text
    assert (await desk.draft(sent, TV))["state"] == "awaiting_first_review"


async def test_withdrawing_and_registering_name_the_words_that_are_out_not_those_of_the_correction(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    out = (await desk.draft(sent))["content_hash"]
    _, correction = await desk.edit(await desk.draft(sent), WRITER, text="更正后的正文。")
    assert correction["content_hash"] != out
    path = f"/api/v1/drafts/{correction['id']}"
    assert (await desk.post(f"{path}/publications", WRITER, {"url": "https://weibo.com/1/M"}))[0] == 200
    assert (await desk.draft(sent))["content_hash"] == correction["content_hash"], "its review goes on"
    status, down = await desk.post(f"{path}/withdrawals", CHIEF, {"reason": "有误"})
    assert (status, down["content_hash"]) == (200, out)
    assert await ledger(desk, sent, correction, 2) == [("published", out), ("withdrawn", out)]


async def test_a_correction_that_is_given_up_leaves_the_signatures_of_what_is_out_standing(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    out = await desk.draft(sent)
    signed = out["approvals"]
    _, draft = await desk.edit(out, WRITER, text="更正后的正文。")
    _, draft = await desk.edit(draft, WRITER, text=out["content"]["text"])
    assert draft["content_hash"] == out["content_hash"], "even where it says the same again, it is another text"
    draft = await desk.through(draft, EDITOR1, FIRST)
    status, back = await desk.review(draft, EDITOR2, SECOND, "reject", opinion="不必更正")
    assert (status, back["state"]) == (200, "delivered")
    assert back["approvals"][: len(signed)] == signed, "none of them is void"
    assert all(approval["voided_at"] for approval in back["approvals"][len(signed) :])
    async with reading(str(desk.client.make_url("/")), "editor1") as editor:
        sheet = await editor.open(f"/desk/stories/{back['story_id']}/sheet")
        assert sheet.text.count("已作废") == 2, "the given-up correction's one proof and one signature"
        page = await editor.open(f"/desk/stories/{back['story_id']}")
        assert len(page.document.xpath("//ol[@class='stages']/li[@class='stage-done']")) == 3


async def listed(desk: Desk, view: str) -> set[str]:
    """What the list says of each TV item in it."""
    async with reading(str(desk.client.make_url("/")), "chief") as chief:
        page = await chief.open(f"/desk?view={view}")
    tags = page.document.xpath("//*[contains(@class, 'desk-channels')]/*[@title]")
    return {tag.get("title") for tag in tags if TV_NAME in tag.text}


async def test_lists_tell_the_correction_of_what_is_withheld_from_a_draft_that_was_never_out(desk: Desk):
    sent, draft = await correction_of(desk)
    assert await listed(desk, "all") == {"更正待初审"}
    await hold(desk, draft)
    assert await listed(desk, "all") == {"暂缓中·更正待初审"}
    revised = await desk.receive(id=sent.id, number=sent.number, revision=2, title="单位改过的标题")
    assert await listed(desk, "all") == {"暂缓", "暂缓中·更正待初审"}
    correction = next(one for one in (await desk.story(revised))["drafts"] if one["replaces"] == draft["id"])
    status, _ = await desk.review(correction, EDITOR1, FIRST, "return", opinion="请补充", to="submitter")
    assert (status, await listed(desk, "returned")) == (200, {"暂缓", "暂缓中·更正退改"})
