"""The API of reviews on a real server: every refusal with its type and status, and what each verdict leads to."""

import asyncio
import json

import pytest

from shared.contracts.stories import (
    DraftEdited,
    DraftResumed,
    DraftReviewed,
    DraftSignedOff,
    StoryPlanned,
    StoryReturned,
)
from shared.contracts.words import ContentType
from tests.integration.publisher.desk_scene import (
    CHIEF,
    EDITOR1,
    EDITOR2,
    EDITOR3,
    FINAL,
    FIRST,
    OFFICE,
    SECOND,
    STAGES,
    UNIT,
    WRITER,
    Desk,
    account_of,
    by_type,
    refusal,
    versions,
)

WRONG_TERM = "全省终生学习活动周"
"""The campaign's word list says 终身."""


async def test_three_people_lead_one_draft_through_its_six_acts(desk: Desk):
    draft = await desk.draft(await desk.receive())
    for token, stage in STAGES:
        draft = await desk.through(draft, token, stage)
    assert (draft["state"], draft["stage"]) == ("signed_off", None)
    assert [(a["stage"], a["act"]) for a in draft["approvals"]] == [
        (stage, act) for _, stage in STAGES for act in ("proof", "review")
    ]
    (event,) = await desk.said(DraftSignedOff)
    assert event.drafts == (draft["id"],)


async def test_a_version_read_once_serves_for_proof_and_review(desk: Desk):
    draft = await desk.draft(await desk.receive())
    assert (await desk.proof(draft, EDITOR1, FIRST))[0] == 200
    assert (await desk.review(draft, EDITOR1, FIRST))[0] == 200


async def test_every_refusal_has_its_status_and_type_in_the_fixed_order(desk: Desk):
    draft = await desk.draft(await desk.receive())
    stale = {**draft, "version": draft["version"] + 7}
    assert refusal(await desk.review(stale, WRITER, SECOND)) == (412, "stale")
    assert refusal(await desk.review(draft, WRITER, SECOND)) == (409, "wrong-stage")
    assert refusal(await desk.review(draft, WRITER, FIRST)) == (403, "not-allowed")
    assert refusal(await desk.review(draft, EDITOR2, FIRST)) == (403, "not-allowed")
    assert refusal(await desk.review(draft, CHIEF, FIRST)) == (409, "proof-missing")
    passed = await desk.through(draft, CHIEF, FIRST)
    assert refusal(await desk.review(passed, CHIEF, SECOND)) == (403, "separation-of-duties")
    _, edited = await desk.edit(passed, CHIEF, text=f"{WRONG_TERM}在济南举行。")
    assert refusal(await desk.review(edited, CHIEF, FIRST)) == (403, "separation-of-duties")
    assert refusal(await desk.review(edited, EDITOR1, FIRST)) == (409, "proof-missing")
    _, edited = await desk.proof(edited, EDITOR1, FIRST)
    assert refusal(await desk.review(edited, EDITOR1, FIRST)) == (409, "blocked")


async def test_a_refusal_says_in_chinese_what_to_do(desk: Desk):
    draft = await desk.draft(await desk.receive())
    _, edited = await desk.edit(draft, CHIEF, text="改过。")
    status, problem = await desk.review(edited, CHIEF, FIRST)
    assert status == 403
    assert problem["detail"] == "审核人不得重复：您编辑过本稿，不能再审，请由其他人员审核。"
    assert problem["title"] == "审核人不得重复"
    assert problem["trace_id"]


async def test_a_block_is_passed_only_with_a_reason_which_is_recorded(desk: Desk):
    draft = await desk.draft(await desk.receive())
    _, draft = await desk.edit(draft, WRITER, text=f"{WRONG_TERM}在济南举行。")
    blocks = [finding for finding in draft["findings"] if finding["level"] == "block"]
    assert blocks
    _, draft = await desk.proof(draft, EDITOR1, FIRST)
    status, problem = await desk.review(draft, EDITOR1, FIRST)
    assert (status, len(problem["errors"])) == (409, len(blocks))
    overrides = [{"rule": found["rule"], "field": found["field"], "reason": "引用原文"} for found in blocks]
    empty = [{**override, "reason": "\u3164——"} for override in overrides]
    status, problem = await desk.review(draft, EDITOR1, FIRST, overrides=empty)
    assert (status, problem["errors"][0]["field"]) == (422, "overrides[0].reason")
    status, passed = await desk.review(draft, EDITOR1, FIRST, overrides=overrides)
    assert status == 200, passed
    assert passed["approvals"][-1]["overrides"] == overrides
    history = (await desk.get(f"/api/v1/stories/{passed['story_id']}"))["history"]
    assert [entry["opinion"] for entry in history if entry["action"] == "overridden"] == ["引用原文"] * len(blocks)


