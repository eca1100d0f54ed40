"""Bad input of every field: the answer names it, and nothing is stored."""

import io
import json
import zipfile
from typing import Any

import aiohttp
import pytest
from PIL import Image

from services.ingest.domain import limits
from tests.integration.ingest.conftest import EDITOR, JINAN, House, multipart
from tests.pictures import photo
from tests.unit.ingest.scenes import fields

NO_FIELD = ""
A = "学"


def file(name: str = "图.jpg", **said: Any) -> list[dict[str, Any]]:
    return [{"name": name, "consent": "obtained", **said}]


def contact(**said: str) -> dict[str, str]:
    return {"name": "张老师", "phone": "0531-00000000", **said}


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "poem"}, "kind"),
    ({"kind": 7}, "kind"),
    ({"kind": None}, "kind"),
    ({"category": "gardening"}, "category"),
    ({"category": ["reading"]}, "category"),
    ({"category": ""}, "category"),
    ({"title": ""}, "title"),
    ({"title": "  "}, "title"),
    ({"title": 7}, "title"),
    ({"title": None}, "title"),
    ({"title": "有\x00空"}, "title"),
    ({"title": "有\x1b控制"}, "title"),
    ({"title": A * (limits.TITLE + 1)}, "title"),
    ({"body_text": ""}, "body_text"),
    ({"body_text": 7}, "body_text"),
    ({"body_text": None}, "body_text"),
    ({"body_text": A * (limits.BODY + 1)}, "body_text"),
    ({"body_text": None, "body_html": "<p> </p>"}, "body_html"),
    ({"body_text": None, "body_html": f"<p>{A * (limits.BODY + 1)}</p>"}, "body_html"),
    ({"body_text": None, "body_html": " " * (limits.BODY_SOURCE + 1)}, "body_html"),
    ({"body_text": None, "body_markdown": "---"}, "body_markdown"),
    ({"body_text": None, "body_markdown": False}, "body_markdown"),
    ({"body_markdown": "两种正文"}, "body_markdown"),
    ({"event_date": "2022-13-40"}, "event_date"),
    ({"event_date": "5.12.2022"}, "event_date"),
    ({"event_date": 20221205}, "event_date"),
    ({"event_date": None}, "event_date"),
    ({"event_date": "0001-01-01"}, "event_date"),
    ({"event_date": "9999-12-29"}, "event_date"),
    ({"event_date": "9999-12-31"}, "event_date"),
    ({"kind": "summary", "event_date": "9999-12-31"}, "event_date"),
    ({"place": 7}, "place"),
    ({"place": A * (limits.PLACE + 1)}, "place"),
    ({"contact": None}, "contact"),
    ({"contact": "张老师"}, "contact"),
    ({"contact": {"phone": "0531-00000000"}}, "contact.name"),
    ({"contact": contact(name="")}, "contact.name"),
    ({"contact": contact(name=A * (limits.PERSON_NAME + 1))}, "contact.name"),
    ({"contact": contact(phone="不详")}, "contact.phone"),
    ({"contact": contact(phone="1" * (limits.PHONE + 1))}, "contact.phone"),
    ({"contact": {"name": "张老师"}}, "contact.phone"),
    ({"contact": contact(email="a@b")}, "contact.email"),
    ({"contact": contact(email="a" * limits.EMAIL + "@example.org")}, "contact.email"),
    ({"contact": contact(email="jinan@example.org。")}, "contact.email"),
    ({"contact": contact(email="a@example.org、b@example.org")}, "contact.email"),
    ({"contact": contact(email="张三@example.org")}, "contact.email"),
    ({"contact": contact(fax="1")}, "contact.fax"),
    ({"files": "图.jpg"}, "files"),
    ({"files": [7]}, "files[0]"),
    ({"files": [{"consent": "obtained"}]}, "files[0].name"),
    ({"files": file("")}, "files[0].name"),
    ({"files": file("../图.jpg")}, "files[0].name"),
    ({"files": file("缺席.jpg")}, "files[0].name"),
    ({"files": file(A * limits.FILE_NAME + ".jpg")}, "files[0].name"),
    ({"files": [*file("图.jpg"), *file("图.jpg")]}, "files[1].name"),  # neither came
    ({"files": file(role="cover")}, "files[0].role"),
    ({"files": file(caption=A * (limits.CAPTION + 1))}, "files[0].caption"),
    ({"files": file(credit=A * (limits.CREDIT + 1))}, "files[0].credit"),
    ({"files": file(consent="perhaps")}, "files[0].consent"),
    ({"files": file(sha256="0")}, "files[0].sha256"),
    ({"files": file(sha256="0" * 64)}, "files[0].name"),
    ({"files": [{"name": f"{place}.jpg"} for place in range(limits.FILES + 1)]}, "files"),
    ({"authors": []}, "authors"),
    ({"authors": {"text": 7}}, "authors.text"),
    ({"authors": {"text": A * (limits.AUTHORS + 1)}}, "authors.text"),
    ({"authors": {"photo": A * (limits.AUTHORS + 1)}}, "authors.photo"),
    ({"authors": {"approved_by": A * (limits.PERSON_NAME + 1)}}, "authors.approved_by"),
    ({"origin": A * (limits.ORIGIN + 1)}, "origin"),
    ({"ai_use": "perhaps"}, "ai_use"),
    ({"ai_use": True}, "ai_use"),
    ({"colour": "red"}, "colour"),
]


