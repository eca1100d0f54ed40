"""Files that are not what they say, or could do harm, are refused; what offices really send is not."""

import hashlib
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import docx
import openpyxl
import pytest
from PIL import Image

from services.ingest.documents import office
from services.ingest.documents.inspect import InspectFile
from services.ingest.domain import limits
from services.ingest.domain.file import Inspected, Received, RefusedFile
from services.ingest.domain.mistakes import Fault
from shared.child_process import ChildProcesses
from shared.ids import Sha256
from tests.pictures import photo

PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
APART = ChildProcesses()
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


async def inspect(folder: Path, name: str, content: bytes) -> Inspected:
    path = folder / "file"
    path.write_bytes(content)
    received = Received(name, path, Sha256(hashlib.sha256(content).hexdigest()), len(content))
    return await InspectFile(APART)(received)


async def refusal(folder: Path, name: str, content: bytes) -> RefusedFile:
    with pytest.raises(RefusedFile) as refused:
        await inspect(folder, name, content)
    return refused.value


def archive(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def relationship(kind: str, target: str) -> bytes:
    return (
        f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r1" Type="http://x/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    ).encode()


async def test_word_and_excel_files_as_they_are_really_made_are_taken(tmp_path: Path):
    word, target = docx.Document(), io.BytesIO()
    word.add_heading("工作总结", 1)
    word.add_picture(io.BytesIO(photo(size=(200, 100))))
    word.save(target)
    assert (await inspect(tmp_path, "总结.docx", target.getvalue())).media_type.endswith("wordprocessingml.document")
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["单位", "人次"])
    book.save(target)
    assert (await inspect(tmp_path, "统计.XLSX", target.getvalue())).media_type.endswith("spreadsheetml.sheet")


@pytest.mark.parametrize(
    "parts",
    [
        {"word/vbaProject.bin": b"x"},
        {"word/activeX/activeX1.xml": b"<x/>"},
        {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"},
        {"word/footnotes.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'},
        {"word/footnotes.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")},
        {"word/_rels/document.xml.rels": relationship("image", "http://example.org/tracker.png")},
        {"word/_rels/settings.xml.rels": relationship("attachedTemplate", "file://host/evil.dotm")},
        {"word/_rels/document.xml.rels": b"<Relationships"},
        {"/etc/passwd": b"x"},
        {"../../outside.xml": b"<x/>"},
        {"C:\\outside.xml": b"<x/>"},
    ],
)
async def test_a_document_that_could_do_harm_is_refused(tmp_path: Path, parts: dict[str, bytes]):
    assert (await refusal(tmp_path, "文.docx", archive({**PARTS, **parts}))).fault == Fault.UNSUPPORTED


async def test_a_link_in_a_document_is_no_harm(tmp_path: Path):
    link = {"word/_rels/document.xml.rels": relationship("hyperlink", "https://example.org/")}
    await inspect(tmp_path, "文.docx", archive({**PARTS, **link}))


async def test_an_archive_that_unpacks_to_far_too_much_is_refused(tmp_path: Path):
    bomb = archive({**PARTS, "word/media/image1.bmp": bytes(20_000_000)})
    assert len(bomb) < 50_000
    assert (await refusal(tmp_path, "文.docx", bomb)).fault == Fault.TOO_LARGE
    many = archive({**PARTS, **{f"word/{place}.txt": b"" for place in range(office.MOST_ENTRIES)}})
    assert (await refusal(tmp_path, "文.docx", many)).fault == Fault.TOO_LARGE


async def test_a_link_to_elsewhere_and_an_encrypted_part_are_refused(tmp_path: Path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in PARTS.items():
            made.writestr(name, content)
        link = zipfile.ZipInfo("word/media/image1.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    await refusal(tmp_path, "文.docx", target.getvalue())
    plain = bytearray(archive(PARTS))
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    assert "加密" in str(await refusal(tmp_path, "文.docx", bytes(plain)))


async def test_a_damaged_archive_and_one_without_its_main_part_are_refused(tmp_path: Path):
    whole = archive({**PARTS, "word/media/a.txt": b"abc" * 1000})
    for content in (whole[:200], whole[:-30], b"PK\x03\x04", archive({"a.txt": b"x"})):
        await refusal(tmp_path, "文.docx", content)
    corrupt = archive(PARTS, zipfile.ZIP_STORED).replace(b"<document/>", b"<damaged_/>")
    await refusal(tmp_path, "文.docx", corrupt)


async def test_a_picture_is_measured_as_it_is_seen(tmp_path: Path):
    lying, target = Image.new("RGB", (300, 200)), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    lying.save(target, "JPEG", exif=exif)
    found = await inspect(tmp_path, "手机.jpg", target.getvalue())
    assert (found.width, found.height) == (200, 300)


def png_of(width: int, height: int) -> bytes:
    """Says it is that large; holds almost nothing."""
    target = io.BytesIO()
    Image.new("1", (8, 8)).save(target, "PNG")
    content = bytearray(target.getvalue())
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize("size", [(30_000, 30_000), (9_000, 9_000), (20_001, 1)])
async def test_a_small_file_that_holds_a_huge_picture_is_refused(tmp_path: Path, size: tuple[int, int]):
    assert (await refusal(tmp_path, "图.png", png_of(*size))).fault == Fault.TOO_LARGE


async def test_a_picture_that_cannot_be_decoded_whole_is_refused(tmp_path: Path):
    for content in (photo()[:5000], png_of(800, 800), b"GIF89a", b"\xff\xd8\xff"):
        name = "图.png" if content.startswith(b"\x89PNG") else "图.jpg"
        assert (await refusal(tmp_path, name, content)).fault == Fault.UNSUPPORTED


@pytest.mark.parametrize("name", ["文.doc", "表.xls", "图.svg", "包.zip", "无扩展名", "图.jpg.exe", "说明.txt"])
async def test_what_is_not_taken_comes_with_a_remedy(tmp_path: Path, name: str):
    assert str(await refusal(tmp_path, name, b"x")).endswith("。")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"<!DOCTYPE html><html>", "网页"),
        (b"{\\rtf1", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "密码"),
        (b"Rar!\x1a\x07", "压缩包"),
        (archive({"a.txt": b"x"}), "压缩包"),
        (b"8BPS\0\1", "Photoshop"),
        (b"\0\0\0\x18ftypcrx ", "RAW"),
        (b"\0\0\0\x18ftypM4A ", "录音"),
        (b"\x1aE\xdf\xa3", "MKV"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"MZ\x90\0", "程序"),
        (bytes(5000), "空字节"),
        ("今天我们学习".encode(), "纯文本"),
        (b"\x07\x06\x05", "无法识别"),
        (photo()[:5000], "已损坏"),
    ],
)
async def test_what_is_refused_is_told_what_it_was_found_to_be(tmp_path: Path, content: bytes, told: str):
    message = str(await refusal(tmp_path, "图.jpg", content))
    assert told in message
    assert message.endswith("。")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (photo(), "image/jpeg"),
        (photo()[:-2], "image/jpeg"),
        (photo(form="PNG"), "image/png"),
        (photo(form="GIF"), "image/gif"),
        (photo(form="BMP"), "image/bmp"),
        (photo(form="TIFF"), "image/tiff"),
        (photo(form="HEIF"), "image/heic"),
        (photo(form="AVIF"), "image/avif"),
    ],
)
@pytest.mark.parametrize("name", ["图.jpg", "图.HEIC", "photo.jfif", "没有扩展名", "活动2022.12.05", "文.pdf"])
async def test_the_content_decides_what_a_picture_is(tmp_path: Path, name: str, content: bytes, media_type: str):
    assert (await inspect(tmp_path, name, content)).media_type == media_type


