"""What is published of a picture: its pixels, upright, and nothing else."""

import io
import os
import struct
import zlib

import pytest
from PIL import Image, ImageChops, ImageCms
from PIL.PngImagePlugin import PngInfo

from services.publisher.drafting.pictures.pillow import PillowRenderer, render
from services.publisher.drafting.pictures.renditions import COVER_16_9, FULL, PROFILES, UnfitPicture
from shared.child_process import ChildProcesses

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def encoded(picture: Image.Image, image_format: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, image_format, **options)
    return target.getvalue()


def colourful(width: int = 400, height: int = 300) -> Image.Image:
    """Too many colours for a drawing, and no two places alike."""
    return Image.merge("RGB", [Image.effect_noise((width, height), 90) for _ in range(3)])


ORIGINAL = encoded(colourful())


def with_exif(picture: Image.Image, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "Secret Camera"
    exif.get_ifd(GPS)[2] = (36.0, 40.0, 12.0)
    return encoded(picture, exif=exif, comment=b"a private remark")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width: int, height: int) -> bytes:
    """A small file whose header promises any number of pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_nothing_of_the_metadata_is_published() -> None:
    original = with_exif(colourful())
    assert b"Secret Camera" in original
    rendered = render(original, PROFILES[FULL])
    published = Image.open(io.BytesIO(rendered.content))
    assert not published.getexif()
    assert b"Secret Camera" not in rendered.content
    assert b"Exif" not in rendered.content
    assert b"a private remark" not in rendered.content
    assert not set(published.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


def test_text_chunks_of_a_png_are_not_published() -> None:
    remarks = PngInfo()
    remarks.add_text("Author", "somebody private")
    rendered = render(encoded(Image.new("RGB", (80, 60), "red"), "PNG", pnginfo=remarks), PROFILES[FULL])
    assert rendered.media_type == "image/png"
    assert b"somebody private" not in rendered.content
    assert not Image.open(io.BytesIO(rendered.content)).info


def test_a_picture_taken_sideways_is_published_upright() -> None:
    sideways = Image.new("RGB", (300, 200), "white")
    sideways.paste("red", (0, 0, 300, 40))
    rendered = render(with_exif(sideways, orientation=6), PROFILES[FULL])
    published = Image.open(io.BytesIO(rendered.content)).convert("RGB")
    assert (rendered.width, rendered.height) == published.size == (200, 300)
    red, green, _ = published.getpixel((190, 150))
    assert (red > 200, green < 60) == (True, True), "the top edge of the sensor is the right edge of the picture"


def test_a_large_picture_is_reduced_to_its_longest_side() -> None:
    rendered = render(encoded(colourful(3000, 1500)), PROFILES[FULL])
    assert (rendered.width, rendered.height) == (2560, 1280)


def test_a_small_picture_is_not_enlarged() -> None:
    rendered = render(encoded(colourful(400, 300)), PROFILES[FULL])
    assert (rendered.width, rendered.height) == (400, 300)


def test_the_same_picture_gives_the_same_bytes() -> None:
    original = encoded(colourful())
    assert render(original, PROFILES[FULL]) == render(original, PROFILES[FULL])


@pytest.mark.parametrize("size", [(1600, 1200), (900, 1600), (672, 378), (4000, 700)])
def test_a_cover_is_sixteen_to_nine_and_large_enough(size: tuple[int, int]) -> None:
    rendered = render(encoded(colourful(*size)), PROFILES[COVER_16_9])
    assert rendered.width * 9 == rendered.height * 16
    assert rendered.width >= 660
    assert rendered.height >= 370


def test_a_picture_too_small_for_a_cover_says_so() -> None:
    with pytest.raises(UnfitPicture, match="图片太小"):
        render(encoded(colourful(600, 500)), PROFILES[COVER_16_9])


def test_transparency_becomes_white() -> None:
    see_through = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    rendered = render(encoded(see_through, "PNG"), PROFILES[FULL])
    assert Image.open(io.BytesIO(rendered.content)).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_photograph_becomes_jpeg_and_a_drawing_stays_lossless() -> None:
    assert render(encoded(colourful(), "PNG"), PROFILES[FULL]).media_type == "image/jpeg"
    assert render(encoded(Image.new("RGB", (80, 80), "red"), "JPEG"), PROFILES[FULL]).media_type == "image/png"


@pytest.mark.parametrize("mode", ["L", "CMYK", "1"])
def test_grey_and_print_colours_become_colours_of_the_screen(mode: str) -> None:
    image_format = "PNG" if mode == "1" else "JPEG"
    rendered = render(encoded(colourful().convert(mode), image_format), PROFILES[FULL])
    assert Image.open(io.BytesIO(rendered.content)).mode in {"RGB", "P"}


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_few_colours_are_kept_exactly_in_a_palette(mode: str) -> None:
    """Three bytes a pixel took up to sixty times as long to encode: 7 s of processor for a scan."""
    original = colourful().convert(mode)
    published = Image.open(io.BytesIO(render(encoded(original, "PNG"), PROFILES[FULL]).content))
    assert published.mode == "P"
    assert ImageChops.difference(published.convert("RGB"), original.convert("RGB")).getbbox() is None


@pytest.mark.parametrize("size", [(1, 1), (49, 3000), (20_000, 10), (10, 20_000), (5200, 100)])
def test_what_nobody_would_see_is_unfit(size: tuple[int, int]) -> None:
    with pytest.raises(UnfitPicture, match=r"太小|过于狭长"):
        render(encoded(Image.new("RGB", size, "red"), "PNG"), PROFILES[FULL])


def test_whatever_goes_wrong_makes_the_picture_unfit(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Image.Image, "save", fails)
    with pytest.raises(UnfitPicture, match="系统处理不了"):
        render(ORIGINAL, PROFILES[FULL])


def sixteen_bits(key: int | None = None) -> bytes:
    """A PNG from black to white in 16 bits of grey; `key`: the grey that counts as transparent."""
    rows = b"".join(b"\0" + b"".join(struct.pack(">H", x * 257) for x in range(256)) for _ in range(64))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 64, 16, 0, 0, 0, 0))
    transparent = b"" if key is None else chunk(b"tRNS", struct.pack(">H", key))
    return b"\x89PNG\r\n\x1a\n" + header + transparent + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("original", [sixteen_bits(), encoded(Image.linear_gradient("L").rotate(90), "PNG")])
def test_a_gradient_keeps_its_greys_whatever_its_depth(original: bytes) -> None:
    published = Image.open(io.BytesIO(render(original, PROFILES[FULL]).content)).convert("RGB")
    for x in (0, 1, 100, 200, 255):
        assert published.getpixel((x, 10)) == (x, x, x)


def test_a_transparent_grey_in_sixteen_bits_becomes_white() -> None:
    published = Image.open(io.BytesIO(render(sixteen_bits(key=0), PROFILES[FULL]).content)).convert("RGB")
    assert [published.getpixel((x, 10)) for x in (0, 1, 128)] == [(255, 255, 255), (1, 1, 1), (128, 128, 128)]


def test_colours_of_another_profile_are_converted_before_it_is_dropped() -> None:
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    rendered = render(encoded(colourful(), icc_profile=linear), PROFILES[FULL])
    assert "icc_profile" not in Image.open(io.BytesIO(rendered.content)).info


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (12_000, 10_000), (9460, 9460)])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    with pytest.raises(UnfitPicture, match="过大"):
        render(png_claiming(width, height), PROFILES[FULL])


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\xff\xd8\xff\xe0 no picture",
        encoded(colourful())[:2000],
        png_claiming(3000, 3000),
        b"<svg/>",
        b"%PDF-1.7",
    ],
    ids=["empty", "header only", "cut off", "pixels missing", "svg", "pdf"],
)
async def test_a_damaged_picture_is_refused_with_a_remedy(broken: bytes) -> None:
    with pytest.raises(UnfitPicture, match="请另存为 JPG"):
        await PillowRenderer(ChildProcesses())(broken, PROFILES[FULL])


async def test_a_picture_that_crashes_its_decoder_is_an_unfit_picture() -> None:
    class Crashing(ChildProcesses):
        async def __call__(self, function: object, *args: object) -> None:  # type: ignore[override]
            await super().__call__(os.abort)

    with pytest.raises(UnfitPicture, match="请另存为 JPG"):
        await PillowRenderer(Crashing())(b"", PROFILES[FULL])
