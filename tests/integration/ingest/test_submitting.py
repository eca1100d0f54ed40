"""A report goes in once, whole, and stays."""

import asyncio

import pytest

from services.ingest.domain.refusals import TooMany
from services.ingest.domain.submission import Recorded
from services.ingest.service import build_intake
from shared.contracts.submissions import Submission, SubmissionReceived, SubmissionWithdrawn
from shared.contracts.words import SubmissionState
from shared.ids import new_id
from tests.integration.ingest.conftest import EDITOR, JINAN, YANTAI, House
from tests.pictures import photo
from tests.unit.ingest.scenes import fields, report

TWO = [
    {"name": "全景.jpg", "caption": "课堂全景", "credit": "李二", "consent": "public_scene"},
    {"name": "教学.jpg", "caption": "志愿者教学", "credit": "李二", "consent": "obtained"},
]
PHOTOS = {"全景.jpg": photo("一"), "教学.jpg": photo("二", size=(900, 1600))}


async def told(house: House) -> list[Submission]:
    return [SubmissionReceived.opened(envelope).submission for envelope in await house.events()]


async def kept(house: House, number: str) -> Recorded:
    account = await house.identity.account_of_token(EDITOR)
    assert account
    return await house.intake.find_submission(account, number)


async def test_a_report_with_two_photos_gets_a_number_and_is_told_to_everybody(house: House):
    status, receipt = await house.send(files=TWO, parts=PHOTOS)
    assert status == 202, receipt
    number = receipt["number"]
    assert receipt == {
        "number": "LB2022-370100-0001",
        "id": receipt["id"],
        "revision": 1,
        "status": "received",
        "url": f"/api/v1/submissions/{number}",
    }
    (sent,) = await told(house)
    assert [(file.name, file.media_type, file.width, file.height, file.role) for file in sent.files] == [
        ("全景.jpg", "image/jpeg", 1600, 1200, "media"),
        ("教学.jpg", "image/jpeg", 900, 1600, "media"),
    ]
    for file in sent.files:
        assert await house.files.originals.read(file.sha256) == PHOTOS[file.name]


@pytest.mark.parametrize("body", ["body_text", "body_html", "body_markdown"])
async def test_what_nobody_sees_is_taken_out_and_told(house: House, body: str):
    text = "市民\u200b来到\u202e图书馆。"
    status, answer = await house.send(title="社区\u200b课堂", **{"body_text": None, body: text})
    assert status == 202, answer
    (sent,) = await told(house)
    assert (sent.title, [block.text for block in sent.body]) == ("社区课堂", ["市民来到图书馆。"])
    assert {said.what: said.times for said in sent.tidied} == {"零宽字符": 2, "方向控制符": 1}


async def test_a_text_of_which_nobody_sees_anything_is_none(house: House):
    status, answer = await house.send(body_text="\u200b\u2066")
    assert status == 422
    assert [error["field"] for error in answer["errors"]] == ["body_text"]


@pytest.mark.parametrize("body", ["body_text", "body_html", "body_markdown"])
async def test_a_text_of_a_thousand_scraps_is_refused_with_what_to_do(any_house: House, body: str):
    between = {"body_text": "\n", "body_html": "<p>", "body_markdown": "\n\n"}[body]
    status, answer = await any_house.send(**{"body_text": None, body: between.join(["字"] * 2001)})
    assert status == 422
    (error,) = answer["errors"]
    assert error["field"] == body
    assert "正文最多 2000 段，现有 2001 段" in error["message"]
    status, _ = await any_house.send(**{"body_text": None, body: between.join(["字"] * 2000)})
    assert status == 202


async def test_a_unit_that_sends_without_end_is_told_to_wait_and_the_others_are_not(house: House):
    intake = build_intake(house.database, house.identity, house.files.originals, house.campaign, house.clock, 3)
    jinan, yantai = [await house.identity.account_of_token(token) for token in (JINAN, YANTAI)]
    assert jinan
    assert yantai
    for number in range(3):
        await intake.submit_report(jinan, f"k{number}", report())
    with pytest.raises(TooMany, match="一小时内已报送 3 篇"):
        await intake.submit_report(jinan, "one more", report())
    assert await intake.submit_report(jinan, "k1", report()), "what was answered before is answered again"
    assert await intake.submit_report(yantai, "k", report())


@pytest.mark.parametrize(
    ("phone", "email", "kept_as"),
    [
        ("１３８００００００００", "ｊｉｎａｎ@example.org", ("13800000000", "jinan@example.org")),
        ("0531—51793817、13800000000", "jinan@例子.中国", ("0531-51793817、13800000000", "jinan@例子.中国")),
    ],
)
async def test_a_contact_is_taken_as_people_write_it(house: House, phone: str, email: str, kept_as: tuple[str, str]):
    assert (await house.send(contact={"name": "张老师", "phone": phone, "email": email}))[0] == 202
    (sent,) = await told(house)
    assert sent.contact
    contact = await house.identity.person(sent.contact)
    assert contact
    assert (contact.phone, contact.email) == kept_as