async def test_an_edit_after_the_first_review_voids_it_and_names_who_signed(desk: Desk):
    draft = await desk.through(await desk.draft(await desk.receive()), EDITOR1, FIRST)
    status, edited = await desk.edit(draft, WRITER, text="改过的文字。")
    assert (status, edited["state"]) == (200, "awaiting_first_review")
    assert edited["content_hash"] != draft["content_hash"]
    assert all(approval["voided_at"] for approval in edited["approvals"])
    (event,) = await desk.said(DraftEdited)
    assert event.signers == (draft["approvals"][0]["by"],)
    assert refusal(await desk.review(edited, EDITOR1, FIRST)) == (409, "proof-missing")


async def test_an_edit_that_changes_nothing_voids_nothing(desk: Desk):
    draft = await desk.through(await desk.draft(await desk.receive()), EDITOR1, FIRST)
    status, same = await desk.edit(draft, WRITER)
    assert (status, same["state"], same["version"]) == (200, "awaiting_second_review", draft["version"])
    assert await desk.said(DraftEdited) == []


async def test_an_edit_sent_again_after_a_lost_answer_is_answered_again_and_written_once(desk: Desk):
    draft = await desk.draft(await desk.receive())
    first = await desk.edit(draft, WRITER, text="改过的文字。")
    assert await desk.edit(draft, WRITER, text="改过的文字。") == first
    assert first[0] == 200
    await desk.proof(first[1], EDITOR1, FIRST)
    status, again = await desk.edit(draft, WRITER, text="改过的文字。")
    assert (status, again["version"]) == (200, draft["version"] + 1)
    assert again["approvals"][-1]["voided_at"] is None
    assert len(await desk.said(DraftEdited)) == 1
    history = (await desk.get(f"/api/v1/stories/{draft['story_id']}"))["history"]
    assert [entry["action"] for entry in history].count("edited") == 1


async def test_an_edit_sent_twice_at_once_is_written_once(desk: Desk):
    draft = await desk.draft(await desk.receive())
    answers = await asyncio.gather(*(desk.edit(draft, WRITER, text="改过的文字。") for _ in range(5)))
    assert {(status, edited["version"]) for status, edited in answers} == {(200, draft["version"] + 1)}
    assert len(await desk.said(DraftEdited)) == 1


async def test_only_the_same_words_of_the_same_person_are_an_edit_sent_again(desk: Desk):
    draft = await desk.draft(await desk.receive())
    await desk.edit(draft, WRITER, text="改过的文字。")
    assert refusal(await desk.edit(draft, CHIEF, text="改过的文字。")) == (412, "stale")
    assert refusal(await desk.edit(draft, WRITER, text="别的文字。")) == (412, "stale")
    assert refusal(await desk.edit(draft, WRITER, text=7)) == (412, "stale")
    edited = await desk.get(f"/api/v1/drafts/{draft['id']}")
    await desk.edit(edited, WRITER, text="又改过的文字。")
    assert refusal(await desk.edit(draft, WRITER, text="又改过的文字。")) == (412, "stale")
    assert len(await desk.said(DraftEdited)) == 2


async def test_edits_are_refused_when_stale_without_version_misshapen_or_by_the_wrong_role(desk: Desk):
    draft = await desk.draft(await desk.receive())
    path = f"/api/v1/drafts/{draft['id']}"
    assert refusal(await desk.edit({**draft, "version": 9}, WRITER, text="x")) == (412, "stale")
    assert refusal(await desk.call("PUT", path, WRITER, json=draft["content"])) == (428, "version-required")
    assert refusal(await desk.edit(draft, OFFICE, text="x")) == (403, "not-allowed")
    assert refusal(await desk.edit(draft, UNIT, text="x")) == (403, "not-allowed")
    status, problem = await desk.edit(draft, WRITER, text=7)
    assert (status, [error["field"] for error in problem["errors"]]) == (422, ["content.text"])


