"""What a file is by its first bytes, whatever it is called; and of what is not taken, what to do instead."""

from services.ingest.domain.file import RefusedFile

OFFICE = "office"
PICTURE = "picture"
PDF_WITHIN = 1024
"""Readers accept this much before the header."""

_MOVIE_BOXES = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
"""What QuickTime files of before `ftyp`, and of some editors today, begin with."""
_STILL_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis", b"miaf"}
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")

_OLD_OFFICE = (
    "文件是旧版 Office 或 WPS 格式，或设了打开密码，不能接收；请去掉密码，另存为 .docx、.xlsx 或 .pptx 后再传。"
)
_ARCHIVE = "文件是压缩包，不能接收；请解压后逐个上传。"
_RAW = "文件是相机的原始格式（RAW），不能接收；请导出为 jpg 后再传。"
_SOUND = "文件是录音，不能接收；请改传视频，或把内容写进正文。"
_OTHER_FILM = "文件是 {0} 视频，不能接收；请转成 mp4 后再传。"
_OTHER_PICTURE = "文件是 {0}，不能接收；请导出为 jpg 或 png 后再传。"
_PROGRAM = "文件是程序，不能接收；请传图片、视频或文档。"

_FOREIGN: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (0, b"{\\rtf", "文件是 RTF 文档，不能接收；请在 Word 或 WPS 中另存为 .docx 后再传。"),
    (0, b"Rar!", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"\x1f\x8b", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (8, b"CR\x02", _RAW),
    (0, b"FUJIFILMCCD-RAW", _RAW),
    (0, b"8BPS", _OTHER_PICTURE.format(" Photoshop 文件（PSD）")),
    (0, b"\0\0\0\x0cjP  ", _OTHER_PICTURE.format(" JPEG 2000 图片")),
    (0, b"\0\0\0\x0cJXL ", _OTHER_PICTURE.format(" JPEG XL 图片")),
    (0, b"\xff\x0a", _OTHER_PICTURE.format(" JPEG XL 图片")),
    (0, b"\0\0\x01\0", _OTHER_PICTURE.format("图标（ICO）")),
    (0, b"\xd7\xcd\xc6\x9a", _OTHER_PICTURE.format("矢量图（WMF）")),
    (40, b" EMF", _OTHER_PICTURE.format("矢量图（EMF）")),
    (0, b"%!PS", _OTHER_PICTURE.format("矢量图（EPS 或 AI）")),
    (0, b"AC10", "文件是 CAD 图纸，不能接收；请导出为 pdf 后再传。"),
    (0, b"\x1aE\xdf\xa3", _OTHER_FILM.format("MKV 或 WebM")),
    (0, b"FLV\x01", _OTHER_FILM.format("FLV")),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _OTHER_FILM.format("WMV")),
    (8, b"AVI ", _OTHER_FILM.format("AVI")),
    (0, b"\0\0\x01\xba", _OTHER_FILM.format("MPG")),
    (0, b"\0\0\x01\xb3", _OTHER_FILM.format("MPG")),
    (0, b".RMF", _OTHER_FILM.format("RMVB")),
    (8, b"WAVE", _SOUND),
    (0, b"ID3", _SOUND),
    (0, b"OggS", _SOUND),
    (0, b"#!AMR", _SOUND),
    (0, b"fLaC", _SOUND),
    (4, b"ftypM4A", _SOUND),
    (4, b"ftypcrx", _RAW),
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
)


def recognised(head: bytes) -> str:
    """A media type, or `OFFICE` or `PICTURE`, of which a closer look says more. RefusedFile with its own sentence."""
    for place, mark, sentence in _FOREIGN:
        if head.startswith(mark, place):
            raise RefusedFile(sentence)
    if head.startswith(b"PK\x03\x04"):
        return OFFICE
    if b"%PDF-" in head[:PDF_WITHIN]:
        return "application/pdf"
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head.startswith(b"WEBP", 8)):
        return PICTURE
    if head.startswith(b"ftyp", 4):
        return PICTURE if head[8:12] in _STILL_BRANDS else _movie(head[8:12])
    if head[4:8] in _MOVIE_BOXES:
        return "video/quicktime"
    raise RefusedFile(_unknown(head))


def _movie(brand: bytes) -> str:
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _unknown(head: bytes) -> str:
    if not head.strip(b"\0"):
        return "文件里没有内容（全是空字节），多半没有下载或复制完整，请重新取得后再传。"
    text = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"<svg" in text:
        return "文件是 SVG 矢量图，不能接收；请导出为 png 后再传。"
    if text.startswith((b"<!doctype html", b"<html")):
        return "文件是网页，不是图片、视频或文档，可能是下载时存错了；请重新取得原文件后再传。"
    if text.startswith(b"<"):
        return "文件是 XML 或网页代码，不能接收；请传图片、视频，或 pdf、docx、xlsx、pptx 文档。"
    if _is_text(head):
        return "文件是纯文本，不能接收；请把内容写进正文，或存为 .docx 后再传。"
    return "文件内容无法识别，可能已损坏或没有传完整；请打开核对，另存为 jpg、mp4、pdf 或 docx 后再传。"


def _is_text(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in head)  # noqa: PLR2004  tab to return, and what is printed
