"""Whether a file is what its name says and may be kept. Content, extension and decoding must agree."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from services.ingest.documents.office import check_office
from services.ingest.documents.picture import measure_picture
from services.ingest.domain import limits
from services.ingest.domain.file import Inspected, Received, RefusedFile, sort_of
from services.ingest.domain.mistakes import Fault
from shared.child_process import ChildProcesses, Crashed

HEAD_BYTES = 4096
TAKEN = "可传 jpg、png、webp 图片，mp4、mov 视频，pdf、docx、xlsx、pptx 文档。"
REMEDIES = {
    ".doc": "请在 Word 或 WPS 中另存为 .docx 后再传。",
    ".xls": "请在 Excel 或 WPS 中另存为 .xlsx 后再传。",
    ".ppt": "请在 PowerPoint 或 WPS 中另存为 .pptx 后再传。",
    ".wps": "请在 WPS 中另存为 .docx 后再传。",
    ".heic": "请转成 jpg 后再传（苹果手机可在“设置—相机—格式”中选“兼容性最佳”）。",
    ".docm": "含宏的文档不收，请另存为 .docx 后再传。",
    ".xlsm": "含宏的表格不收，请另存为 .xlsx 后再传。",
    ".svg": "不收 SVG 图，请导出为 png 后再传。",
    ".zip": "请解压后逐个上传。",
    ".rar": "请解压后逐个上传。",
}


@dataclass(frozen=True)
class Type:
    media_type: str
    check: Callable[[Path], Inspected | None]
    """Looks inside; None: there is nothing to add."""


def _picture(media_type: str, name: str) -> Type:
    def check(path: Path) -> Inspected:
        width, height = measure_picture(path, name)
        return Inspected(media_type, width, height)

    return Type(media_type, check)


def _office(media_type: str, part: str) -> Type:
    return Type(media_type, lambda path: check_office(path, part))


def _video(path: Path) -> None:
    """ISO base media: a box `ftyp` comes first. Its brands are many; those of still pictures are not meant."""
    head = _head(path)
    if head[4:8] != b"ftyp" or head[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"avif"}:
        raise RefusedFile("文件内容不是 mp4 或 mov 视频，请检查后重传。")


def _pdf(path: Path) -> None:
    if not _head(path).lstrip(b"\r\n\t \xef\xbb\xbf").startswith(b"%PDF-"):
        raise RefusedFile("文件内容不是 PDF，请检查后重传。")


_WORD = "application/vnd.openxmlformats-officedocument"
TYPES: dict[str, Type] = {
    ".jpg": _picture("image/jpeg", "JPEG"),
    ".jpeg": _picture("image/jpeg", "JPEG"),
    ".png": _picture("image/png", "PNG"),
    ".webp": _picture("image/webp", "WEBP"),
    ".mp4": Type("video/mp4", _video),
    ".m4v": Type("video/mp4", _video),
    ".mov": Type("video/quicktime", _video),
    ".pdf": Type("application/pdf", _pdf),
    ".docx": _office(f"{_WORD}.wordprocessingml.document", "word/document.xml"),
    ".xlsx": _office(f"{_WORD}.spreadsheetml.sheet", "xl/workbook.xml"),
    ".pptx": _office(f"{_WORD}.presentationml.presentation", "ppt/presentation.xml"),
}


class InspectFile:
    """In a child process: a file that crashes a decoder is refused, and takes nothing along."""

    def __init__(self, apart: ChildProcesses) -> None:
        self._apart = apart

    async def __call__(self, file: Received) -> Inspected:
        kind = _type_of(file)
        try:
            found = await self._apart(_looked_into, _ending(file), file.path)
        except Crashed as error:
            raise RefusedFile("系统打不开这个文件，文件可能已损坏，请另存后重传。", Fault.INVALID) from error
        return found or Inspected(kind.media_type)


def _looked_into(ending: str, path: Path) -> Inspected | None:
    return TYPES[ending].check(path)


def _ending(file: Received) -> str:
    return PurePath(file.name).suffix.lower()


def _type_of(file: Received) -> Type:
    ending = _ending(file)
    kind = TYPES.get(ending)
    if kind is None:
        raise RefusedFile(REMEDIES.get(ending, f"不收这种文件。{TAKEN}"))
    if file.size == 0:
        raise RefusedFile("文件是空的，请检查后重传。", Fault.INVALID)
    most = limits.FILE_BYTES[sort_of(kind.media_type)]
    if file.size > most:
        raise RefusedFile(f"文件超过 {most // limits.MEGABYTE} MB，请压缩后再传。", Fault.TOO_LARGE)
    return kind


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
