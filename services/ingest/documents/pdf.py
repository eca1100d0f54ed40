"""A PDF is looked at from both ends: its header, its objects, and where they are listed at its end."""

import re
from pathlib import Path

from services.ingest.domain.file import Inspected, RefusedFile

END_WITHIN = 2048
"""Readers look for the end mark in the last kilobyte; some mailers add a line or two."""
MEDIA_TYPE = "application/pdf"

_OBJECT = re.compile(rb"\d+\s+\d+\s+obj\b")
_LIST = re.compile(rb"startxref\s+\d+")
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")
_LOCKED = "PDF 设有密码或权限限制；打开需要密码的，请去掉密码后重新报送，否则审核人员看不了。"


def look_at_pdf(path: Path) -> Inspected:
    content = path.read_bytes()
    if not _OBJECT.search(content):
        raise RefusedFile("PDF 里没有内容，文件已损坏，请重新导出后再传。")
    end = content[-END_WITHIN:]
    if b"%%EOF" not in end or not _LIST.search(end):
        raise RefusedFile("PDF 没有传完整（缺少结尾），请重新导出或重新取得原文件后再传。")
    return Inspected(MEDIA_TYPE, notices=(_LOCKED,) if _ENCRYPTED.search(content) else ())
