"""Pictures and files on the desk: who sees what, and under which headers."""

import hashlib

import pytest

from shared.contracts.submissions import File
from shared.contracts.words import Consent, ContentType, FileRole, Kind
from tests.integration.publisher.desk_scene import CHIEF, WRITER, Desk
from tests.integration.publisher.reader import SignIn
from tests.pictures import photo
from tests.sites import bearer


async def stored(desk: Desk, content: bytes, name: str, media_type: str, **said: object) -> File:
    kept = await desk.originals.put(content)
    usual = {"role": FileRole.MEDIA, "consent": Consent.PUBLIC_SCENE, "caption": "课堂全景", "credit": "李二"}
    return File.model_validate(
        {"sha256": kept.sha256, "name": name, "size": kept.size, "media_type": media_type, **usual, **said}
    )


async def test_the_story_shows_what_will_be_published_and_what_will_not(desk: Desk, sign_in: SignIn):
    shown = await stored(desk, photo("shown"), "全景.jpg", "image/jpeg")
    close = await stored(desk, photo("close"), "特写.jpg", "image/jpeg", consent=Consent.MISSING)
    story = await desk.story(await desk.receive(files=(shown, close)))
    reader = await sign_in("editor1")
    page = await reader.open(f"/desk/stories/{story['id']}")
    assert "尚未取得·未采用" in page.text
    addresses = {image.get("src") for image in page.document.iter("img")}
    assert f"/desk/stories/{story['id']}/originals/{close.sha256}" in addresses
    assert f"/desk/stories/{story['id']}/originals/{shown.sha256}" not in addresses
    for address in addresses:
        status, body, headers = await reader.fetch(address)
        assert (status, headers["Content-Type"]) == (200, "image/jpeg" if body[:2] == b"\xff\xd8" else "image/png")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in headers["Content-Security-Policy"]
        assert "private" in headers["Cache-Control"]


async def test_a_file_that_a_browser_would_run_is_only_ever_saved(desk: Desk, sign_in: SignIn):
    page = await stored(desk, b"<script>alert(1)</script>", "活动.html", "text/html")
    story = await desk.story(await desk.receive(files=(page,)))
    _, _, headers = await (await sign_in("editor1")).fetch(f"/desk/stories/{story['id']}/originals/{page.sha256}")
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment")


async def test_supporting_material_is_for_its_office_alone(desk: Desk, sign_in: SignIn):
    evidence = await stored(desk, b"%PDF-1.4", "盖章件.pdf", "application/pdf", role=FileRole.EVIDENCE)
    story = await desk.story(await desk.receive(kind=Kind.SUMMARY, category="", files=(evidence,)))
    address = f"/desk/stories/{story['id']}/originals/{evidence.sha256}"
    statuses = {
        login: (await (await sign_in(login)).fetch(address))[0] for login in ("editor1", "zhidao", "tvdesk", "minji")
    }
    assert statuses == {"editor1": 403, "zhidao": 403, "tvdesk": 403, "minji": 200}
    assert address not in {
        a.get("href")
        for a in (await (await sign_in("editor1")).open(f"/desk/stories/{story['id']}")).document.iter("a")
    }


async def test_footage_of_a_withdrawn_item_is_not_for_the_station_any_more(desk: Desk, sign_in: SignIn):
    file = await stored(desk, photo("one"), "一.jpg", "image/jpeg")
    sent = await desk.receive(files=(file,))
    await desk.signed(sent)
    await desk.release()
    item = await desk.draft(sent, ContentType.TV_ITEM)
    address = f"/desk/stories/{item['story_id']}/originals/{file.sha256}"
    station, editor = await sign_in("tvdesk"), await sign_in("editor1")
    assert (await station.fetch(address))[0] == 200
    await desk.post(f"/api/v1/drafts/{item['id']}/withdrawals", CHIEF, {"reason": "画面有误"})
    assert ((await station.fetch(address))[0], (await editor.fetch(address))[0]) == (404, 200)


