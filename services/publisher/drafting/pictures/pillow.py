"""Pictures are published only as our own encoding of what can be seen: no place, no time, no camera goes along."""

import io

from PIL import Image, ImageChops, ImageOps

from services.publisher.drafting.pictures.renditions import Profile, Rendered, UnfitPicture
from shared.child_process import ChildProcesses, Crashed
from shared.pictures import UnreadablePicture, read_picture, useless

FEW_COLOURS = 4096
"""A drawing, a chart, a poster: lossless is then smaller as well as sharper."""
IN_A_PALETTE = 256
"""Scans, drawings, greys: a byte or less a pixel, where three take up to sixty times as long to encode (measured)."""
QUICKLY = 3
"""Of zlib's levels: the ninth takes ten times as long for a tenth less (measured)."""
JPEG_QUALITY = 88
UNDOABLE = "系统处理不了这张图片，请另存为 JPG 后重新报送"


class PillowRenderer:
    """Renders in a child process, few at a time: a picture that crashes a decoder is an unfit picture, no more."""

    def __init__(self, apart: ChildProcesses) -> None:
        self._apart = apart

    async def __call__(self, original: bytes, profile: Profile) -> Rendered:
        try:
            return await self._apart(render, original, profile)
        except Crashed as error:
            raise UnfitPicture(UNDOABLE) from error


def render(original: bytes, profile: Profile) -> Rendered:
    """The same bytes for the same picture and the same Pillow."""
    try:
        return _rendered(original, profile)
    except UnfitPicture:
        raise
    except UnreadablePicture as error:
        raise UnfitPicture(f"{error}后重新报送") from error
    except Exception as error:  # whatever it is, a report does not wait for one picture
        raise UnfitPicture(UNDOABLE) from error


def _rendered(original: bytes, profile: Profile) -> Rendered:
    seen = read_picture(original)
    if reason := useless(seen.width, seen.height):
        raise UnfitPicture(f"{reason}，请换一张重新报送")
    shaped = _shaped(seen.image, profile)
    media_type, content = _encoded(shaped)
    return Rendered(content, media_type, *shaped.size)


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
    if colours := bare.getcolors(FEW_COLOURS):
        _plainest(bare, len(colours)).save(target, "PNG", compress_level=QUICKLY)
        return "image/png", target.getvalue()
    # 4:4:4, since red characters on white, this field's banners, smear at the usual half colour resolution.
    # Neither optimised nor progressive: Pillow's buffer for these fails on a picture full of detail.
    bare.save(target, "JPEG", quality=JPEG_QUALITY, subsampling="4:4:4")
    return "image/jpeg", target.getvalue()


def _plainest(picture: Image.Image, colours: int) -> Image.Image:
    """With a palette, where that is exactly the same picture."""
    if colours > IN_A_PALETTE:
        return picture
    reduced = picture.quantize(colours, Image.Quantize.MEDIANCUT)
    exact = ImageChops.difference(reduced.convert("RGB"), picture).getbbox() is None
    return reduced if exact else picture