async def test_people_are_in_identity_and_neither_in_events_nor_in_rows(house: House):
    await house.send()
    (envelope,) = await house.events()
    (sent,) = await told(house)
    assert sent.contact
    assert sent.approved_by
    contact, approver = await house.identity.person(sent.contact), await house.identity.person(sent.approved_by)
    assert contact
    assert (contact.name, contact.phone, contact.email) == ("张老师", "0531-00000000", "jinan@example.org")
    assert approver
    assert approver.name == "赵三"
    rows = str((await kept(house, sent.number)).report)
    for secret in ("张老师", "0531-00000000", "赵三"):
        assert secret not in envelope.encoded().decode()
        assert secret not in rows


async def test_the_same_key_and_content_give_the_same_answer(house: House):
    key = new_id()
    first = await house.send(key=key, files=TWO, parts=PHOTOS)
    again = await house.send(key=key, files=TWO, parts=dict(reversed(PHOTOS.items())))
    assert first[0] == 202
    assert again == first
    assert len(await told(house)) == 1


async def test_the_same_key_with_other_content_is_refused(house: House):
    key = new_id()
    await house.send(key=key)
    status, problem = await house.send(key=key, title="另一个标题")
    assert (status, problem["type"].rsplit("/", 1)[-1]) == (409, "key-reused")
    status, problem = await house.send(key=key, files=TWO[:1], parts={"全景.jpg": photo("别的")})
    assert status == 409
    assert len(await told(house)) == 1


async def test_the_same_key_with_another_picture_of_the_same_name_is_other_content(house: House):
    key = new_id()
    await house.send(key=key, files=TWO[:1], parts={"全景.jpg": photo("一")})
    status, _ = await house.send(key=key, files=TWO[:1], parts={"全景.jpg": photo("别的")})
    assert status == 409


async def test_keys_are_the_account_s_own(house: House):
    key = new_id()
    _, jinan = await house.send(JINAN, key=key)
    status, yantai = await house.send(YANTAI, key=key, title="烟台的标题")
    assert status == 202
    assert jinan["number"] != yantai["number"]