async def test_bad_input_names_its_field_and_leaves_nothing(any_house: House):
    """One house for the whole table: what leaves nothing cannot disturb the next row."""
    for changes, field in WRONG:
        status, problem = await any_house.send(**changes)
        assert (status, problem["type"].rsplit("/", 1)[-1]) == (422, "invalid"), (changes, problem)
        assert field in {error["field"] for error in problem["errors"]}, (changes, problem)
        assert all(error["message"].endswith("。") for error in problem["errors"]), problem
        assert problem["trace_id"]
        assert await any_house.nothing_stored(), changes


@pytest.mark.parametrize(
    ("field", "most"),
    [("title", limits.TITLE), ("place", limits.PLACE), ("body_text", limits.BODY), ("origin", limits.ORIGIN)],
)
async def test_what_just_fits_is_taken(any_house: House, field: str, most: int):
    status, answer = await any_house.send(**{field: "𠮷" * most})
    assert status == 202, answer


@pytest.mark.parametrize(
    ("token", "changes", "status", "kind", "field"),
    [
        (None, {}, 401, "unauthorized", NO_FIELD),
        ("no-such-token", {}, 401, "unauthorized", NO_FIELD),
        ("sample-tv", {}, 403, "not-allowed", NO_FIELD),
        ("sample-writer-1", {}, 403, "not-allowed", NO_FIELD),
        ("sample-office-1", {}, 403, "not-allowed", NO_FIELD),
        ("sample-tvdesk", {}, 403, "not-allowed", NO_FIELD),
        ("sample-ops", {}, 403, "not-allowed", NO_FIELD),
        (JINAN, {"unit": "370600"}, 403, "not-allowed", "unit"),
        (EDITOR, {}, 422, "invalid", "unit"),
        (EDITOR, {"unit": "999999"}, 422, "invalid", "unit"),
    ],
)
async def test_who_may_not_send_is_told_and_nothing_is_stored(
    any_house: House, token: str | None, changes: dict[str, Any], status: int, kind: str, field: str
):
    got, problem = await any_house.send(token, **changes)
    assert (got, problem["type"].rsplit("/", 1)[-1]) == (status, kind), problem
    assert field in {error["field"] for error in problem.get("errors", [])} | {NO_FIELD}
    assert await any_house.nothing_stored()


