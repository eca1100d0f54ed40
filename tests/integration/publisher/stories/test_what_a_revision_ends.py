"""A new revision, and the unit's withdrawal, end drafts and void signatures: each of these has a line of its own."""

import json
from typing import Any

from shared.contracts.stories import StoryReturned
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType
from tests.integration.publisher.desk_scene import EDITOR1, FIRST, STAGES, WRITER, Desk, by_type
from tests.integration.publisher.reader import reading

WEIBO, TV = ContentType.WEIBO_STATUS, ContentType.TV_ITEM


async def lines(desk: Desk, sent: Submission, action: str) -> dict[str, Any]:
    """By content type; of the whole story under no name."""
    history = (await desk.story(sent))["history"]
    return {line["content_type"]: line for line in history if line["action"] == action}


async def out_with_a_correction(desk: Desk) -> tuple[Submission, Any]:
    """微博 and 电视台供稿 are out; a correction of the first has passed its first review. The rest was set aside."""
    sent = await desk.receive()
    await desk.signed(sent, channels=[WEIBO, TV])
    await desk.release()
    _, correction = await desk.edit(await desk.draft(sent), WRITER, text="更正后的正文。")
    return sent, await desk.through(correction, EDITOR1, FIRST)


def voided(line: Any) -> list[str]:
    return json.loads(line["details"])["voided"]


async def test_a_new_revision_says_whose_signatures_fell_with_each_draft(desk: Desk):
    sent = await desk.receive()
    _, story = await desk.review_story(await desk.story(sent), EDITOR1, FIRST, channels=[WEIBO])
    signer = by_type(story)[WEIBO]["approvals"][0]["by"]
    await desk.receive(id=sent.id, number=sent.number, revision=2)
    ended = await lines(desk, sent, "superseded")
    assert {name: voided(line) for name, line in ended.items()} == {name: [] for name in by_type(story)} | {
        WEIBO: [signer]
    }


async def test_a_new_revision_says_which_correction_it_ends(desk: Desk):
    sent, correction = await out_with_a_correction(desk)
    await desk.receive(id=sent.id, number=sent.number, revision=2)
    ended = await lines(desk, sent, "superseded")
    assert set(ended) == {WEIBO, "toutiao.article", "toutiao.micro"}, "nothing happened to the item that is out"
    assert ended[WEIBO]["content_hash"] == correction["content_hash"]
    assert voided(ended[WEIBO]) == [correction["approvals"][-1]["by"]]
    async with reading(str(desk.client.make_url("/")), "editor1") as editor:
        page = await editor.open(f"/desk/stories/{correction['story_id']}")
        assert "旧稿作废 微博 更正作废，原稿不变" in page.text


async def test_what_goes_out_in_the_place_of_an_older_draft_says_that_it_ends_it(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent, channels=[WEIBO])
    await desk.release()
    old = await desk.draft(sent)
    await desk.receive(id=sent.id, number=sent.number, revision=2, title="另一个标题")
    await desk.signed(sent, channels=[WEIBO])
    await desk.release()
    ended = (await lines(desk, sent, "superseded"))[WEIBO]
    assert (ended["draft"], ended["content_hash"]) == (old["id"], old["content_hash"])
    assert len(voided(ended)) == 3


async def test_the_units_withdrawal_says_what_it_ends(desk: Desk):
    sent, correction = await out_with_a_correction(desk)
    await desk.withdraw(sent, "数据有误")
    ended = await lines(desk, sent, "taken_back")
    assert set(ended) == {None, WEIBO, "toutiao.article", "toutiao.micro"}
    assert {line["opinion"] for line in ended.values()} == {"数据有误"}
    assert ended[WEIBO]["content_hash"] == correction["content_hash"]
    assert voided(ended[WEIBO]) == [correction["approvals"][-1]["by"]]


async def test_who_signed_both_what_is_out_and_its_correction_is_told_that_the_latter_is_void(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    _, correction = await desk.edit(await desk.draft(sent), WRITER, text="更正后的正文。")
    _, other = await desk.edit(await desk.draft(sent, TV), WRITER, headline="更正后的标题")
    for token, stage in STAGES:
        correction = await desk.through(correction, token, stage)
    status, _ = await desk.review(other, EDITOR1, FIRST, "return", opinion="请单位核实")
    assert status == 200
    (event,) = await desk.said(StoryReturned)
    assert set(event.signers) == {approval["by"] for approval in correction["approvals"]}
