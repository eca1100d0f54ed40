"""Whether a file may be kept, and what it is. Its content decides; its name is put right (`domain/file.py`)."""

from pathlib import Path

from services.ingest.documents import pdf, recognising
from services.ingest.documents.office import look_at_office
from services.ingest.documents.picture import look_at_picture
from services.ingest.documents.recognising import recognised
from services.ingest.documents.video import look_at_video
from services.ingest.domain import limits
from services.ingest.domain.file import Inspected, Received, RefusedFile, Sort, sort_of
from services.ingest.domain.file_names import ending, is_taken
from services.ingest.domain.mistakes import Fault
from shared.child_process import ChildProcesses, Crashed

HEAD_BYTES = 4096
TAKEN = "可传 jpg、png、heic、webp、gif、bmp、tiff 图片，mp4、mov 视频，pdf、docx、xlsx、pptx 文档。"
REMEDIES = {
    ".doc": "不收旧版 .doc，请在 Word 或 WPS 中另存为 .docx 后再传。",
    ".xls": "不收旧版 .xls，请在 Excel 或 WPS 中另存为 .xlsx 后再传。",
    ".ppt": "不收旧版 .ppt，请在 PowerPoint 或 WPS 中另存为 .pptx 后再传。",
    ".wps": "不收 .wps，请在 WPS 中另存为 .docx 后再传。",
    ".et": "不收 .et，请在 WPS 中另存为 .xlsx 后再传。",
    ".dps": "不收 .dps，请在 WPS 中另存为 .pptx 后再传。",
    ".docm": "含宏的文档不收，请另存为 .docx 后再传。",
    ".xlsm": "含宏的表格不收，请另存为 .xlsx 后再传。",
    ".pptm": "含宏的演示文稿不收，请另存为 .pptx 后再传。",
    ".svg": "不收 SVG 图，请导出为 png 后再传。",
    ".txt": "不收纯文本文件，请把内容写进正文，或存为 .docx 后再传。",
    ".zip": "不收压缩包，请解压后逐个上传。",
    ".rar": "不收压缩包，请解压后逐个上传。",
    ".7z": "不收压缩包，请解压后逐个上传。",
}


class InspectFile:
    """In a child process: a file that crashes a decoder is refused, and takes nothing along."""

    def __init__(self, apart: ChildProcesses) -> None:
        self._apart = apart

    async def __call__(self, file: Received) -> Inspected:
        if file.size == 0:
            raise RefusedFile("文件是空的，请检查后重传。", Fault.INVALID)
        _require_taken(ending(file.name))
        kind = recognised(_head(file.path))
        _require_size(file, _sort(kind))
        try:
            return await self._apart(_looked_into, kind, file.path)
        except Crashed as error:
            raise RefusedFile("系统打不开这个文件，文件可能已损坏，请另存后重传。", Fault.INVALID) from error


def _looked_into(kind: str, path: Path) -> Inspected:
    match kind:
        case recognising.PICTURE:
            return look_at_picture(path)
        case recognising.OFFICE:
            return Inspected(look_at_office(path))
        case pdf.MEDIA_TYPE:
            return pdf.look_at_pdf(path)
    return look_at_video(path, kind)


def _require_taken(suffix: str) -> None:
    if not is_taken(suffix):
        raise RefusedFile(REMEDIES.get(suffix, f"不收 {suffix} 这种文件。{TAKEN}"))


def _require_size(file: Received, sort: Sort) -> None:
    most = limits.FILE_BYTES[sort]
    if file.size > most:
        raise RefusedFile(f"文件超过 {most // limits.MEGABYTE} MB，请压缩后再传。", Fault.TOO_LARGE)


def _sort(kind: str) -> Sort:
    return "picture" if kind == recognising.PICTURE else sort_of(kind)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)