async def test_a_file_of_another_story_is_not_to_be_had_through_this_one(desk: Desk, sign_in: SignIn):
    file = await stored(desk, photo("one"), "一.jpg", "image/jpeg")
    await desk.receive(files=(file,))
    other = await desk.story(await desk.receive())
    assert (await (await sign_in("editor1")).fetch(f"/desk/stories/{other['id']}/originals/{file.sha256}"))[0] == 404
    assert (await (await sign_in("editor1")).fetch(f"/desk/files/{'0' * 64}"))[0] == 404
    assert (await (await sign_in("jinan")).fetch(f"/desk/files/{'0' * 64}"))[0] == 403


async def test_pictures_are_chosen_ordered_and_captioned_on_the_edit_page(desk: Desk, sign_in: SignIn):
    files = tuple([await stored(desk, photo(name), f"{name}.jpg", "image/jpeg", caption=name) for name in "甲乙丙"])
    sent = await desk.receive(files=files)
    draft = await desk.draft(sent)
    first, second, third = (image["sha256"] for image in draft["content"]["images"])
    page = await (await sign_in("writer1")).open(f"/desk/drafts/{draft['id']}/edit")
    words = {f"images__order__{third}": "1", f"images__order__{first}": "2", f"images__caption__{third}": "学员合影"}
    await page.press("保存修改", images__keep={first, third}, **words)
    images = (await desk.draft(sent))["content"]["images"]
    assert [(image["sha256"], image["caption"]) for image in images] == [(third, "学员合影"), (first, "甲")]
    assert second not in {image["sha256"] for image in images}


FALSE = {
    "media_type": "text/html", "size": 100, "width": 1, "height": 1, "original": "0" * 64, "name": "活动.exe",
    "consent": "obtained",
}  # fmt: skip
"""Facts of a picture, none of them true."""


@pytest.mark.parametrize(
    ("content_type", "field"),
    [
        (ContentType.DOUYIN_IMAGE_TEXT, "images"),
        (ContentType.TOUTIAO_ARTICLE, "images"),
        (ContentType.TOUTIAO_ARTICLE, "covers"),
        (ContentType.TV_ITEM, "media"),
    ],
)
async def test_an_editor_says_caption_and_credit_and_nothing_else_of_a_picture(
    desk: Desk, content_type: ContentType, field: str
):
    sent = await desk.receive(files=(await stored(desk, photo("全景"), "全景.jpg", "image/jpeg"),))
    draft = await desk.draft(sent, content_type)
    (picture,) = draft["content"][field]
    assert (await desk.edit(draft, WRITER, **{field: [{**picture, **FALSE}]}))[1]["version"] == draft["version"]
    words = {"caption": "学员合影", "credit": "王五"}
    status, edited = await desk.edit(draft, WRITER, **{field: [{**picture, **FALSE, **words}]})
    assert (status, edited["content"][field]) == (200, [{**picture, **words}])
    status, again = await desk.edit(edited, WRITER, **{field: [{"sha256": picture["sha256"], "caption": "合影"}]})
    assert (status, again["content"][field]) == (200, [{**picture, "caption": "合影"}])


async def test_a_picture_sent_in_twice_keeps_both_its_names(desk: Desk):
    files = [await stored(desk, photo("全景"), name, "image/jpeg") for name in ("上午.jpg", "下午.jpg")]
    draft = await desk.draft(await desk.receive(files=tuple(files)))
    assert [image["name"] for image in draft["content"]["images"]] == ["上午.png", "下午.png"]
    assert (await desk.edit(draft))[1]["version"] == draft["version"]


async def test_a_draft_whose_pictures_were_edited_goes_out_with_the_true_facts(desk: Desk):
    sent = await desk.receive(files=(await stored(desk, photo("全景"), "全景.jpg", "image/jpeg"),))
    draft = await desk.draft(sent, ContentType.TV_ITEM)
    false = {**draft["content"]["media"][0], **FALSE, "caption": "学员合影"}
    await desk.edit(draft, WRITER, media=[false])
    await desk.signed(sent)
    await desk.release()
    assert {one["state"] for one in (await desk.story(sent))["drafts"]} == {"delivered"}
    address = f"/feed/media/{false['sha256']}/x.png"
    async with desk.client.get(address, headers=bearer("sample-tv")) as answer:
        body = await answer.read()
        assert answer.content_type == "image/png"
    assert hashlib.sha256(body).hexdigest() == false["sha256"]