@pytest.mark.parametrize(
    ("body", "media_type", "status", "kind"),
    [
        (b'{"kind": "highl', "application/json", 400, "bad-json"),
        (b"\xff\xfe", "application/json", 400, "bad-json"),
        (b"[]", "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b"kind=highlight", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b"<a/>", "text/xml", 415, "unsupported-media-type"),
        (b"no border here", "multipart/form-data", 400, "bad-multipart"),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b", 400, "bad-multipart"),
    ],
)
async def test_a_body_that_is_none_is_refused(any_house: House, body: bytes, media_type: str, status: int, kind: str):
    headers = {"Content-Type": media_type}
    got, problem, _ = await any_house.call("POST", "/api/v1/submissions", JINAN, headers, data=body)
    assert (got, problem["type"].rsplit("/", 1)[-1]) == (status, kind), problem
    assert await any_house.nothing_stored()


@pytest.mark.parametrize("key", ["x" * (limits.KEY + 1), "有中文", "with space"])
async def test_a_key_that_is_none_is_named(any_house: House, key: str):
    headers = {"Idempotency-Key": key}
    status, problem, _ = await any_house.call("POST", "/api/v1/submissions", JINAN, headers, json=fields())
    assert (status, problem["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert await any_house.nothing_stored()


async def test_a_report_larger_than_any_report_is_refused(any_house: House):
    status, problem = await any_house.send(body_text="x" * (limits.REPORT_BYTES + 1))
    assert (status, problem["type"].rsplit("/", 1)[-1]) == (413, "too-large")
    assert await any_house.nothing_stored()


async def test_multipart_without_the_report_or_with_something_else_is_refused(any_house: House):
    only_file = aiohttp.FormData()
    only_file.add_field("file", photo(), filename="图.jpg")
    extra = multipart(fields(), {})
    extra.add_field("remark", "备注")
    for form, field in ((only_file, "submission"), (extra, "remark")):
        status, problem, _ = await any_house.call("POST", "/api/v1/submissions", JINAN, data=form)
        assert (status, problem["errors"][0]["field"]) == (422, field)
    assert await any_house.nothing_stored()


async def test_a_report_that_comes_twice_is_refused_and_so_is_a_field_of_it(any_house: House):
    twice = multipart(fields(title="一"), {})
    twice.add_field("submission", json.dumps(fields(title="二")), content_type="application/json")
    status, problem, _ = await any_house.call("POST", "/api/v1/submissions", JINAN, data=twice)
    assert (status, [error["field"] for error in problem["errors"]]) == (422, ["submission"])
    body = json.dumps(fields()).replace('"title":', '"title": "另一个", "title":').encode()
    for sent in ({"data": body}, {"data": body.replace(b'"title"', b'"place"', 1)}):
        headers = {"Content-Type": "application/json"}
        status, problem, _ = await any_house.call("POST", "/api/v1/submissions", JINAN, headers, **sent)
        assert (status, len(problem["errors"])) == (422, 1)
    assert await any_house.nothing_stored()


async def test_a_file_that_is_listed_nowhere_is_refused_and_so_is_a_second_of_one_name(any_house: House):
    status, problem = await any_house.send(files=[], parts={"多余.jpg": photo()})
    assert (status, problem["errors"][0]["field"]) == (422, "files")
    form = multipart(fields(files=file()), {"图.jpg": photo("一")})
    form.add_field("file", photo("二"), filename="图.jpg")
    status, problem, _ = await any_house.call("POST", "/api/v1/submissions", JINAN, data=form)
    assert (status, problem["errors"][0]["field"]) == (422, "files")
    assert await any_house.nothing_stored()


def bomb() -> bytes:
    """A small PNG of 30,000 × 30,000 pixels, of which only the beginning is there."""
    whole = io.BytesIO()
    Image.new("1", (30_000, 200)).save(whole, "PNG")
    content = bytearray(whole.getvalue())
    content[20:24] = (30_000).to_bytes(4, "big")
    import zlib

    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


def docx(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **parts}.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "status", "kind"),
    [
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported-media-type"),
        ("图.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported-media-type"),
        ("图.jpg", photo()[:2000], 415, "unsupported-media-type"),
        ("图.jpg", b"", 422, "invalid"),
        ("图.png", bomb(), 413, "too-large"),
        ("程序.exe", b"MZ", 415, "unsupported-media-type"),
        ("照片.jpg.exe", photo(), 415, "unsupported-media-type"),
        ("文.pdf", b"PK\x03\x04", 415, "unsupported-media-type"),
        ("视频.mp4", b"GIF89a", 415, "unsupported-media-type"),
        ("表.xlsx", docx()[:-30], 415, "unsupported-media-type"),
        ("旧.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 415, "unsupported-media-type"),
        ("宏.docx", docx(**{"word/vbaProject.bin": b"x"}), 415, "unsupported-media-type"),
    ],
)
async def test_a_file_that_is_not_taken_is_named(any_house: House, name: str, content: bytes, status: int, kind: str):
    listed = [*file("好图.jpg"), {"name": name}]
    got, problem = await any_house.send(files=listed, parts={"好图.jpg": photo(), name: content})
    assert (got, problem["type"].rsplit("/", 1)[-1]) == (status, kind), problem
    assert [error["field"] for error in problem["errors"]] == ["files[1].name"]
    assert await any_house.nothing_stored()


async def test_a_document_cannot_be_shown(any_house: House):
    status, problem = await any_house.send(files=[{"name": "文.docx", "role": "media"}], parts={"文.docx": docx()})
    assert (status, problem["errors"][0]["field"]) == (422, "files[0].role")
    assert await any_house.nothing_stored()


async def test_every_kind_of_file_is_taken_as_what_it_is(any_house: House):
    parts = {
        "图.jpg": photo(),
        "图.png": photo(form="PNG"),
        "图.webp": photo(form="WEBP"),
        "视频.mp4": b"\x00\x00\x00\x10ftypmp42\x00\x00\x00\x00" + b"\x00\x00\x00\x08moov",
        "文.pdf": b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n",
        "文.docx": docx(),
    }
    status, receipt = await any_house.send(files=[{"name": name} for name in parts], parts=parts)
    assert status == 202, receipt
    _, found, _ = await any_house.get(receipt["url"])
    assert [file["role"] for file in found["files"]] == ["media"] * 4 + ["evidence"] * 2


async def test_the_report_may_come_as_a_file_and_after_the_pictures(any_house: House):
    form = aiohttp.FormData()
    form.add_field("anything", photo(), filename="图.jpg")
    form.add_field("submission", json.dumps(fields(files=file())).encode(), filename="report.json")
    status, answer, _ = await any_house.call("POST", "/api/v1/submissions", JINAN, data=form)
    assert status == 202, answer