async def test_a_picture_of_another_story_is_not_taken_into_a_draft(desk: Desk):
    draft = await desk.draft(await desk.receive())
    strange = {
        "sha256": "a" * 64, "original": "b" * 64, "name": "x.jpg", "media_type": "image/jpeg",
        "width": 900, "height": 600, "size": 1000, "caption": "", "credit": "", "consent": "obtained",
    }  # fmt: skip
    status, problem = await desk.edit(draft, WRITER, images=[strange])
    assert status == 422
    assert problem["errors"][0]["field"] == "content.images[0]"


async def test_what_the_feed_says_of_the_report_is_not_the_editors_to_say(desk: Desk):
    draft = await desk.draft(await desk.receive(), ContentType.TV_ITEM)
    about = draft["content"]["about"]
    assert (about["unit"], about["kind"]["key"], about["event_date"]) == ("济南市", "highlight", "2022-12-05")
    status, same = await desk.edit(draft, about={**about, "unit": "青岛市", "event_date": None})
    assert (status, same["version"]) == (200, draft["version"]), "it changes nothing"
    content = {name: value for name, value in draft["content"].items() if name != "about"}
    headers = {"If-Match": f'"{draft["version"]}"'}
    path, body = f"/api/v1/drafts/{draft['id']}", {**content, "summary": "改过的提要。"}
    status, edited = await desk.call("PUT", path, WRITER, json=body, headers=headers)
    assert (status, edited["content"]["about"]) == (200, about)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "字" * 50_001}, "content.text"),
        ({"topics": ["字" * 50_001]}, "content.topics[0]"),
        ({"topics": [""] * 150_000}, "content.topics"),
        (
            {"text": "字" * 40_000, "title": "字" * 40_000, "byline": "字" * 35_000, "topics": ["字"] * 25_000},
            "content.topics",
        ),
    ],
)
async def test_a_text_that_no_report_could_give_is_refused_by_its_name(
    desk: Desk, changes: dict[str, object], field: str
):
    draft = await desk.draft(await desk.receive())
    status, problem = await desk.edit(draft, **changes)
    assert (status, [error["field"] for error in problem["errors"]]) == (422, [field])


async def test_bare_content_is_taken_as_well(desk: Desk):
    draft = await desk.draft(await desk.receive())
    headers = {"If-Match": f'"{draft["version"]}"'}
    body = {**draft["content"], "text": "改过的文字。"}
    status, edited = await desk.call("PUT", f"/api/v1/drafts/{draft['id']}", WRITER, json=body, headers=headers)
    assert (status, edited["content"]["text"]) == (200, "改过的文字。")


async def test_a_whole_story_is_passed_in_one_call_per_person_and_one_event_each(desk: Desk):
    story = await desk.signed(await desk.receive())
    assert {draft["state"] for draft in story["drafts"]} == {"signed_off"}
    assert len(await desk.said(DraftReviewed)) == 2
    (event,) = await desk.said(DraftSignedOff)
    assert set(event.drafts) == {draft["id"] for draft in story["drafts"]}
    acts = [entry["action"] for entry in story["history"]]
    count = len(story["drafts"])
    assert (acts.count("proofread"), acts.count("passed"), acts.count("signed_off")) == (3 * count, 2 * count, count)


async def test_a_whole_story_is_all_or_nothing(desk: Desk):
    sent = await desk.receive()
    _, one = await desk.edit(await desk.draft(sent), EDITOR1, text="改过。")
    story = await desk.story(sent)
    assert refusal(await desk.review_story(story, EDITOR1, FIRST)) == (403, "separation-of-duties")
    states = {draft["state"] for draft in (await desk.story(sent))["drafts"]}
    assert states == {"awaiting_first_review"}
    stale = {**versions(story), one["id"]: 1}
    assert refusal(await desk.review_story(story, CHIEF, FIRST, versions=stale)) == (412, "stale")
    assert refusal(await desk.review_story(story, CHIEF, SECOND)) == (409, "wrong-stage")
    assert refusal(await desk.review_story(story, WRITER, FIRST)) == (403, "not-allowed")
    assert refusal(await desk.review_story(story, CHIEF, FIRST, proof=False)) == (409, "proof-missing")


