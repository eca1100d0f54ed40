"""A preview through the API: the drafts that a report would give, and nothing kept."""

import pytest

from tests.integration.publisher.desk_scene import EDITOR1, UNIT, Desk


async def test_a_preview_shows_the_drafts_and_stores_nothing(desk: Desk):
    report = {
        "kind": "highlight",
        "category": "elderly_care",
        "title": "济南社区课堂教老人用手机",
        "body_markdown": "## 开课\n12月5日，社区课堂坐满了老人。\n- 预约挂号\n- 视频通话",
        "files": [
            {"name": "课堂.jpg", "size": 5, "consent": "obtained"},
            {"name": "手机.HEIC", "size": 5, "consent": "obtained"},
            {"name": "海报.webp", "size": 5, "media_type": "image/webp", "consent": "obtained"},
            {"name": "近景.jpg", "size": 5, "consent": "missing"},
            {"name": "总结.docx", "size": 5},
        ],
    }
    status, preview = await desk.post("/api/v1/previews", UNIT, {"submission": report})
    assert status == 200, preview
    drafts = {draft["content_type"]: draft for draft in preview["drafts"]}
    assert [image["name"] for image in drafts["douyin.image_text"]["content"]["images"]] == [
        "课堂.jpg",
        "手机.HEIC",
        "海报.webp",
    ]
    assert drafts["weibo.status"]["counters"]["text"]["limit"] == 2000
    wanted = {"submission": {**report, "files": []}, "content_types": ["douyin.image_text", "tv.item"]}
    _, preview = await desk.post("/api/v1/previews", EDITOR1, wanted)
    assert [draft["content_type"] for draft in preview["drafts"]] == ["tv.item"]
    assert [left["content_type"] for left in preview["left_out"]] == ["douyin.image_text"]
    assert (await desk.get("/api/v1/stories"))["items"] == []
    status, problem = await desk.post("/api/v1/previews", UNIT, {"submission": {"title": "x"}})
    assert (status, problem["errors"][0]["field"]) == (422, "submission.kind")
    for day in ("9999-12-31", "0001-01-01"):
        status, problem = await desk.post("/api/v1/previews", UNIT, {"submission": {**report, "event_date": day}})
        assert (status, problem["errors"][0]["field"]) == (422, "submission.event_date")
    huge = {**report, "files": [{"name": "课堂.jpg", "consent": "obtained", "width": 10**400}]}
    status, problem = await desk.post("/api/v1/previews", UNIT, {"submission": huge})
    assert (status, problem["errors"][0]["field"]) == (422, "submission.files[0].width")


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("body_text", "“" * 50_001),
        ("body_markdown", "- 一项\n" * 25_001),
        ("body_html", f"<p>{'字' * 50_001}</p>"),
        ("body_html", "<p>" * 200_000),
        ("body_text", "一\n" * 2_001),
    ],
)
async def test_a_preview_takes_no_more_than_a_report_may_hold(desk: Desk, field: str, body: str):
    report = {"kind": "highlight", "title": "标题", field: body}
    status, problem = await desk.post("/api/v1/previews", UNIT, {"submission": report})
    assert (status, [error["field"] for error in problem["errors"]]) == (422, [f"submission.{field}"])


async def test_a_preview_takes_the_marks_of_word_around_a_short_text(desk: Desk):
    report = {
        "kind": "highlight",
        "title": "标题",
        "body_html": "<p class='MsoNormal' lang='ZH-CN'>一句话。</p>" * 2_000,
    }
    status, preview = await desk.post("/api/v1/previews", UNIT, {"submission": report})
    assert status == 200, preview
