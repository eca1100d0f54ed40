"""Pictures for tests, made on the spot."""

import io

import pillow_heif
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()


def photo(text: str = "photo", size: tuple[int, int] = (1600, 1200), form: str = "JPEG") -> bytes:
    """A picture with a caption of its own, so that two of them differ; with EXIF, as a telephone writes it."""
    picture = Image.new("RGB", size, (sum(text.encode()) % 200, 120, 160))
    ImageDraw.Draw(picture).text((40, 40), text, fill="white")
    exif = Image.Exif()
    exif[0x010F] = "telephone"
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    picture.save(target, form, **({"exif": exif} if form == "JPEG" else {}))
    return target.getvalue()