async def test_the_first_review_chooses_the_channels_and_holds_the_rest(desk: Desk):
    sent = await desk.receive()
    story = await desk.story(sent)
    chosen = ["weibo.status", "tv.item"]
    for channels, field in ((["wechat.news"], "channels[0]"), ([], "channels")):
        status, problem = await desk.review_story(story, EDITOR1, FIRST, channels=channels)
        assert (status, problem["errors"][0]["field"]) == (422, field)
    status, story = await desk.review_story(story, EDITOR1, FIRST, channels=chosen)
    assert status == 200, story
    states = {kind: draft["state"] for kind, draft in by_type(story).items()}
    assert {kind for kind, state in states.items() if state == "awaiting_second_review"} == set(chosen)
    assert {state for kind, state in states.items() if kind not in chosen} == {"held"}
    status, problem = await desk.review_story(story, EDITOR2, SECOND, channels=chosen)
    assert (status, problem["errors"][0]["field"]) == (422, "channels")
    status, story = await desk.review_story(story, EDITOR2, SECOND)
    assert status == 200, "the held ones may be named and are left alone"
    micro = by_type(story)["toutiao.micro"]
    status, back = await desk.post(f"/api/v1/drafts/{micro['id']}/resumptions", EDITOR1)
    assert (status, back["state"]) == (200, "awaiting_first_review")
    assert len(await desk.said(DraftResumed)) == 1


async def test_proofs_of_a_whole_story_let_it_be_passed_without(desk: Desk):
    story = await desk.story(await desk.receive())
    body = {"stage": FIRST, "versions": versions(story), "note": "已校"}
    status, read = await desk.post(f"/api/v1/stories/{story['id']}/proofs", EDITOR1, body)
    assert status == 200, read
    assert {a["act"] for draft in read["drafts"] for a in draft["approvals"]} == {"proof"}
    status, passed = await desk.review_story(read, EDITOR1, FIRST, proof=False)
    assert status == 200, passed


async def test_returned_to_the_submitter_the_whole_story_goes_back_with_its_reason(desk: Desk):
    sent = await desk.receive()
    draft = await desk.through(await desk.draft(sent), EDITOR1, FIRST)
    status, problem = await desk.review(draft, EDITOR2, SECOND, "return", opinion=" ")
    assert (status, problem["errors"][0]["field"]) == (422, "opinion")
    status, back = await desk.review(draft, EDITOR2, SECOND, "return", opinion="数字请核实")
    assert (status, back["state"]) == (200, "returned")
    story = await desk.story(sent)
    assert (story["state"], {one["state"] for one in story["drafts"]}) == ("returned", {"returned"})
    (event,) = await desk.said(StoryReturned)
    assert (event.reason, len(event.signers), event.story.state) == ("数字请核实", 1, "returned")
    lines = [entry for entry in story["history"] if entry["action"] == "returned"]
    assert {entry["draft"] for entry in lines} == {one["id"] for one in story["drafts"]}, "its siblings went back too"
    await desk.receive(id=sent.id, number=sent.number, revision=2)
    story = await desk.story(sent)
    assert (story["state"], {one["state"] for one in story["drafts"]}) == ("in_review", {"awaiting_first_review"})
    assert {one["state"] for one in story["earlier_drafts"]} == {"superseded"}


async def test_returned_to_the_first_review_its_signers_are_told(desk: Desk):
    draft = await desk.through(await desk.draft(await desk.receive()), EDITOR1, FIRST)
    status, problem = await desk.review(draft, EDITOR2, SECOND, "return", opinion="标题再议", to="second")
    assert (status, problem["errors"][0]["field"]) == (422, "to")
    status, back = await desk.review(draft, EDITOR2, SECOND, "return", opinion="标题再议", to="first")
    assert (status, back["state"]) == (200, "awaiting_first_review")
    event = (await desk.said(DraftReviewed))[-1]
    assert (event.verdict, event.signers) == ("return", (draft["approvals"][0]["by"],))


async def test_a_rejected_draft_and_a_held_one_are_out_of_the_way(desk: Desk):
    sent = await desk.receive()
    status, one = await desk.review(await desk.draft(sent), EDITOR1, FIRST, "reject", opinion="重复报送")
    assert (status, one["state"]) == (200, "rejected")
    story = await desk.story(sent)
    status, story = await desk.review_story(story, EDITOR1, FIRST, verdict="hold", proof=False)
    assert (status, {d["state"] for d in story["drafts"]}) == (200, {"rejected", "held"})


