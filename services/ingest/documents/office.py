"""Word, Excel and PowerPoint files are archives: looked through before anyone keeps or opens them."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from services.ingest.domain.file import RefusedFile
from services.ingest.domain.mistakes import Fault

MOST_ENTRIES = 2_000
MOST_RATIO = 100
"""Unpacked to packed. 194 kB can unpack to 200 MB (measured)."""

MOST_UNPACKED = 500 * 1024 * 1024
MOST_XML = 64 * 1024 * 1024
"""Of one part: a year's table of a whole province is about 20 MB."""

_WORD = "application/vnd.openxmlformats-officedocument"
PARTS = {
    "word/document.xml": f"{_WORD}.wordprocessingml.document",
    "xl/workbook.xml": f"{_WORD}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_WORD}.presentationml.presentation",
}

MOST_XML_TOGETHER = 100 * 1024 * 1024
"""Of all parts: they are read one by one, and each costs what it holds."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DAMAGED = "文档已损坏，打不开，请用 Office 或 WPS 重新保存后再传。"
_OTHER_ARCHIVE = "文件是压缩包，不是 docx、xlsx 或 pptx 文档，不能接收；请解压后逐个上传。"
_MACRO = "文档含有宏或控件，请另存为不含宏的格式后再传。"
_ENCRYPTED = "文档已加密，请去掉打开密码后再传。"


def look_at_office(path: Path) -> str:
    """Its media type, by the part that makes it a document of its kind. RefusedFile with the first that is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename for entry in archive.infolist()}
            media_type = next((media_type for part, media_type in PARTS.items() if part in names), None)
            if "[Content_Types].xml" not in names or media_type is None:
                raise RefusedFile(_OTHER_ARCHIVE)
            _check_entries(archive, path.stat().st_size)
            for entry in archive.infolist():
                _check_part(archive, entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise RefusedFile(_DAMAGED) from error
    return media_type


def _check_entries(archive: zipfile.ZipFile, packed: int) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > packed * MOST_RATIO:
        raise RefusedFile("文档解压后过大，疑似异常文件，请重新导出后再传。", Fault.TOO_LARGE)
    if sum(entry.file_size for entry in entries if _is_xml(entry)) > MOST_XML_TOGETHER:
        raise RefusedFile("文档内容过大，请拆分后再传。", Fault.TOO_LARGE)
    for entry in entries:
        if entry.flag_bits & 1:
            raise RefusedFile(_ENCRYPTED)
        name = entry.filename.replace("\\", "/")
        leads_out = name.startswith("/") or ":" in name or ".." in PurePosixPath(name).parts
        if leads_out or stat.S_ISLNK(entry.external_attr >> 16):
            raise RefusedFile("文档结构异常（含越界路径），不能接收。")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    name = entry.filename.lower()
    if "vbaproject" in name or "/activex/" in name or "/macrosheets/" in name:
        raise RefusedFile(_MACRO)
    if not _is_xml(entry):
        with archive.open(entry) as part:
            if part.read(len(_OLE)) == _OLE:
                raise RefusedFile("文档中嵌有其他对象（OLE），请删除或转成图片后再传。")
        return
    if entry.file_size > MOST_XML:
        raise RefusedFile("文档内容过大，请拆分后再传。", Fault.TOO_LARGE)
    content = archive.read(entry)
    if any(mark in content.upper() for mark in _DOCTYPE):
        raise RefusedFile("文档中含有外部实体声明，疑似异常文件，请重新导出后再传。")
    if name.endswith(".rels") and any(_foreign(content)):
        raise RefusedFile("文档引用了外部文件（如链接的图片或模板），请改为嵌入后再传。")


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels", ".vml"))


def _foreign(relationships: bytes) -> Iterator[bool]:
    """Links are harmless until somebody clicks; everything else would be fetched on opening."""
    try:
        root = ElementTree.fromstring(relationships, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        raise RefusedFile(_DAMAGED) from error
    for element in root.iter(_RELATIONSHIP):
        is_link = element.get("Type", "").endswith("/hyperlink")
        yield element.get("TargetMode") == "External" and not is_link