@pytest.mark.parametrize("first", [b"moov", b"mdat", b"wide", b"free", b"skip"])
async def test_quicktime_may_begin_without_its_type(tmp_path: Path, first: bytes):
    content = box(first, b"") + box(b"moov", bytes(20))
    assert (await inspect(tmp_path, "视频.mov", content)).media_type == "video/quicktime"


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


MP4 = box(b"ftyp", b"isom\0\0\0\0mp42")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (MP4 + box(b"moov", bytes(9)) + box(b"mdat", bytes(99)), "video/mp4"),
        (MP4 + box(b"mdat", bytes(99)) + box(b"moov", bytes(9)), "video/mp4"),
        (MP4 + box(b"moof", bytes(9)) + box(b"mdat", bytes(9)), "video/mp4"),
        (MP4 + b"\0\0\0\x01mdat" + (30).to_bytes(8, "big") + bytes(14) + box(b"moov", b""), "video/mp4"),
        (MP4 + box(b"moov", b"") + b"\0\0\0\0mdat" + bytes(99), "video/mp4"),
        (MP4 + box(b"moov", b"") + bytes(99), "video/mp4"),
        (box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", b""), "video/quicktime"),
    ],
)
async def test_a_video_is_looked_through_by_its_boxes(tmp_path: Path, content: bytes, media_type: str):
    assert (await inspect(tmp_path, "视频.mov", content)).media_type == media_type


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (MP4 + box(b"mdat", bytes(99)), "moov"),
        (MP4 + box(b"moov", bytes(9)) + box(b"mdat", bytes(99))[:-1], "没有传完整"),
        (MP4 + b"\0\0\0\x02moov" + bytes(9), "已损坏"),
        (MP4 + box(b"free", b"") * 10_001, "已损坏"),
        (MP4 + bytes(100), "moov"),
    ],
)
async def test_a_video_that_cannot_be_played_is_refused(tmp_path: Path, content: bytes, told: str):
    assert told in str(await refusal(tmp_path, "视频.mp4", content))


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


