"""Files as people have them: misnamed, of one name, from a telephone. They are taken, and what was changed is told."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from services.ingest.domain.file_names import fitted, told_apart
from tests.integration.ingest.conftest import JINAN, House, multipart
from tests.integration.ingest.test_pages import TYPED, Browser, browser, told
from tests.pictures import photo
from tests.unit.ingest.scenes import fields

__all__ = ["browser"]
CASES = Path(__file__).parents[2] / "unit/shared/pictures/cases"
TAKEN = {
    "png-content.jpg": ("png-content.png", "image/png"),
    "photo.jfif": ("photo.jpg", "image/jpeg"),
    "exif-xres_as_ascii.jpg": ("exif-xres_as_ascii.jpg", "image/jpeg"),
    "exif-width_undefined.jpg": ("exif-width_undefined.jpg", "image/jpeg"),
    "1x1.png": ("1x1.png", "image/png"),
}


def plain(width: int, height: int) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(target, "PNG")
    return target.getvalue()


async def sent(house: House, *parts: tuple[str, bytes], files: list[dict[str, Any]] | None = None) -> tuple[int, Any]:
    listed = files if files is not None else [{"name": name, "consent": "obtained"} for name, _ in parts]
    form = multipart(fields(files=listed), {})
    for name, content in parts:
        form.add_field("file", content, filename=name)
    status, answer, _ = await house.call("POST", "/api/v1/submissions", JINAN, data=form)
    return status, answer


@pytest.mark.parametrize("name", TAKEN)
async def test_a_picture_is_taken_as_what_it_is_by_api(house: House, name: str) -> None:
    status, receipt = await sent(house, (name, (CASES / name).read_bytes()))
    assert status == 202, receipt
    _, found, _ = await house.get(receipt["url"])
    [file] = found["files"]
    assert (file["name"], file["media_type"]) == TAKEN[name]
    assert (file["sent_as"] == name) is (file["name"] != name)
    assert receipt["notices"] == [{"field": "files[0]", "message": message} for message in file["notices"]]


@pytest.mark.parametrize("name", TAKEN)
async def test_a_picture_is_taken_as_what_it_is_by_form(browser: Browser, name: str) -> None:
    blank = await browser.open("/submit/new")
    files = {"picture-0-file": (name, (CASES / name).read_bytes())}
    receipt = await browser.send("/submit/new", blank.fields(**TYPED), files)
    ((file,),) = [submission.files for submission in await told(browser.house)]
    assert (file.name, file.media_type) == TAKEN[name]
    page = receipt.document.text_content()
    assert all(notice in page for notice in file.notices)


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((1, 1), "各平台稿都不会采用"),
        ((20_000, 10), "各平台稿都不会采用"),
        ((2000, 500), "有的平台不会采用"),
        ((500, 400), "不能用作文章封面"),
        ((1600, 1200), ""),
    ],
)
async def test_what_drafts_will_not_show_is_told_at_the_door(house: House, size: tuple[int, int], said: str) -> None:
    status, receipt = await sent(house, ("图.png", plain(*size)))
    assert status == 202
    messages = [notice["message"] for notice in receipt.get("notices", [])]
    assert len(messages) == bool(said)
    assert said in "".join(messages)


async def test_supporting_material_may_be_of_any_size(house: House) -> None:
    _, receipt = await sent(house, ("图.png", plain(1, 1)), files=[{"name": "图.png", "role": "evidence"}])
    assert "notices" not in receipt


async def test_two_files_of_one_name_are_told_apart_with_what_is_said_of_each(any_house: House) -> None:
    listed = [
        {"name": "IMG_0001.jpg", "caption": "第一张", "consent": "obtained"},
        {"name": "IMG_0001.jpg", "caption": "第二张", "consent": "public_scene"},
    ]
    first, second = photo("一"), photo("二", size=(1200, 1600))
    status, receipt = await sent(any_house, ("IMG_0001.jpg", first), ("IMG_0001.jpg", second), files=listed)
    assert status == 202, receipt
    _, found, headers = await any_house.get(receipt["url"])
    told = [(file["name"], file["caption"], file["consent"], file["height"]) for file in found["files"]]
    assert told == [
        ("IMG_0001.jpg", "第一张", "obtained", 1200),
        ("IMG_0001 (2).jpg", "第二张", "public_scene", 1600),
    ]
    assert "IMG_0001 (2).jpg" in receipt["notices"][0]["message"]
    again = fields(files=listed, title="改过的标题")
    told_again = {"If-Match": headers["ETag"]}
    status, receipt, _ = await any_house.call("PUT", receipt["url"], JINAN, told_again, json=again)
    assert status == 202, receipt
    _, revised, _ = await any_house.get(receipt["url"])
    assert [file["sha256"] for file in revised["files"]] == [file["sha256"] for file in found["files"]]


async def test_a_hash_says_which_of_two_files_of_one_name_is_meant(house: House) -> None:
    first, second = photo("一"), photo("二", size=(1200, 1600))
    listed = [
        {"name": "图.jpg", "caption": "宽"},
        {"name": "图.jpg", "caption": "高", "sha256": hashlib.sha256(second).hexdigest()},
    ]
    _, receipt = await sent(house, ("图.jpg", second), ("图.jpg", first), files=listed)
    _, found, _ = await house.get(receipt["url"])
    assert [(file["caption"], file["height"]) for file in found["files"]] == [("宽", 1200), ("高", 1600)]


async def test_the_same_key_with_two_files_of_one_name_exchanged_is_another_report(house: House) -> None:
    listed, headers = [{"name": "图.jpg"}, {"name": "图.jpg"}], {"Idempotency-Key": "one"}
    for parts, expected in ((["一", "二"], 202), (["一", "二"], 202), (["二", "一"], 409)):
        form = multipart(fields(files=listed), {})
        for text in parts:
            form.add_field("file", photo(text), filename="图.jpg")
        status, _, _ = await house.call("POST", "/api/v1/submissions", JINAN, headers, data=form)
        assert status == expected


async def test_a_name_that_a_program_escaped_is_matched_with_its_entry(house: House) -> None:
    """aiohttp writes `a%20b.jpg` for `a b.jpg`."""
    status, receipt = await sent(house, ("a b.jpg", photo()))
    assert status == 202, receipt
    _, found, _ = await house.get(receipt["url"])
    assert found["files"][0]["name"] == "a b.jpg"


def test_endings_that_fit_stay_and_others_are_put_right() -> None:
    assert fitted("图.JPEG", "image/jpeg") == "图.JPEG"
    assert fitted("图.jpg", "image/png") == "图.png"
    assert fitted("活动2022.12.05", "image/jpeg") == "活动2022.12.05.jpg"
    assert fitted(".jpg", "image/jpeg") == ".jpg.jpg"


def test_numbers_do_not_take_a_name_that_another_file_has() -> None:
    assert told_apart(["a.jpg", "A.JPG", "a (2).jpg"]) == ["a.jpg", "A (3).JPG", "a (2).jpg"]