async def test_ten_at_once_with_the_same_key_are_one_submission(house: House):
    key = new_id()
    answers = await asyncio.gather(*(house.send(key=key, files=TWO, parts=PHOTOS) for _ in range(10)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 202
    assert len(await told(house)) == 1


async def test_ten_at_once_with_ten_keys_are_ten_numbers(house: House):
    answers = await asyncio.gather(*(house.send(key=new_id()) for _ in range(10)))
    assert sorted(body["number"] for _, body in answers) == [f"LB2022-370100-{place:04d}" for place in range(1, 11)]


async def test_a_replay_is_answered_after_a_restart_as_before(house: House):
    account = await house.identity.account_of_token(JINAN)
    assert account
    before = await house.intake.submit_report(account, "k", report())
    after = build_intake(house.database, house.identity, house.files.originals, house.campaign, house.clock, 100)
    assert await after.submit_report(account, "k", report()) == before


async def test_an_editor_enters_for_a_unit_and_is_named(house: House):
    status, receipt = await house.send(EDITOR, unit="370600")
    assert status == 202, receipt
    (sent,) = await told(house)
    assert sent.unit.code == "370600"
    assert sent.entered_by
    assert (await house.get(receipt["url"], YANTAI))[0] == 200


async def test_a_third_case_is_taken_and_marked_over_quota(house: House):
    for _ in range(3):
        status, _ = await house.send(kind="case")
        assert status == 202
    assert [sent.over_quota for sent in await told(house)] == [False, False, True]


async def test_what_comes_after_the_deadline_is_taken_and_marked_late_and_stays_so_when_revised(house: House):
    _, early = await house.send(kind="summary")
    house.clock.advance(days=60)
    _, late = await house.send(kind="summary", title="迟到的总结")
    await house.call("PUT", early["url"], JINAN, {"If-Match": '"1"'}, json=fields(kind="summary", title="改过"))
    marks = {(sent.number, sent.revision): sent.late for sent in await told(house)}
    assert marks == {(early["number"], 1): False, (late["number"], 1): True, (early["number"], 2): False}


async def test_a_revision_keeps_number_and_files_and_is_told_whole(house: House):
    _, receipt = await house.send(files=TWO, parts=PHOTOS)
    body = fields(title="改后的标题", files=TWO[:1])
    status, answer, headers = await house.call("PUT", receipt["url"], JINAN, {"If-Match": '"1"'}, json=body)
    assert status == 202, answer
    assert (answer["number"], answer["revision"], headers["ETag"]) == (receipt["number"], 2, '"2"')
    first, second = await told(house)
    assert second.title == "改后的标题"
    assert second.id == first.id
    assert second.files == first.files[:1]
    assert second.submitted_at == first.submitted_at


async def test_a_revision_is_of_the_same_kind(any_house: House):
    """Quota, lateness and whether there are drafts are decided by the kind: none of them is dodged by changing it."""
    _, receipt = await any_house.send(kind="highlight")
    body = fields(kind="summary", contact={"name": "张老师"})
    status, problem, _ = await any_house.call("PUT", receipt["url"], JINAN, {"If-Match": '"1"'}, json=body)
    told_of = {error["field"]: error["message"] for error in problem["errors"]}
    assert (status, set(told_of)) == (422, {"kind", "contact.phone"}), "all that is wrong is said at once"
    assert told_of["kind"] == "种类不能更改，本稿是活动亮点；确需更改的，请撤回本稿后另行报送。"
    assert len(await told(any_house)) == 1


async def test_a_revision_of_a_stale_version_is_refused_and_a_lost_answer_is_given_again(house: House):
    _, receipt = await house.send()
    body = fields(title="第二版")
    first = await house.call("PUT", receipt["url"], JINAN, {"If-Match": '"1"'}, json=body)
    again = await house.call("PUT", receipt["url"], JINAN, {"If-Match": '"1"'}, json=body)
    assert first[:2] == again[:2]
    status, problem, _ = await house.call("PUT", receipt["url"], JINAN, {"If-Match": '"1"'}, json=fields(title="抢先"))
    assert (status, problem["type"].rsplit("/", 1)[-1]) == (412, "stale")
    status, problem, _ = await house.call("PUT", receipt["url"], JINAN, json=body)
    assert status == 428
    assert len(await told(house)) == 2


async def test_a_revision_of_whatever_there_is_could_not_be_told_from_one_sent_again_and_is_refused(any_house: House):
    _, receipt = await any_house.send()
    for _ in range(2):
        status, problem, _ = await any_house.call(
            "PUT", receipt["url"], JINAN, {"If-Match": "*"}, json=fields(title="第二版")
        )
        assert (status, problem.get("type", "").rsplit("/", 1)[-1]) == (428, "version-required")
    assert len(await told(any_house)) == 1


async def test_of_two_revisions_at_once_one_wins(house: House):
    _, receipt = await house.send()
    answers = await asyncio.gather(
        *(
            house.call("PUT", receipt["url"], JINAN, {"If-Match": '"1"'}, json=fields(title=f"版本{place}"))
            for place in range(4)
        )
    )
    assert sorted(status for status, _, _ in answers) == [202, 412, 412, 412]


async def test_a_withdrawal_needs_a_reason_happens_once_and_ends_it(house: House):
    _, receipt = await house.send()
    status, problem, _ = await house.call("DELETE", receipt["url"], JINAN, json={"reason": " "})
    assert (status, problem["errors"][0]["field"]) == (422, "reason")
    for _ in range(2):
        status, answer, _ = await house.call("DELETE", receipt["url"], JINAN, json={"reason": "重复报送"})
        assert (status, answer["status"]) == (202, "withdrawn")
    assert [envelope.type for envelope in await house.events()] == ["submission.received", "submission.withdrawn"]
    status, problem, _ = await house.call("PUT", receipt["url"], JINAN, {"If-Match": '"1"'}, json=fields())
    assert (status, problem["type"].rsplit("/", 1)[-1]) == (409, "closed")
    assert (await kept(house, receipt["number"])).state == SubmissionState.WITHDRAWN


async def test_what_an_editor_does_for_a_unit_is_told_as_such(any_house: House):
    _, receipt = await any_house.send()
    editor = await any_house.identity.account_of_token(EDITOR)
    assert editor
    body = fields(title="编辑改过", unit="370100")
    status, answer, _ = await any_house.call("PUT", receipt["url"], EDITOR, {"If-Match": '"1"'}, json=body)
    assert status == 202, answer
    status, answer, _ = await any_house.call("DELETE", receipt["url"], EDITOR, json={"reason": "单位来电要求撤回"})
    assert status == 202, answer
    withdrawn = SubmissionWithdrawn.opened((await any_house.events())[-1])
    assert withdrawn.by == editor.id
    _, told_to_unit, _ = await any_house.get(receipt["url"])
    assert [(line["title"], line["detail"]) for line in told_to_unit["timeline"]][1:] == [
        ("已重报", "第 2 次报送（编辑代录）"),
        ("已撤回", "单位来电要求撤回（编辑代为撤回）"),
    ]
    _, own = await any_house.send()
    await any_house.call("DELETE", own["url"], JINAN, json={"reason": "重复报送"})
    assert SubmissionWithdrawn.opened((await any_house.events())[-1]).by is None