async def test_acting_for_somebody_names_both(desk: Desk):
    draft = await desk.draft(await desk.receive())
    status, read = await desk.proof(draft, CHIEF, FIRST, on_behalf_of="editor1")
    assert status == 200
    assert (read["approvals"][0]["name"], read["approvals"][0]["on_behalf_of_name"]) == ("总编辑", "初审编辑")
    assert refusal(await desk.proof(draft, CHIEF, FIRST, on_behalf_of="editor2")) == (403, "not-allowed")
    status, problem = await desk.proof(draft, CHIEF, FIRST, on_behalf_of="nobody")
    assert (status, problem["errors"][0]["field"]) == (422, "on_behalf_of")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"stage": "third", "verdict": "pass", "version": 1}, "stage"),
        ({"stage": "first", "verdict": "perhaps", "version": 1}, "verdict"),
        ({"stage": "first", "version": 1}, "verdict"),
        ({"stage": "first", "verdict": "pass"}, "version"),
        ({"stage": "first", "verdict": "pass", "version": 0}, "version"),
        ({"stage": "first", "verdict": "pass", "version": 1, "overides": []}, "overides"),
        ({"stage": "first", "verdict": "return", "version": 1, "to": "final"}, "to"),
        ({"stage": "first", "verdict": "pass", "version": 1, "opinion": "同" * 2001}, "opinion"),
    ],
)
async def test_bad_input_names_its_field(desk: Desk, body: dict[str, object], field: str):
    draft = await desk.draft(await desk.receive())
    status, problem = await desk.post(f"/api/v1/drafts/{draft['id']}/reviews", EDITOR1, body)
    assert status == 422
    assert [error["field"] for error in problem["errors"]] == [field]


async def test_what_is_not_there_is_not_found(desk: Desk):
    body = {"stage": "first", "verdict": "pass", "version": 1}
    assert refusal(await desk.post("/api/v1/drafts/absent/reviews", EDITOR1, body)) == (404, "not-found")
    story = {**body, "versions": {"x": 1}}
    del story["version"]
    assert refusal(await desk.post("/api/v1/stories/absent/reviews", EDITOR1, story)) == (404, "not-found")
    assert refusal(await desk.call("GET", "/api/v1/stories/absent", EDITOR1)) == (404, "not-found")


async def test_level_and_people_of_the_last_stage_decide_the_signing(desk: Desk):
    draft = await desk.draft(await desk.receive())
    draft = await desk.through(draft, EDITOR1, FIRST)
    draft = await desk.through(draft, CHIEF, SECOND)
    assert refusal(await desk.review(draft, CHIEF, FINAL)) == (403, "separation-of-duties")
    assert (await desk.through(draft, EDITOR3, FINAL))["state"] == "signed_off"


async def test_an_extra_review_is_asked_for_and_passed_before_the_final_one(desk: Desk):
    story = await desk.story(await desk.receive())
    path = f"/api/v1/stories/{story['id']}/plan"
    stale = {"level": "A", "extra": True, "version": 99}
    assert refusal(await desk.post(path, EDITOR1, stale)) == (412, "stale")
    assert refusal(await desk.post(path, EDITOR1, {"level": "B"})) == (403, "not-allowed")
    assert refusal(await desk.post(path, WRITER, {"level": "A", "extra": True})) == (403, "not-allowed")
    status, planned = await desk.post(path, EDITOR1, {"level": "A", "extra": True, "reason": "涉及领导活动"})
    assert (status, planned["stages"]) == (200, ["first", "second", "extra", "final"])
    for token, stage in ((EDITOR1, FIRST), (EDITOR2, SECOND), (CHIEF, "extra"), (EDITOR3, FINAL)):
        status, planned = await desk.review_story(planned, token, stage)
        assert status == 200, planned
    assert {draft["state"] for draft in planned["drafts"]} == {"signed_off"}


async def test_level_c_is_signed_by_the_final_review_alone(desk: Desk):
    story = await desk.story(await desk.receive())
    status, planned = await desk.post(f"/api/v1/stories/{story['id']}/plan", CHIEF, {"level": "C", "reason": "快讯"})
    assert (status, {draft["stage"] for draft in planned["drafts"]}) == (200, {"final"})
    status, signed = await desk.review_story(planned, EDITOR3, FINAL, channels=["tv.item"])
    assert status == 200, "its only stage is its first, so it chooses the channels"
    assert by_type(signed)["tv.item"]["state"] == "signed_off"
    assert by_type(signed)["weibo.status"]["state"] == "held"


