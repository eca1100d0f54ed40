"""Pictures are published only as our own encoding of what can be seen: no place, no time, no camera goes along."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms, ImageOps

from services.publisher.domain.renditions import Profile, Rendered, UnfitPicture
from shared.child_process import ChildProcesses, Crashed

READABLE = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
PIXELS_AT_MOST = 89_478_485
"""Above this Pillow only warns, up to twice as much: 109 kB of PNG can be 900 million pixels."""
FEW_COLOURS = 4096
"""A drawing, a chart, a poster: lossless is then smaller as well as sharper."""
JPEG_QUALITY = 88
SIXTEEN_TO_EIGHT = 257
"""65535 is 255 times this."""

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class PillowRenderer:
    """Renders in a child process, few at a time: a picture that crashes a decoder is an unfit picture, no more."""

    def __init__(self, apart: ChildProcesses) -> None:
        self._apart = apart

    async def __call__(self, original: bytes, profile: Profile) -> Rendered:
        try:
            return await self._apart(render, original, profile)
        except Crashed as error:
            raise UnfitPicture("系统打不开这张图片，请另存为 JPG 后重新报送") from error


def render(original: bytes, profile: Profile) -> Rendered:
    """The same bytes for the same picture and the same Pillow."""
    picture = _upright(_opened(original), profile)
    shaped = _shaped(_plain_rgb(_eight_bits(picture)), profile)
    media_type, content = _encoded(shaped)
    return Rendered(content, media_type, *shaped.size)


def _opened(original: bytes) -> Image.Image:
    """The header only: whoever is too large is refused before a single pixel is unpacked."""
    picture = _or_unfit(lambda: Image.open(io.BytesIO(original), formats=READABLE))
    if picture.width * picture.height > PIXELS_AT_MOST:
        raise UnfitPicture(f"图片过大（{picture.width}×{picture.height} 像素），请压缩后重新报送")
    return picture


def _upright(picture: Image.Image, profile: Profile) -> Image.Image:
    # A JPEG unpacks at a half, a quarter, an eighth for less time and memory; nothing happens for other formats.
    picture.draft(None, (2 * profile.long_side, 2 * profile.long_side))
    return _or_unfit(lambda: ImageOps.exif_transpose(picture))


def _or_unfit(decode: Callable[[], Image.Image]) -> Image.Image:
    try:
        return decode()
    except Image.DecompressionBombError as error:
        raise UnfitPicture("图片像素过大，请压缩后重新报送") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error) as error:
        raise UnfitPicture("图片已损坏或格式不支持，请另存为 JPG 后重新报送") from error


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Scaled from the 16 bits of grey that some PNGs have: `convert` alone cuts everything off above 255."""
    if not picture.mode.startswith("I"):
        return picture
    scaled = picture.point(lambda grey: grey / SIXTEEN_TO_EIGHT).convert("L")
    if "transparency" in picture.info:
        scaled.info["transparency"] = picture.info["transparency"] // SIXTEEN_TO_EIGHT
    return scaled


def _plain_rgb(picture: Image.Image) -> Image.Image:
    """sRGB without transparency: platforms put black behind it, and the colour profile is dropped with the rest."""
    if "transparency" in picture.info or "A" in picture.getbands():
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    if profile := picture.info.get("icc_profile"):
        return _in_srgb(picture, profile)
    return picture.convert("RGB")


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        converted = None  # a profile that does not fit its picture: what other viewers do then as well
    return converted or picture.convert("RGB")


def _shaped(picture: Image.Image, profile: Profile) -> Image.Image:
    if profile.aspect is not None:
        return _cut(picture, profile, *profile.aspect)
    if max(picture.size) > profile.long_side:
        picture.thumbnail((profile.long_side, profile.long_side), Image.Resampling.LANCZOS)
    return picture


def _cut(picture: Image.Image, profile: Profile, across: int, down: int) -> Image.Image:
    """Exactly that shape, in whole pixels, from the middle."""
    least_width, least_height = profile.least
    steps = min(picture.width // across, picture.height // down, profile.long_side // max(across, down))
    if steps * across < least_width or steps * down < least_height:
        raise UnfitPicture(f"图片太小，裁成 {across}:{down} 后不足 {least_width}×{least_height} 像素")
    return ImageOps.fit(picture, (steps * across, steps * down), Image.Resampling.LANCZOS)


def _encoded(picture: Image.Image) -> tuple[str, bytes]:
    """A fresh image object carries no metadata; the encoders write only what they are given here."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    target = io.BytesIO()
    if bare.getcolors(FEW_COLOURS) is not None:
        bare.save(target, "PNG", optimize=True)
        return "image/png", target.getvalue()
    # 4:4:4, since red characters on white, this field's banners, smear at the usual half colour resolution.
    # Neither optimised nor progressive: Pillow's buffer for these fails on a picture full of detail.
    bare.save(target, "JPEG", quality=JPEG_QUALITY, subsampling="4:4:4")
    return "image/jpeg", target.getvalue()
