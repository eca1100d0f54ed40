"""Any picture's colours as sRGB on white: the colour profile first, then transparency, and neither is kept."""

import io

from PIL import Image, ImageCms

SIXTEEN_TO_EIGHT = 257
"""65535 is 255 times this."""
BRIGHTEST = 255

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))


def as_srgb(picture: Image.Image) -> Image.Image:
    """RGB. Platforms put black behind what is transparent, so white is put there first."""
    profile = picture.info.get("icc_profile")
    picture = _eight_bits(picture)
    if not picture.has_transparency_data:
        return _in_srgb(_unpaletted(picture, "L", "RGB"), profile)
    layered = _unpaletted(picture, "LA", "RGBA")
    white = Image.new("RGB", layered.size, "white")
    white.paste(_in_srgb(layered.convert(layered.mode[:-1]), profile), mask=layered.getchannel("A"))
    return white


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Scaled from 16 bits of grey and more: `convert` alone cuts everything off above 255."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    unit = _unit(picture)
    scaled = picture.point(lambda grey: grey / unit).convert("L")
    if "transparency" in picture.info:
        scaled.info["transparency"] = int(picture.info["transparency"] / unit)
    return scaled


def _unit(picture: Image.Image) -> float:
    """How much of its brightness is one of ours. Measuring pictures (TIFF) may count to one, or to a billion."""
    most = float(picture.getextrema()[1])  # type: ignore[arg-type]
    if most > BRIGHTEST * SIXTEEN_TO_EIGHT:
        return most / BRIGHTEST
    if picture.mode == "F" and most <= BRIGHTEST:
        return 1 if most > 1 else 1 / BRIGHTEST
    return SIXTEEN_TO_EIGHT


def _unpaletted(picture: Image.Image, grey: str, coloured: str) -> Image.Image:
    """A palette's entries are in the picture's profile, so they are looked up before it is applied."""
    if picture.mode in {"1", "L", "LA", "La"}:
        return picture.convert(grey)
    return picture if picture.mode in {"CMYK", "LAB"} else picture.convert(coloured)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode == "LAB":
        return _converted(picture, _LAB)
    if not profile:
        return picture.convert("RGB")
    # Grey often carries the profile of the colour picture it was: then it is read as colours that are equal.
    for candidate in (picture, picture.convert("RGB")):
        try:
            return _converted(candidate, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except Exception:  # noqa: BLE001, S112  a profile that does not fit its picture: other viewers ignore it as well
            continue
    return picture.convert("RGB")


def _converted(picture: Image.Image, source: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
    if converted is None:
        raise ImageCms.PyCMSError("the picture was not converted")
    return converted
