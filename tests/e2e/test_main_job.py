"""The main job by the API alone, as the acceptance runs it: with the sample tokens, against a running system."""

import asyncio
import hashlib
import io
import json
import zipfile
from typing import Any

import aiohttp
import pytest
from lxml import etree

from shared.ids import new_id
from tests.pictures import photo
from tests.running import Person, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

People = dict[str, Person]
STAGES = (("first", "editor1"), ("second", "editor2"), ("final", "editor3"))
FIVE = {"douyin.image_text", "weibo.status", "toutiao.article", "toutiao.micro", "tv.item"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def report(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "highlight",
        "category": "smart-elderly",
        "title": "济南社区课堂教老人用手机",
        "body_text": "12月5日，济南市市中区舜玉路街道的社区课堂坐满了老人。\n"
        "志愿者手把手教大家预约挂号、线上缴费和视频通话，一个上午有86位老人完成了练习。\n"
        "“以前总怕点错，现在敢用了。”72岁的学员说。\n"
        "街道社区教育中心负责人介绍，课堂将持续到活动周结束，每天上午开课。",
        "event_date": "2022-12-05",
        "place": "济南市市中区",
        "contact": {"name": "张老师", "phone": "0531-00000000", "email": "jinan@example.org"},
        "authors": {"text": "王一", "photo": "李二", "approved_by": "赵三"},
        "ai_use": "none",
        "files": [],
        **changes,
    }


async def send(person: Person, key: str | None = None, **changes: Any) -> tuple[int, Any]:
    return await person.post("/api/v1/submissions", report(**changes), headers={"Idempotency-Key": key or new_id()})


async def send_with_photos(person: Person, key: str | None = None) -> tuple[int, Any]:
    names = ("课堂全景.jpg", "志愿者教学.jpg")
    files = [{"name": name, "caption": f"图为{name}", "credit": "李二", "consent": "public_scene"} for name in names]
    form = aiohttp.FormData()
    form.add_field("submission", json.dumps(report(files=files)), content_type="application/json")
    for name in names:
        form.add_field("file", photo(name), filename=name, content_type="image/jpeg")
    status, body, _ = await person.call(
        "POST", "/api/v1/submissions", data=form, headers={"Idempotency-Key": key or new_id()}
    )
    return status, body


async def story_of(editor: Person, number: str) -> Any:
    async def look() -> Any:
        items = (await editor.get(f"/api/v1/stories?number={number}"))["items"]
        return items and items[0]["drafts"] and items[0]

    found = await eventually(look)
    return await editor.get(f"/api/v1/stories/{found['id']}")


def versions(story: Any) -> dict[str, int]:
    return {draft["id"]: draft["version"] for draft in story["drafts"] if draft["state"] != "held"}


async def pass_story(people: People, number: str) -> Any:
    for stage, name in STAGES:
        story = await story_of(people[name], number)
        body = {"stage": stage, "verdict": "pass", "opinion": "同意", "versions": versions(story), "proof": True}
        status, answer = await people[name].post(f"/api/v1/stories/{story['id']}/reviews", body)
        assert status == 200, answer

    async def delivered() -> Any:
        story = await story_of(people["editor1"], number)
        return all(draft["state"] == "delivered" for draft in story["drafts"]) and story

    return await eventually(delivered)


async def test_a_submission_with_two_photos_becomes_five_drafts_within_their_limits(people: People):
    status, sent = await send_with_photos(people["jinan"])
    assert status == 202
    assert set(sent) >= {"number", "id", "revision", "status", "url"}
    story = await story_of(people["editor1"], sent["number"])
    drafts = {draft["content_type"]: draft for draft in story["drafts"]}
    assert set(drafts) == FIVE
    assert {draft["state"] for draft in drafts.values()} == {"awaiting_first_review"}
    douyin, weibo = drafts["douyin.image_text"], drafts["weibo.status"]
    assert 1 <= units(douyin["content"]["title"]) <= 20
    assert units(douyin["posted"]["text"]) <= 1000
    assert len(douyin["content"]["images"]) == 2
    assert -(-sum(1 if ord(c) <= 0x80 else 2 * units(c) for c in weibo["posted"]["text"]) // 2) <= 2000
    assert 2 <= units(drafts["toutiao.article"]["content"]["title"]) <= 30
    assert units(drafts["toutiao.micro"]["posted"]["text"]) <= 2000


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def test_three_people_lead_a_whole_story_into_feed_package_and_mailbox(people: People):
    _, sent = await send_with_photos(people["jinan"])
    number = sent["number"]
    before = (await people["tv"].get("/feed/changes?after=0"))["head"]
    story = await pass_story(people, number)
    item = next(draft for draft in story["drafts"] if draft["content_type"] == "tv.item")

    changes = await people["tv"].get(f"/feed/changes?after={before}")
    assert [change["type"] for change in changes["items"]].count("released") == 1
    feed = etree.fromstring(await people["tv"].get("/feed.atom"))
    assert changes["items"][0]["id"] in feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert item["content"]["headline"] in feed.xpath("//a:entry/a:title/text()", namespaces=ATOM)

    for draft in story["drafts"]:
        archive = zipfile.ZipFile(io.BytesIO(await people["editor1"].get(f"/api/v1/drafts/{draft['id']}/package.zip")))
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        for file in manifest["files"]:
            assert hashlib.sha256(archive.read(file["name"])).hexdigest() == file["sha256"]

    async def mails() -> Any:
        items = (await people["ops"].get("/api/v1/emails"))["items"]
        return {mail["template"] for mail in items if number in mail["subject"]} >= {"received", "signed_off"}

    await eventually(mails)
    seen = await people["jinan"].get(f"/api/v1/submissions/{number}")
    assert {draft["state"] for draft in seen["drafts"]} == {"delivered"}


async def test_a_draft_can_be_led_alone_through_its_six_acts(people: People):
    _, sent = await send(people["yantai"])
    story = await story_of(people["editor1"], sent["number"])
    draft = next(draft for draft in story["drafts"] if draft["content_type"] == "weibo.status")
    for stage, name in STAGES:
        for act, body in (("proofs", {"note": "已校"}), ("reviews", {"verdict": "pass", "opinion": "同意"})):
            status, answer = await people[name].post(
                f"/api/v1/drafts/{draft['id']}/{act}", {"stage": stage, "version": draft["version"], **body}
            )
            assert status == 200, answer
            draft = answer
    assert draft["state"] in {"signed_off", "delivering", "delivered"}


async def test_who_may_do_every_stage_still_does_only_one(people: People):
    _, sent = await send(people["jinan"])
    chief = people["chief"]
    story = await story_of(chief, sent["number"])
    draft = next(draft for draft in story["drafts"] if draft["content_type"] == "weibo.status")
    path = f"/api/v1/drafts/{draft['id']}"

    async def review(person: Person, stage: str, version: int) -> tuple[int, str]:
        body = {"stage": stage, "verdict": "pass", "opinion": "同意", "version": version}
        status, answer = await person.post(f"{path}/reviews", body)
        return status, answer.get("type", "")

    status, kind = await review(chief, "first", draft["version"])
    assert (status, kind.rsplit("/", 1)[-1]) == (409, "proof-missing")
    status, kind = await review(chief, "second", draft["version"])
    assert (status, kind.rsplit("/", 1)[-1]) == (409, "wrong-stage")
    status, kind = await review(people["editor2"], "first", draft["version"])
    assert (status, kind.rsplit("/", 1)[-1]) == (403, "not-allowed")
    status, kind = await review(chief, "first", draft["version"] + 7)
    assert (status, kind.rsplit("/", 1)[-1]) == (412, "stale")

    status, draft = await chief.post(f"{path}/proofs", {"stage": "first", "version": draft["version"], "note": ""})
    assert status == 200
    status, draft = await chief.post(
        f"{path}/reviews", {"stage": "first", "verdict": "pass", "opinion": "同意", "version": draft["version"]}
    )
    assert (status, draft["state"]) == (200, "awaiting_second_review")
    status, kind = await review(chief, "second", draft["version"])
    assert (status, kind.rsplit("/", 1)[-1]) == (403, "separation-of-duties")

    content = {**draft["content"], "text": draft["content"]["text"] + "（有改动）"}
    status, edited, _ = await people["writer"].call(
        "PUT", path, json={"content": content}, headers={"If-Match": f'"{draft["version"]}"'}
    )
    assert (status, edited["state"]) == (200, "awaiting_first_review")
    assert edited["content_hash"] != draft["content_hash"]


async def test_a_summary_is_filed_and_makes_no_drafts(people: People):
    _, sent = await send(people["jinan"], kind="summary", title="济南市活动周工作总结")

    async def filed() -> Any:
        return (await people["jinan"].get(f"/api/v1/submissions/{sent['number']}"))["status"] == "filed"

    await eventually(filed)
    items = (await people["editor1"].get(f"/api/v1/stories?number={sent['number']}"))["items"]
    assert all(not item["drafts"] for item in items)


async def test_the_same_key_gives_the_same_number_and_ten_at_once_one_submission(people: People):
    key = new_id()
    answers = await asyncio.gather(*(send(people["jinan"], key) for _ in range(10)))
    assert {status for status, _ in answers} == {202}
    assert len({body["number"] for _, body in answers}) == 1
    again = await send(people["jinan"], key)
    assert again[1]["number"] == answers[0][1]["number"]
    status, problem = await send(people["jinan"], key, title="另一个标题")
    assert status == 409, problem


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": 7}, "title"),
        ({"kind": "poem"}, "kind"),
        ({"category": "gardening"}, "category"),
        ({"event_date": "2022-13-40"}, "event_date"),
        ({"contact": {"name": "", "phone": "1", "email": "x"}}, "contact.email"),
        ({"files": [{"name": "absent.jpg", "consent": "obtained"}]}, "files[0].name"),
        ({"ai_use": "perhaps"}, "ai_use"),
        ({"body_text": ""}, "body_text"),
        ({"unit": "370600"}, "unit"),
    ],
)
async def test_bad_input_names_its_field(people: People, changes: dict[str, Any], field: str):
    status, problem = await send(people["jinan"], **changes)
    assert status in {403, 422}, problem
    assert field in {error["field"] for error in problem["errors"]}
    assert problem["trace_id"]


async def test_without_a_token_or_with_the_wrong_role_nothing_is_taken(people: People, server: str):
    status, problem = await send(Person(server, "no-such-token"))
    assert (status, problem["status"]) == (401, 401)
    status, problem = await send(people["tv"])
    assert status == 403, problem