async def test_nobody_releases_alone_by_leaving_out_the_other_reviews(desk: Desk):
    sent = await desk.receive()
    story = await desk.story(sent)
    path = f"/api/v1/stories/{story['id']}/plan"
    status, problem = await desk.post(path, CHIEF, {"level": "C"})
    assert (status, [error["field"] for error in problem["errors"]]) == (422, ["reason"])
    status, planned = await desk.post(path, CHIEF, {"level": "C", "reason": "快讯"})
    assert (status, {one["name"] for one in planned["waivers"]}) == (200, {"总编辑"})
    assert refusal(await desk.review_story(planned, CHIEF, FINAL)) == (403, "separation-of-duties")
    deputy = await desk.review_story(planned, EDITOR3, FINAL, on_behalf_of="chief")
    assert (refusal(deputy), "总编辑减少过" in deputy[1]["detail"]) == ((403, "separation-of-duties"), True)
    entry = (await desk.story(sent))["history"][-1]
    assert (entry["action"], entry["actor_name"], entry["opinion"]) == ("planned", "总编辑", "快讯")


async def test_who_has_signed_makes_the_plan_no_smaller_nor_does_the_last_who_could_sign(desk: Desk):
    _, story = await desk.review_story(await desk.story(await desk.receive()), CHIEF, FIRST)
    path, less = f"/api/v1/stories/{story['id']}/plan", {"level": "B", "reason": "快讯"}
    assert refusal(await desk.post(path, CHIEF, less)) == (403, "separation-of-duties")
    assert refusal(await desk.post(path, EDITOR3, less)) == (409, "nobody-left"), (
        "nobody else could do the final review"
    )


async def test_who_has_signed_is_told_that_the_plan_has_changed(desk: Desk):
    _, story = await desk.review_story(await desk.story(await desk.receive()), EDITOR1, FIRST)
    less = {"level": "B", "reason": "快讯"}
    status, planned = await desk.post(f"/api/v1/stories/{story['id']}/plan", EDITOR3, less)
    assert (status, planned["stages"]) == (200, ["first", "final"])
    (event,) = await desk.said(StoryPlanned)
    assert (event.level, event.waived, event.reason) == ("B", ("second",), "快讯")
    assert event.signers == (story["drafts"][0]["approvals"][0]["by"],)
    assert refusal(await desk.review_story(planned, EDITOR3, FINAL)) == (403, "separation-of-duties")
    assert (await desk.review_story(planned, CHIEF, FINAL))[0] == 200


async def test_a_filed_report_becomes_drafts_when_an_editor_says_so(desk: Desk):
    sent = await desk.receive(kind="summary", title="济南市工作总结")
    path = f"/api/v1/stories/{(await desk.story(sent))['id']}/drafts"
    assert refusal(await desk.post(path, WRITER)) == (403, "not-allowed")
    status, story = await desk.post(path, EDITOR1)
    assert (status, story["state"]) == (200, "in_review")
    assert {draft["state"] for draft in story["drafts"]} == {"awaiting_first_review"}
    assert refusal(await desk.post(path, EDITOR1)) == (409, "wrong-stage")


async def test_entering_a_report_is_no_authorship_but_changing_it_is(desk: Desk):
    editor = account_of(EDITOR1)
    sent = await desk.receive(entered_by=editor)
    status, story = await desk.review_story(await desk.story(sent), EDITOR1, FIRST)
    assert status == 200, story
    await desk.receive(id=sent.id, number=sent.number, revision=2, title="编辑改过的标题", entered_by=editor)
    story = await desk.story(sent)
    newest = {**story, "drafts": [draft for draft in story["drafts"] if draft["state"] == "awaiting_first_review"]}
    refused = await desk.review_story(newest, EDITOR1, FIRST)
    assert (refusal(refused), "您编辑过本稿" in refused[1]["detail"]) == ((403, "separation-of-duties"), True)
    assert refusal(await desk.proof(newest["drafts"][0], EDITOR1, FIRST)) == (403, "separation-of-duties")
    assert sent.number not in {row["number"] for row in (await desk.get("/api/v1/stories?waiting=me"))["items"]}
    submitted = [json.loads(line["details"]) for line in story["history"] if line["action"] == "submitted"]
    assert submitted == [{"revision": 1, "entered_by": editor}, {"revision": 2, "entered_by": editor}]
    await desk.receive(id=sent.id, number=sent.number, revision=3, title="单位又报来的标题")
    assert (await desk.proof(await desk.draft(sent), EDITOR1, FIRST))[0] == 200, "the unit's own words again"
