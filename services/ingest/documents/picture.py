"""A picture is taken only if it can be decoded whole. A small file may hold a huge one: the size is read first."""

import warnings
from pathlib import Path

from PIL import ExifTags, Image

from services.ingest.domain import limits
from services.ingest.domain.file import RefusedFile
from services.ingest.domain.mistakes import Fault

_LYING = frozenset({5, 6, 7, 8})
"""EXIF orientations in which width and height change places."""

DAMAGED = "图片无法打开，可能已损坏，或内容与扩展名不符，请重新导出后再传。"


def measure_picture(path: Path, name: str) -> tuple[int, int]:
    """Width and height as it is seen, in pixels. `name` is Pillow's for the only format that is tried."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the check below is stricter
            image = Image.open(path, formats=[name])
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:  # Pillow's readers raise whatever their format's damage leads to
        raise RefusedFile(DAMAGED) from error
    with image:
        width, height = image.size
        if width * height > limits.PIXELS or max(width, height) > limits.SIDE_PIXELS:
            raise _too_many_pixels()
        try:
            image.load()
            orientation = image.getexif().get(ExifTags.Base.Orientation)
        except Exception as error:
            raise RefusedFile(DAMAGED) from error
    return (height, width) if orientation in _LYING else (width, height)


def _too_many_pixels() -> RefusedFile:
    return RefusedFile(
        f"图片像素过大（最多 {limits.PIXELS // 10_000} 万像素，边长不超过 {limits.SIDE_PIXELS}），请缩小后再传。",
        Fault.TOO_LARGE,
    )