async def test_a_pdf_is_looked_at_from_both_ends(tmp_path: Path):
    assert (await inspect(tmp_path, "文.pdf", PDF)).media_type == "application/pdf"
    assert (await inspect(tmp_path, "文.pdf", b"\r\n" + PDF + bytes(500))).notices == ()
    locked = PDF.replace(b"trailer\n<<", b"trailer\n<< /Encrypt 5 0 R")
    assert "密码" in (await inspect(tmp_path, "文.pdf", locked)).notices[0]
    for cut, told in ((PDF[:-20], "没有传完整"), (b"%PDF-1.7\n", "没有内容")):
        assert told in str(await refusal(tmp_path, "文.pdf", cut))


async def test_xml_that_is_too_much_together_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "文.docx"
    path.write_bytes(archive({**PARTS, **{f"word/{place}.xml": os.urandom(1000) for place in range(18)}}))
    monkeypatch.setattr(office, "MOST_XML_TOGETHER", 17_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    with pytest.raises(RefusedFile, match="内容过大"):
        office.look_at_office(path)


async def test_a_file_one_byte_over_its_kind_s_limit_is_refused(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(PDF)
    most = limits.FILE_BYTES["document"]
    for size, taken in ((most, True), (most + 1, False)):
        received = Received("文.pdf", path, Sha256("0" * 64), size)
        if taken:
            await InspectFile(APART)(received)
            continue
        with pytest.raises(RefusedFile, match="50 MB") as refused:
            await InspectFile(APART)(received)
        assert refused.value.fault == Fault.TOO_LARGE


class Crashing(ChildProcesses):
    """Every decoder ends its process."""

    async def __call__(self, function: object, *args: object) -> None:  # type: ignore[override]
        await super().__call__(os.abort)


async def test_a_file_that_crashes_its_decoder_is_refused_and_takes_nothing_along(tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(photo("崩溃"))
    received = Received("照片.jpg", path, Sha256("0" * 64), path.stat().st_size)
    with pytest.raises(RefusedFile, match="系统打不开这个文件") as refused:
        await InspectFile(Crashing())(received)
    assert refused.value.fault == Fault.INVALID
    assert (await InspectFile(APART)(received)).media_type == "image/jpeg"
