"""Pictures broken by dice: the same number always gives the same. What door and renderer make of each."""

import io
import random
import struct
import zlib
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import pillow_heif
from PIL import Image

from services.ingest.documents.picture import look_at_picture
from services.ingest.domain.file import Inspected, RefusedFile
from services.ingest.domain.picture_notices import picture_notices
from services.publisher.drafting.pictures.pillow import render
from services.publisher.drafting.pictures.renditions import FULL, PROFILES, UnfitPicture

CASES = Path(__file__).parents[1] / "unit/shared/pictures/cases"
KEPT = (32, 72, 89, 201, 404)
"""Each of these once held up a whole report: odd EXIF made the renderer raise what it did not know."""
FIELD_TYPES = 14
"""EXIF knows twelve; two more are lies."""
HEADER_BYTES = 400

pillow_heif.register_heif_opener()


@cache
def whole() -> tuple[bytes, ...]:
    """Small ones of every kind, and of every depth and way to be transparent."""
    colours = Image.radial_gradient("L").resize((64, 56)).convert("P").convert("RGB")
    made = [path.read_bytes() for path in sorted(CASES.iterdir())]
    made += [_encoded(colours, form) for form in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")]
    made += [_encoded(colours.convert(mode), "PNG") for mode in ("1", "L", "LA", "P", "RGBA", "I;16")]
    made += [_encoded(colours.convert(mode), "TIFF") for mode in ("1", "CMYK", "LAB", "F")]
    made += [_encoded(colours, "TIFF", compression=kind) for kind in ("tiff_lzw", "jpeg", "packbits")]
    made += [_encoded(colours.convert("1"), "TIFF", compression="group4")]
    made += [_encoded(colours.convert("CMYK"), "JPEG"), _encoded(colours, "JPEG", progressive=True)]
    return tuple(made)


def mutated(number: int) -> bytes:
    dice = random.Random(number)
    content = bytearray(dice.choice(whole()))
    if content.startswith(b"\xff\xd8") and dice.random() < 0.5:
        content[2:2] = _exif(dice)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        dice.choice((_flip, _flip_in_header, _extreme, _extreme, _cut, _double, _end))(content, dice)
    return _with_right_sums(bytes(content)) if dice.random() < 0.7 else bytes(content)


def outcomes(first: int, number: int) -> dict[str, int]:
    """How many were shown, left out with a word at the door, and refused there. Anything else raises."""
    return dict(Counter(outcome(one) for one in range(first, first + number)))


def outcome(number: int) -> str:
    content = mutated(number)
    seen, refusal = _at_the_door(content), _of_the_renderer(content)
    if seen is None:
        assert refusal, f"{number}: rendered, though the door cannot read it"
        return "refused"
    told = picture_notices(seen.width or 0, seen.height or 0)
    assert not refusal or "各平台稿都不会采用" in "".join(told), f"{number}: taken without a word, and unfit: {refusal}"
    return "left out" if refusal else "shown"


def _at_the_door(content: bytes) -> Inspected | None:
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        try:
            return look_at_picture(Path(file.name))
        except RefusedFile:
            return None


def _of_the_renderer(content: bytes) -> str | None:
    for name, profile in PROFILES.items():
        try:
            render(content, profile)
        except UnfitPicture as unfit:
            if name == FULL:
                return str(unfit)
    return None


def _encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def _exif(dice: random.Random) -> bytes:
    """A segment of entries whose tags may be real and whose types, counts and values are anything."""
    real = (0x0100, 0x0101, 0x0112, 0x011A, 0x011B, 0x0128, 0x0132, 0x8769, 0x8825, 0xA005)
    entries = b"".join(
        struct.pack(
            "<HHII", dice.choice(real), dice.randrange(FIELD_TYPES), dice.choice((0, 1, 2, 9, 2**32 - 1)),
            dice.choice((0, 6, 8, 26, 2**31, dice.getrandbits(32))),
        )
        for _ in range(dice.randrange(1, 12))
    )  # fmt: skip
    data = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(entries) // 12) + entries + bytes(dice.choice((0, 4, 40)))
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def _flip(content: bytearray, dice: random.Random) -> None:
    if content:
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def _flip_in_header(content: bytearray, dice: random.Random) -> None:
    if content:
        content[dice.randrange(min(len(content), HEADER_BYTES))] = dice.randrange(256)


def _extreme(content: bytearray, dice: random.Random) -> None:
    place = dice.randrange(min(len(content), HEADER_BYTES) + 1)
    value = dice.choice((b"\0\0", b"\xff\xff", b"\x7f\xff", b"\0\0\0\0", b"\xff" * 4, b"\x80\0\0\0", b"\0\0\0\1"))
    content[place : place + len(value)] = value


def _cut(content: bytearray, dice: random.Random) -> None:
    place = dice.randrange(len(content) + 1)
    del content[place : place + dice.randrange(1, 40)]


def _double(content: bytearray, dice: random.Random) -> None:
    place = dice.randrange(len(content) + 1)
    content[place:place] = content[place : place + dice.randrange(1, 200)]


def _end(content: bytearray, dice: random.Random) -> None:
    del content[max(len(content) - dice.choice((1, 2, 3, 50, len(content) // 2)), 0) :]


def _with_right_sums(content: bytes) -> bytes:
    """Else of a PNG nothing but its check sums would be tested."""
    mark = b"\x89PNG\r\n\x1a\n"
    if not content.startswith(mark):
        return content
    made, place = mark, len(mark)
    while place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        named = content[place + 4 : place + 8 + length]
        made += content[place : place + 4] + named + struct.pack(">I", zlib.crc32(named))
        place += 12 + length
    return made
