"""Decodes a picture to what is seen of it: upright, in sRGB, on white. Whatever fails makes it unreadable, no more."""

import io
import warnings
from dataclasses import dataclass

import pillow_heif
from PIL import ExifTags, Image

from shared.pictures.colours import as_srgb
from shared.pictures.cut_jpeg import without_its_end
from shared.pictures.fitness import LONG_SIDE

FORMATS = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG with further pictures behind it: depth, the other eye
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "DIB": "image/bmp",
    "TIFF": "image/tiff",
    "HEIF": "image/heic",
    "AVIF": "image/avif",
}
"""Pillow's names of the formats that are taken."""
_TRIED = tuple(name for name in FORMATS if name != "MPO")  # Pillow opens it as a JPEG first

MOST_PIXELS = 80_000_000
"""The largest cameras in use give about 60 million; decoded, 80 million take 320 MB. A small PNG can claim more."""
MOST_SIDE = 20_000

DAMAGED = "图片内容已损坏，系统打不开，请另存为 JPG"

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = frozenset({5, 6, 7, 8})
"""Orientations in which width and height change places."""

pillow_heif.register_heif_opener(thumbnails=False)


class UnreadablePicture(Exception):  # noqa: N818  a fact about the picture, not an error of ours
    """Why, and the remedy, in Chinese, to be continued: 请另存为 JPG…后再传。"""


class TooLargePicture(UnreadablePicture):
    pass


@dataclass(frozen=True)
class Seen:
    image: Image.Image
    """RGB; of a very large JPEG a smaller version, still twice as large as what is published."""
    media_type: str
    width: int
    """As it is seen, at its full size."""
    height: int
    moves: bool
    """There are further frames or pages; this is the first."""


def read_picture(content: bytes) -> Seen:
    """UnreadablePicture for whatever it is that cannot be decoded whole."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the bounds below are stricter
            return _read(content)
    except UnreadablePicture:
        raise
    except Image.DecompressionBombError as error:
        raise TooLargePicture(f"图片像素过大（最多 {MOST_PIXELS // 10_000} 万像素），请缩小") from error
    except Exception as error:  # decoders raise whatever their format's damage leads to
        raise UnreadablePicture(DAMAGED) from error


def _read(content: bytes) -> Seen:
    picture = _opened(content)
    width, height = picture.size
    media_type, moves = FORMATS[str(picture.format)], _moves(picture)
    turn = _turn(picture)
    image = as_srgb(_loaded(picture, content))
    if turn is not None:
        image = image.transpose(_TURNS[turn])
    if turn in _LYING:
        width, height = height, width
    return Seen(image, media_type, width, height, moves)


def _opened(content: bytes) -> Image.Image:
    """The header only: who is too large is refused before a single pixel is unpacked."""
    picture = Image.open(io.BytesIO(content), formats=_TRIED)
    if picture.width * picture.height > MOST_PIXELS or max(picture.size) > MOST_SIDE:
        size = f"{picture.width}×{picture.height} 像素，最多 {MOST_PIXELS // 10_000} 万像素、边长 {MOST_SIDE}"
        raise TooLargePicture(f"图片像素过大（{size}），请缩小")
    return picture


def _loaded(picture: Image.Image, content: bytes) -> Image.Image:
    try:
        return _unpacked(picture)
    except OSError:
        if FORMATS[str(picture.format)] != "image/jpeg":
            raise
    return without_its_end(content, lambda mended: _unpacked(_opened(mended)))


def _unpacked(picture: Image.Image) -> Image.Image:
    # A JPEG unpacks at a half, a quarter, an eighth for less time and memory; nothing happens for other formats.
    picture.draft(None, (2 * LONG_SIDE, 2 * LONG_SIDE))
    picture.load()
    return picture


def _turn(picture: Image.Image) -> int | None:
    """The orientation alone: all else of EXIF is dropped, so its faults are nobody's."""
    if picture.format in {"TIFF", "HEIF"}:  # their readers turn it, and tell its size as it is seen
        return None
    try:
        turn = picture.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001  EXIF that cannot be read turns nothing
        return None
    return turn if isinstance(turn, int) and turn in _TURNS else None


def _moves(picture: Image.Image) -> bool:
    try:
        return bool(getattr(picture, "is_animated", False)) and picture.format != "MPO"
    except Exception:  # noqa: BLE001  further frames that cannot be counted are none
        return False
