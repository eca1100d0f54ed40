"""A unit sees where its submission stands, in whatever order the news of it arrives."""

from datetime import timedelta

from services.ingest.use_cases import list_submissions
from shared.contracts.stories import (
    DraftPublished,
    DraftReviewed,
    DraftSignedOff,
    DraftStatus,
    StoryDrafted,
    StoryEvent,
    StoryReturned,
    StoryStatus,
)
from shared.contracts.submissions import Submission, SubmissionReceived
from shared.contracts.words import ContentType, DraftState, Stage, SubmissionState, Verdict
from shared.ids import AccountId, DraftId, StoryId
from tests.integration.ingest.conftest import EDITOR, JINAN, YANTAI, House
from tests.unit.ingest.scenes import fields

ADDRESS = "https://weibo.com/1/abc"
DRAFT = DraftId("d1")


async def submission(house: House) -> Submission:
    await house.send()
    return SubmissionReceived.opened((await house.events())[-1]).submission


def story(sent: Submission, version: int, state: SubmissionState, draft: DraftState, url: str = "") -> StoryStatus:
    told = DraftStatus(id=DRAFT, content_type=ContentType.WEIBO_STATUS, state=draft, version=version, url=url)
    return StoryStatus(
        id=StoryId("s1"),
        submission_id=sent.id,
        number=sent.number,
        revision=sent.revision,
        version=version,
        unit=sent.unit,
        kind=sent.kind,
        category=sent.category,
        title=sent.title,
        state=state,
        drafts=(told,),
    )


async def happen(house: House, *events: StoryEvent) -> None:
    for event in events:
        async with house.database.transaction() as tx:
            await house.intake.follow_story(event, tx)


def way(sent: Submission, house: House) -> list[StoryEvent]:
    at = house.clock.now()
    review, adopted = SubmissionState.IN_REVIEW, SubmissionState.ADOPTED
    return [
        StoryDrafted(story=story(sent, 1, review, DraftState.AWAITING_FIRST_REVIEW), occurred_at=at),
        DraftReviewed(
            story=story(sent, 2, review, DraftState.AWAITING_FINAL_REVIEW),
            drafts=(DRAFT,),
            stage=Stage.FIRST,
            verdict=Verdict.PASS,
            opinion="内部意见",
            by=AccountId("e1"),
            occurred_at=at + timedelta(minutes=1),
        ),
        DraftSignedOff(
            story=story(sent, 3, review, DraftState.SIGNED_OFF),
            drafts=(DRAFT,),
            by=AccountId("e3"),
            occurred_at=at + timedelta(minutes=2),
        ),
        DraftPublished(
            story=story(sent, 4, adopted, DraftState.PUBLISHED, ADDRESS),
            drafts=(DRAFT,),
            url=ADDRESS,
            occurred_at=at + timedelta(minutes=3),
        ),
    ]


async def test_a_submission_goes_its_way_and_its_unit_sees_each_step(house: House):
    sent = await submission(house)
    await happen(house, *way(sent, house))
    status, found, headers = await house.get(f"/api/v1/submissions/{sent.number}")
    assert (status, found["status"], headers["ETag"]) == (200, "adopted", '"1"')
    (draft,) = found["drafts"]
    assert draft == {"content_type": "weibo.status", "state": "published", "url": ADDRESS, "withheld": False}
    assert [line["title"] for line in found["timeline"]] == ["已报送", "已进入审核", "初审通过", "已签发", "已发布"]
    assert "内部意见" not in str(found)


async def test_news_in_any_order_and_twice_end_in_the_same(house: House):
    sent = await submission(house)
    events = way(sent, house)
    await happen(house, *reversed(events), *events)
    _, found, _ = await house.get(f"/api/v1/submissions/{sent.number}")
    assert found["status"] == "adopted"
    assert found["drafts"][0]["state"] == "published"
    assert [line["title"] for line in found["timeline"]] == ["已报送", "已进入审核", "初审通过", "已签发", "已发布"]


async def test_a_new_revision_is_received_until_publisher_speaks_of_it(house: House):
    sent = await submission(house)
    returned = StoryReturned(
        story=story(sent, 2, SubmissionState.RETURNED, DraftState.RETURNED),
        reason="请补充活动地点",
        by=AccountId("e1"),
        occurred_at=house.clock.now() + timedelta(minutes=1),
    )
    await happen(house, returned)
    path = f"/api/v1/submissions/{sent.number}"
    _, found, _ = await house.get(path)
    assert (found["status"], found["timeline"][-1]["detail"]) == ("returned", "请补充活动地点")
    await house.call("PUT", path, JINAN, {"If-Match": '"1"'}, json=fields(place="济南市历下区"))
    await happen(house, returned)
    assert (await house.get(path))[1]["status"] == "received"
    second = SubmissionReceived.opened((await house.events())[-1]).submission
    await happen(house, *way(second, house)[2:3])
    assert (await house.get(path))[1]["status"] == "in_review"


async def test_a_withdrawal_stays_one_whatever_publisher_says_later(house: House):
    sent = await submission(house)
    path = f"/api/v1/submissions/{sent.number}"
    await house.call("DELETE", path, JINAN, json={"reason": "重复"})
    await happen(house, *way(sent, house))
    assert (await house.get(path))[1]["status"] == "withdrawn"


async def test_a_unit_sees_its_own_and_editors_see_all(any_house: House):
    _, jinan = await any_house.send(JINAN)
    _, yantai = await any_house.send(YANTAI)
    for token in (YANTAI, "sample-unit-370200"):
        for method, body in (("GET", {}), ("PUT", {"json": fields()}), ("DELETE", {"json": {"reason": "试"}})):
            status, problem, _ = await any_house.call(method, jinan["url"], token, {"If-Match": '"1"'}, **body)
            assert (status, problem["type"].rsplit("/", 1)[-1]) == (404, "not-found")
    for token in (EDITOR, "sample-writer-1"):
        assert (await any_house.get(jinan["url"], token))[0] == 200
        _, page, _ = await any_house.get("/api/v1/submissions", token)
        assert [item["number"] for item in page["items"]] == [yantai["number"], jinan["number"]]
    for token in ("sample-tv", "sample-ops", "sample-tvdesk"):
        assert (await any_house.get(jinan["url"], token))[0] == 403
    assert (await any_house.call("DELETE", jinan["url"], "sample-office-1", json={"reason": "试"}))[0] == 403
    _, page, _ = await any_house.get("/api/v1/submissions?unit=370600", JINAN)
    assert [item["number"] for item in page["items"]] == [jinan["number"]]


async def test_a_list_goes_on_from_its_cursor(any_house: House):
    for _ in range(list_submissions.PAGE + 2):
        await any_house.send()
    _, first, _ = await any_house.get("/api/v1/submissions")
    _, rest, _ = await any_house.get(f"/api/v1/submissions?cursor={first['next']}")
    numbers = [item["number"] for item in [*first["items"], *rest["items"]]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == list_submissions.PAGE + 2
    assert rest["next"] is None
    status, problem, _ = await any_house.get("/api/v1/submissions?cursor=../etc")
    assert (status, problem["errors"][0]["field"]) == (422, "cursor")
