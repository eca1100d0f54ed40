"""A video is looked through box by box: whether all of it came, and whether it says where its pictures are."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from services.ingest.domain.file import Inspected, RefusedFile

HEAD, LONG_HEAD = 8, 16
MOST_BOXES = 10_000
"""A film in fragments has two a second."""
PLACES = frozenset({b"moov", b"moof"})

_CUT = "视频没有传完整（后面的内容缺失），请重新取得原文件后再传。"
_NO_INDEX = "视频缺少索引（moov），播放不了，多半是录制或导出时中断；请用手机或剪辑软件重新导出后再传。"
_DAMAGED = "视频内容已损坏，请用手机或剪辑软件重新导出为 mp4 后再传。"


def look_at_video(path: Path, media_type: str) -> Inspected:
    with path.open("rb") as file:
        if not PLACES & set(_boxes(file, path.stat().st_size)):
            raise RefusedFile(_NO_INDEX)
    return Inspected(media_type)


def _boxes(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Their kinds. What no box can be ends the file: some cameras add notes of their own."""
    place = number = 0
    while place + HEAD <= size:
        file.seek(place)
        head = file.read(LONG_HEAD)
        length, kind = int.from_bytes(head[:4]), head[4:HEAD]
        if not kind.isalnum() and not kind.strip().isalnum():
            return
        if length == 1:
            length = int.from_bytes(head[HEAD:])
        elif length == 0:
            length = size - place
        if length < HEAD or (number := number + 1) > MOST_BOXES:
            raise RefusedFile(_DAMAGED)
        if place + length > size:
            raise RefusedFile(_CUT)
        yield kind
        place += length
