"""Stories from the report to the withdrawal, through the API on a real server."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from services.publisher.stories.storage.tables import publications
from shared.contracts.stories import (
    DraftPublished,
    DraftReleased,
    DraftReviewed,
    DraftWithdrawn,
    StoryDrafted,
    StoryFiled,
    StoryWithdrawn,
)
from shared.contracts.submissions import Block, SubmissionReceived, Unit
from shared.contracts.words import BlockKind, Kind
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    FIRST,
    OFFICE,
    STAGES,
    UNIT,
    WRITER,
    Desk,
    by_type,
    open_desk,
    refusal,
)
from tests.unit.publisher.scenes import submission

LONGEST_LINE = 7000
YANTAI = Unit(code="370600", name="烟台市", type="city")


@pytest.fixture
async def desk(open_database: OpenDatabase, clock: FixedClock) -> AsyncIterator[Desk]:
    async with open_desk(open_database, clock) as opened:
        yield opened


@pytest.fixture
async def quick_desk(open_sqlite: OpenDatabase, clock: FixedClock) -> AsyncIterator[Desk]:
    async with open_desk(open_sqlite, clock) as opened:
        yield opened


async def test_a_report_becomes_one_story_with_a_draft_for_each_platform_that_suits(desk: Desk):
    sent = await desk.receive()
    story = await desk.story(sent)
    assert set(story) >= {"id", "number", "revision", "title", "unit", "kind", "category", "submitted_at", "deadline"}
    assert (story["number"], story["unit"]["code"], story["state"]) == (sent.number, "370100", "in_review")
    assert story["submission"]["body_text"].startswith("12月5日，济南市")
    kinds = by_type(story)
    assert set(kinds) == {"weibo.status", "toutiao.article", "toutiao.micro", "tv.item"}, "no picture, no Douyin"
    for draft in kinds.values():
        assert set(draft) >= {"id", "content_type", "state", "stage", "version", "content", "findings", "content_hash"}
        assert (draft["state"], draft["stage"], draft["version"]) == ("awaiting_first_review", "first", 1)
        assert draft["posted"].keys() & {"text", "html"}
    (event,) = await desk.said(StoryDrafted)
    assert (event.story.version, len(event.story.drafts)) == (1, 4)
    assert {entry["action"] for entry in story["history"]} == {"submitted", "drafted"}


async def test_the_same_event_again_and_an_older_revision_change_nothing(desk: Desk):
    sent = await desk.receive()
    newer = await desk.receive(id=sent.id, number=sent.number, revision=2, title="第二版标题")
    before = await desk.story(sent)
    for again in (sent, newer):
        await desk.hand(SubmissionReceived(submission=again, occurred_at=desk.clock.now()))
    assert await desk.story(sent) == before
    assert (before["revision"], before["title"], len(before["drafts"])) == (2, "第二版标题", 4)
    assert len(await desk.said(StoryDrafted)) == 2


async def test_a_summary_is_filed_and_makes_no_drafts(desk: Desk):
    sent = await desk.receive(kind=Kind.SUMMARY, title="工作总结")
    story = await desk.story(sent)
    assert (story["state"], story["drafts"]) == ("filed", [])
    assert len(await desk.said(StoryFiled)) == 1
    assert await desk.said(StoryDrafted) == []
    await desk.receive(id=sent.id, number=sent.number, revision=2, kind=Kind.SUMMARY)
    assert (await desk.story(sent))["version"] == 2


async def test_a_report_that_became_a_summary_is_filed_and_its_drafts_give_way(desk: Desk):
    """Ingest refuses such a revision; one that was taken before it did is still on its way."""
    sent = await desk.receive()
    for revision in (2, 3):
        await desk.receive(id=sent.id, number=sent.number, revision=revision, kind=Kind.SUMMARY)
        story = await desk.story(sent)
        assert (story["state"], story["drafts"], story["version"]) == ("filed", [], revision)
        assert {draft["state"] for draft in story["earlier_drafts"]} == {"superseded"}
    assert [event.story.state for event in await desk.said(StoryFiled)] == ["filed", "filed"]
    assert len([entry for entry in story["history"] if entry["action"] == "superseded"]) == 4


async def test_what_is_out_of_a_report_that_became_a_summary_stays_out(quick_desk: Desk):
    desk = quick_desk
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    await desk.receive(id=sent.id, number=sent.number, revision=2, kind=Kind.SUMMARY)
    story = await desk.story(sent)
    assert {draft["state"] for draft in story["drafts"]} == {"delivered"}
    assert story["state"] == "in_review"


async def test_a_summary_that_an_editor_made_drafts_of_gets_them_again_from_its_next_revision(quick_desk: Desk):
    desk = quick_desk
    sent = await desk.receive(kind=Kind.SUMMARY)
    await desk.post(f"/api/v1/stories/{(await desk.story(sent))['id']}/drafts", EDITOR1)
    await desk.receive(id=sent.id, number=sent.number, revision=2, kind=Kind.SUMMARY)
    story = await desk.story(sent)
    assert {(draft["revision"], draft["state"]) for draft in story["drafts"]} == {(2, "awaiting_first_review")}


async def test_a_level_set_by_hand_holds_for_the_next_revision(quick_desk: Desk):
    desk = quick_desk
    sent = await desk.receive()
    plan = {"level": "B", "reason": "快讯"}
    await desk.post(f"/api/v1/stories/{(await desk.story(sent))['id']}/plan", CHIEF, plan)
    await desk.receive(id=sent.id, number=sent.number, revision=2)
    story = await desk.story(sent)
    assert (story["level"], story["stages"]) == ("B", ["first", "final"])
    assert [waiver["stage"] for waiver in story["waivers"]] == ["second"], "and so does who has lowered it"
    await desk.receive(id=sent.id, number=sent.number, revision=3, kind=Kind.CASE)
    story = await desk.story(sent)
    assert (story["level"], story["waivers"]) == ("A", []), "another kind has its own level"


async def test_a_withdrawal_that_overtakes_its_report_wins(desk: Desk):
    late = submission(number="LB2022-370100-0099")
    await desk.withdraw(late, "重复报送")
    await desk.hand(SubmissionReceived(submission=late, occurred_at=desk.clock.now()))
    story = await desk.story(late)
    assert (story["state"], story["drafts"], story["withdrawal"]) == ("withdrawn", [], "重复报送")
    assert len(await desk.said(StoryWithdrawn)) == 1
    assert await desk.said(StoryDrafted) == []


async def test_a_withdrawal_by_the_unit_ends_what_is_not_out_once(desk: Desk):
    sent = await desk.receive()
    await desk.withdraw(sent)
    await desk.withdraw(sent)
    story = await desk.story(sent)
    assert (story["state"], {draft["state"] for draft in story["drafts"]}) == ("withdrawn", {"withdrawn"})
    assert len(await desk.said(StoryWithdrawn)) == 1


async def test_what_is_out_when_the_unit_withdraws_waits_for_a_person_on_duty(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    await desk.withdraw(sent, "照片有误")
    story = await desk.story(sent)
    assert (story["state"], story["withdrawal"]) == ("in_review", "照片有误")
    (wanted,) = (await desk.get("/api/v1/stories?takedown=wanted"))["items"]
    assert wanted["number"] == sent.number
    for draft in story["drafts"]:
        status, down = await desk.post(f"/api/v1/drafts/{draft['id']}/withdrawals", CHIEF, {"reason": "单位要求"})
        assert (status, down["state"]) == (200, "withdrawn")
    assert (await desk.story(sent))["state"] == "withdrawn"
    assert (await desk.get("/api/v1/stories?takedown=wanted"))["items"] == []


async def test_a_released_draft_is_corrected_through_all_reviews_again(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    item = by_type(await desk.story(sent))["tv.item"]
    assert (item["state"], item["released"]["version"]) == ("delivered", 4)
    status, correction = await desk.edit(item, WRITER, headline="更正后的标题")
    assert (status, correction["state"]) == (200, "awaiting_first_review")
    assert correction["released"]["version"] == 4, "what is out stays out"
    assert correction["released"]["at"]
    for token, stage in (("sample-editor-1", "first"), ("sample-editor-2", "second"), ("sample-editor-3", "final")):
        correction = await desk.through(correction, token, stage)
    await desk.release()
    item = by_type(await desk.story(sent))["tv.item"]
    assert (item["state"], item["released"]["version"]) == ("delivered", correction["version"])
    actions = [entry["action"] for entry in (await desk.story(sent))["history"]]
    assert actions.count("corrected") == 1
    first, second = await desk.said(DraftReleased)
    assert (first.corrections, second.corrections) == ((), (item["id"],))


async def test_a_new_revision_of_what_is_out_is_its_correction(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    await desk.receive(id=sent.id, number=sent.number, revision=2, title="改过的标题，数字已核实")
    drafts = (await desk.story(sent))["drafts"]
    assert sorted(draft["state"] for draft in drafts) == ["awaiting_first_review"] * 4 + ["delivered"] * 4
    new = [draft for draft in drafts if draft["state"] == "awaiting_first_review"]
    assert all(draft["replaces"] and draft["released"] for draft in new)
    await desk.signed(sent)
    await desk.release()
    story = await desk.story(sent)
    assert [draft["state"] for draft in story["drafts"]] == ["delivered"] * 4
    assert [draft["state"] for draft in story["earlier_drafts"]] == ["superseded"] * 4
    released = (await desk.said(DraftReleased))[-1]
    assert set(released.corrections) == {draft["id"] for draft in story["drafts"]}


async def test_a_rejected_correction_says_that_it_was_one(quick_desk: Desk):
    desk = quick_desk
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    await desk.edit(await desk.draft(sent), text="更正后的正文。")
    draft = await desk.draft(sent)
    await desk.review(draft, EDITOR1, FIRST, "reject", opinion="无须更正")
    await desk.receive(id=sent.id, number=sent.number, revision=2, title="改过的标题")
    newer = [one for one in (await desk.story(sent))["drafts"] if one["revision"] == 2]
    await desk.review(newer[0], EDITOR1, FIRST, "reject", opinion="无须更正")
    given_up, refused = (await desk.said(DraftReviewed))[-2:]
    assert (given_up.corrections, refused.corrections) == ((draft["id"],), (newer[0]["id"],))


async def test_a_pasted_share_text_makes_the_story_adopted(quick_desk: Desk):
    desk = quick_desk
    sent = await desk.receive()
    await desk.signed(sent)
    weibo = by_type(await desk.story(sent))["weibo.status"]
    path = f"/api/v1/drafts/{weibo['id']}/publications"
    pasted = {"pasted": "社区课堂 https://weibo.com/123/Mabc 欢迎转发", "account": "weibo-main"}
    assert refusal(await desk.post(path, WRITER, pasted)) == (409, "wrong-stage")
    await desk.release()
    for wrong, field in (
        ({"pasted": "已经发了"}, "pasted"),
        ({"url": "https://www.toutiao.com/article/1/"}, "url"),
        ({"url": "https://weibo.com/1", "published_at": "2099-01-01T00:00:00+08:00"}, "published_at"),
        ({"url": "https://weibo.com/1", "published_at": "0001-01-01T00:00:00+08:00"}, "published_at"),
        ({"url": "https://weibo.com/1", "published_at": "9999-12-31T23:59:59-08:00"}, "published_at"),
        ({"url": "https://weibo.com/1", "account": "长" * (publications.c.account.type.length + 1)}, "account"),
    ):
        status, problem = await desk.post(path, WRITER, wrong)
        assert (status, problem["errors"][0]["field"]) == (422, field)
    status, out = await desk.post(path, WRITER, pasted)
    assert (status, out["state"], out["url"]) == (200, "published", "https://weibo.com/123/Mabc")
    assert (await desk.story(sent))["state"] == "adopted"
    (event,) = await desk.said(DraftPublished)
    assert (event.url, event.story.state) == ("https://weibo.com/123/Mabc", "adopted")


async def test_only_a_person_on_duty_withdraws_and_only_with_a_reason(quick_desk: Desk):
    desk = quick_desk
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    item = by_type(await desk.story(sent))["tv.item"]
    path = f"/api/v1/drafts/{item['id']}/withdrawals"
    assert refusal(await desk.post(path, EDITOR1, {"reason": "有误"})) == (403, "not-allowed")
    for nothing in (" ", "——", "\u3164。"):
        status, problem = await desk.post(path, CHIEF, {"reason": nothing})
        assert (status, problem["errors"][0]["field"]) == (422, "reason")
    stale = {"reason": "有误", "version": 1}
    assert refusal(await desk.post(path, CHIEF, stale)) == (412, "stale")
    status, down = await desk.post(path, CHIEF, {"reason": "照片中有人未同意"})
    assert (status, down["state"], down["stage"]) == (200, "withdrawn", None)
    assert refusal(await desk.post(path, CHIEF, {"reason": "再次"})) == (409, "wrong-stage")
    (event,) = await desk.said(DraftWithdrawn)
    assert event.reason == "照片中有人未同意"
    changes = await desk.get("/feed/changes?after=0", "sample-tv")
    assert [change["type"] for change in changes["items"]] == ["released", "withdrawn"]


async def test_a_released_draft_is_withheld_and_put_out_again_by_a_person_on_duty(quick_desk: Desk):
    desk = quick_desk
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    item = by_type(await desk.story(sent))["tv.item"]
    holds, back = f"/api/v1/drafts/{item['id']}/holds", f"/api/v1/drafts/{item['id']}/resumptions"
    assert refusal(await desk.post(holds, EDITOR1, {"reason": "待核实"})) == (403, "not-allowed")
    status, held = await desk.post(holds, CHIEF, {"reason": "待核实"})
    assert (status, held["state"], held["released"]["withheld"]) == (200, "held", True)
    assert refusal(await desk.post(back, EDITOR1)) == (403, "not-allowed")
    desk.clock.advance(seconds=5)
    status, out = await desk.post(back, CHIEF, {})
    assert (status, out["state"], out["released"]["withheld"]) == (200, "delivered", False)
    changes = await desk.get("/feed/changes?after=0", "sample-tv")
    assert [change["type"] for change in changes["items"]] == ["released", "withheld", "restored"]


async def test_an_open_draft_is_held_by_an_editor_and_not_by_a_writer(quick_desk: Desk):
    desk = quick_desk
    draft = await desk.draft(await desk.receive())
    path = f"/api/v1/drafts/{draft['id']}"
    assert refusal(await desk.post(f"{path}/holds", WRITER)) == (403, "not-allowed")
    status, held = await desk.post(f"{path}/holds", EDITOR1, {"reason": "留待周末", "version": 1})
    assert (status, held["state"], held["held_from"]) == (200, "held", "awaiting_first_review")
    assert refusal(await desk.post(f"{path}/holds", EDITOR1)) == (409, "wrong-stage")
    assert refusal(await desk.post(f"{path}/resumptions", EDITOR1, {"version": 1})) == (412, "stale")
    assert [event.verdict for event in await desk.said(DraftReviewed)] == ["hold"]


async def test_lists_are_filtered_by_everything_they_offer(desk: Desk):
    jinan = await desk.receive()
    yantai = await desk.receive(unit=YANTAI, kind=Kind.CASE, title="烟台老年大学100%入学", place="烟台")
    await desk.review_story(await desk.story(jinan), EDITOR1, FIRST)

    async def numbers(query: str) -> list[str]:
        return [row["number"] for row in (await desk.get(f"/api/v1/stories?{query}"))["items"]]

    assert await numbers("") == [yantai.number, jinan.number]
    assert await numbers("state=awaiting_second_review") == [jinan.number]
    assert await numbers("state=in_review&content_type=tv.item") == [yantai.number, jinan.number]
    assert await numbers("content_type=douyin.image_text") == []
    assert await numbers("state=awaiting_first_review&content_type=tv.item") == [yantai.number]
    assert await numbers("unit=370600") == [yantai.number]
    assert await numbers("kind=case") == [yantai.number]
    assert await numbers("category=elderly_care&unit=370100") == [jinan.number]
    assert await numbers(f"number={jinan.number}") == [jinan.number]
    assert await numbers("search=烟台 入学") == [yantai.number]
    assert await numbers("search=100%25") == [yantai.number], "a percent sign is no wildcard"
    assert await numbers("search=1_0") == []
    for query, field in (("state=perhaps", "state"), ("limit=0", "limit"), ("cursor=x", "cursor"), ("kind=x", "kind")):
        status, problem = await desk.call("GET", f"/api/v1/stories?{query}", EDITOR1)
        assert (status, problem["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize(
    "held",
    [
        "[" * 100_000,
        '["\\ud800"]',
        '["\\u0000"]',
        "[7]",
        '["2022-12-05T01:00:00", "x"]',
        '["0001-01-01T00:00:00+23:59", "x"]',
    ],
)
async def test_a_cursor_that_was_never_given_out_is_refused(desk: Desk, held: str):
    cursor = base64.urlsafe_b64encode(held.encode()).decode()
    if len(cursor) > LONGEST_LINE:
        cursor = cursor[:LONGEST_LINE]  # of a request's first line; brackets all the same
    for query in ("", "&waiting=me"):
        if held.count(",") == (not query):
            continue  # what the other list would give out
        status, problem = await desk.call("GET", f"/api/v1/stories?cursor={cursor}{query}", EDITOR1)
        assert (status, problem["errors"][0]["field"]) == (422, "cursor")


async def test_a_draft_named_twice_over_is_refused(quick_desk: Desk):
    desk = quick_desk
    draft = await desk.draft(await desk.receive())
    path, version = f"/api/v1/drafts/{draft['id']}", {"If-Match": f'"{draft["version"]}"'}
    both = {"content": draft["content"], "title": "哪一个", "text": "不知道"}
    status, problem = await desk.call("PUT", path, WRITER, json=both, headers=version)
    assert (status, [error["field"] for error in problem["errors"]]) == (422, ["title", "text"])


async def test_pages_go_on_from_the_cursor_without_gap_or_repeat(desk: Desk):
    sent = [(await desk.receive()).number for _ in range(5)]
    for waiting in ("", "&waiting=me"):
        seen, path = [], f"/api/v1/stories?limit=2{waiting}"
        page = await desk.get(path)
        while True:
            seen += [row["number"] for row in page["items"]]
            if page["next"] is None:
                break
            page = await desk.get(f"{path}&cursor={page['next']}")
        assert seen == (sent if waiting else sent[::-1])


async def test_what_waits_for_me_is_what_i_may_do_now_the_nearest_deadline_first(desk: Desk):
    now = desk.clock.now()
    later = await desk.receive(deadline=now + timedelta(days=9))
    never = await desk.receive(deadline=None)
    soon = await desk.receive(deadline=now + timedelta(days=1))

    async def waiting(token: str) -> list[str]:
        return [row["number"] for row in (await desk.get("/api/v1/stories?waiting=me", token))["items"]]

    assert await waiting(EDITOR1) == [soon.number, later.number, never.number]
    assert await waiting(EDITOR2) == []
    assert await waiting(WRITER) == []
    await desk.review_story(await desk.story(soon), CHIEF, FIRST)
    assert await waiting(EDITOR2) == [soon.number]
    assert await waiting(CHIEF) == [later.number, never.number], "the chief has signed the first stage of that one"
    await desk.edit(await desk.draft(later), EDITOR1, text="改过。")
    (row, *_) = (await desk.get("/api/v1/stories?waiting=me"))["items"]
    assert row["number"] == later.number
    mine = {draft["content_type"]: draft["mine"] for draft in row["drafts"]}
    assert mine["weibo.status"] is False, "whoever edited a draft does not review it"
    assert mine["tv.item"] is True
    for content_type, count in (("weibo.status", 1), ("tv.item", 2), ("douyin.image_text", 0)):
        page = await desk.get(f"/api/v1/stories?waiting=me&content_type={content_type}")
        assert len(page["items"]) == count, "what waits for me is of that content type"


async def test_whoever_left_out_a_review_finds_nothing_of_it_waiting(desk: Desk):
    story = await desk.story(await desk.receive())
    other = await desk.receive()
    status, _ = await desk.post(f"/api/v1/stories/{story['id']}/plan", CHIEF, {"level": "C", "reason": "快讯"})
    assert status == 200
    for token, waiting in ((CHIEF, [other.number]), (EDITOR3, [story["number"]])):
        rows = (await desk.get("/api/v1/stories?waiting=me", token))["items"]
        assert [row["number"] for row in rows] == waiting


async def test_who_may_read_and_who_may_not(quick_desk: Desk):
    desk = quick_desk
    story = await desk.story(await desk.receive())
    for path in ("/api/v1/stories", f"/api/v1/stories/{story['id']}", f"/api/v1/drafts/{story['drafts'][0]['id']}"):
        assert refusal(await desk.call("GET", path, OFFICE)) == (403, "not-allowed"), "offices have their own pages"
        assert refusal(await desk.call("GET", path, UNIT)) == (403, "not-allowed")
        assert (await desk.call("GET", path, "no-such-token"))[0] == 401
    assert refusal(await desk.review_story(story, OFFICE, FIRST)) == (403, "not-allowed")


async def test_the_etag_of_a_draft_is_the_version_to_send_back(quick_desk: Desk):
    desk = quick_desk
    draft = await desk.draft(await desk.receive())
    path = f"/api/v1/drafts/{draft['id']}"
    async with desk.client.get(path, headers={"Authorization": f"Bearer {EDITOR1}"}) as answer:
        assert answer.headers["ETag"] == f'"{draft["version"]}"'


async def test_headings_and_quotes_of_a_report_reach_the_api(quick_desk: Desk):
    body = (Block(kind=BlockKind.HEADING, text="开课"), Block(kind=BlockKind.PARAGRAPH, text="老人来了。"))
    story = await quick_desk.story(await quick_desk.receive(body=body))
    assert [block["kind"] for block in story["submission"]["body"]] == ["h2", "p"]


async def test_the_same_address_again_registers_nothing_and_tells_nobody(desk: Desk):
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    weibo = by_type(await desk.story(sent))["weibo.status"]
    path = f"/api/v1/drafts/{weibo['id']}/publications"
    said = {"url": "https://weibo.com/123/Mabc", "account": "weibo-main"}
    answers = await asyncio.gather(*(desk.post(path, WRITER, said) for _ in range(4)))
    assert {(status, body["version"]) for status, body in answers} == {(200, weibo["version"] + 1)}
    assert (await desk.post(path, EDITOR1, said))[0] == 200
    assert len(await desk.said(DraftPublished)) == 1
    assert [line["action"] for line in (await desk.story(sent))["history"]].count("published") == 1
    for other in ({**said, "account": "weibo-second"}, {**said, "url": "https://weibo.com/123/Mdef"}, said):
        assert (await desk.post(path, WRITER, other))[0] == 200
    assert len(await desk.said(DraftPublished)) == 4, "another account, another address, and back again"


async def test_a_correction_at_the_same_address_is_registered_anew(quick_desk: Desk):
    desk = quick_desk
    sent = await desk.receive()
    await desk.signed(sent)
    await desk.release()
    weibo = by_type(await desk.story(sent))["weibo.status"]
    said = {"url": "https://weibo.com/123/Mabc", "account": "weibo-main"}
    path = f"/api/v1/drafts/{weibo['id']}/publications"
    await desk.post(path, WRITER, said)
    _, correction = await desk.edit(await desk.draft(sent), text="更正后的正文。")
    for token, stage in STAGES:
        correction = await desk.through(correction, token, stage)
    await desk.release()
    assert (await desk.draft(sent))["state"] == "delivered"
    status, out = await desk.post(path, WRITER, said)
    assert (status, out["state"], len(await desk.said(DraftPublished))) == (200, "published", 2)
