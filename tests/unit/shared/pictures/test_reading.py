"""Every kind of picture that people send is seen as a viewer shows it: upright, in its colours, on white."""

import io
import struct
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, ImageCms

from shared.pictures import TooLargePicture, UnreadablePicture, read_picture, useless

CASES = Path(__file__).parent / "cases"
ORIENTATION, X_RESOLUTION = 0x0112, 0x011A
FORMATS = {
    "JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
    "BMP": "image/bmp", "TIFF": "image/tiff", "HEIF": "image/heic", "AVIF": "image/avif",
}  # fmt: skip


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def half_red(mode: str = "RGB") -> Image.Image:
    picture = Image.new("RGB", (300, 200), "white")
    picture.paste("red", (0, 0, 300, 100))
    return picture.convert(mode)


@pytest.mark.parametrize("form", FORMATS)
def test_every_kind_is_read_by_its_content(form: str):
    seen = read_picture(encoded(half_red(), form))
    assert (seen.media_type, seen.width, seen.height, seen.image.mode) == (FORMATS[form], 300, 200, "RGB")
    red, green, _ = seen.image.getpixel((150, 20))
    assert (red > 240, green < 15) == (True, True)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_picture_taken_sideways_is_upright(form: str):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    seen = read_picture(encoded(half_red(), form, exif=exif))
    assert (seen.width, seen.height) == seen.image.size == (200, 300)
    red, green, _ = seen.image.getpixel((190, 150))
    assert (red > 240, green < 15) == (True, True)


@pytest.mark.parametrize("name", ["exif-xres_as_ascii.jpg", "exif-width_undefined.jpg"])
def test_odd_exif_beside_the_orientation_harms_nothing(name: str):
    seen = read_picture((CASES / name).read_bytes())
    assert (seen.width, seen.height) == (120, 160)


def test_exif_that_cannot_be_read_turns_nothing():
    broken = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 65535) + b"\xff" * 24
    seen = read_picture(encoded(half_red(), "JPEG", exif=broken))
    assert (seen.width, seen.height) == (300, 200)


def test_the_colour_profile_is_applied_before_transparency_is_dropped():
    plain, see_through = (
        read_picture((CASES / f"icc-adobergb_{kind}.png").read_bytes()).image for kind in ("rgb", "rgba")
    )
    places = [(x, y) for x in range(0, 120, 10) for y in range(0, 90, 10)]
    assert [plain.getpixel(place) for place in places] == [see_through.getpixel(place) for place in places]


def adobe_profile() -> bytes:
    return Image.open(CASES / "icc-adobergb_rgb.png").info["icc_profile"]


@pytest.mark.parametrize("mode", ["P", "RGBA", "palette with transparency", "grey with transparency", "L"])
def test_the_colour_profile_is_applied_whatever_the_mode(mode: str):
    colour = (10, 10, 10) if mode in {"L", "grey with transparency"} else (40, 180, 60)
    picture, options = Image.new("RGB", (80, 80), colour), {}
    if mode in {"P", "palette with transparency"}:
        picture = picture.quantize(2)
        options = {} if mode == "P" else {"transparency": 1}
    else:
        picture = picture.convert("LA" if mode == "grey with transparency" else mode)
    plain = read_picture(encoded(Image.new("RGB", (80, 80), colour), "PNG", icc_profile=adobe_profile()))
    seen = read_picture(encoded(picture, "PNG", icc_profile=adobe_profile(), **options))
    assert seen.image.getpixel((5, 5)) == plain.image.getpixel((5, 5)) != colour


def test_a_profile_that_does_not_fit_is_ignored():
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert read_picture(encoded(half_red(), "PNG", icc_profile=grey)).image.getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGBA", (60, 60), (0, 0, 0, 0)),
        Image.new("LA", (60, 60), (0, 0)),
        Image.new("RGBA", (60, 60), (255, 255, 255, 128)),
    ],
)
def test_transparency_becomes_white(picture: Image.Image):
    assert read_picture(encoded(picture, "PNG")).image.getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_it_is_the_first(form: str):
    others = [Image.new("RGB", (300, 200), "blue")]
    seen = read_picture(encoded(half_red(), form, save_all=True, append_images=others))
    assert seen.moves
    assert seen.image.getpixel((150, 20))[0] > 240
    assert not read_picture(encoded(half_red(), form)).moves


@pytest.mark.parametrize("compression", ["group4", "group3", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"])
def test_pages_from_scanners_are_read(compression: str):
    mode = "1" if compression.startswith("group") else "RGB"
    seen = read_picture(encoded(half_red(mode), "TIFF", compression=compression))
    assert (seen.width, seen.image.getpixel((150, 190))) == (300, (255, 255, 255))


@pytest.mark.parametrize(("mode", "grey"), [("I;16", 128 * 257), ("I", 128 * 257), ("F", 0.5), ("F", 128.0)])
def test_measured_greys_of_any_depth_stay_greys(mode: str, grey: float):
    light = {"F": 1.0 if grey < 1 else 255.0}.get(mode, 65535)
    picture = Image.new(mode, (60, 60), grey)
    picture.paste(light, (0, 0, 10, 10))
    seen = read_picture(encoded(picture, "TIFF"))
    assert seen.image.getpixel((5, 5)) == (255, 255, 255)
    assert abs(seen.image.getpixel((40, 40))[0] - 128) <= 1


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_may_lack_its_last_two_bytes_and_no_more(progressive: bool):
    whole = encoded(Image.open(CASES / "photo.jfif"), "JPEG", progressive=progressive)
    for lost in (1, 2):
        assert read_picture(whole[:-lost]).image.tobytes() == read_picture(whole).image.tobytes()
    for lost in (20, len(whole) // 3, len(whole) - 40):
        with pytest.raises(UnreadablePicture, match="已损坏"):
            read_picture(whole[:-lost])


def test_what_follows_a_jpeg_is_no_concern():
    whole = (CASES / "photo.jfif").read_bytes()
    assert read_picture(whole + b"a film of three seconds").width == 160


@pytest.mark.parametrize("size", [(20_001, 1), (9_000, 9_000)])
def test_too_many_pixels_are_refused_by_the_header(size: tuple[int, int]):
    with pytest.raises(TooLargePicture, match="像素过大"):
        read_picture(encoded(Image.new("1", size), "PNG"))


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"BM", b"RIFF....WEBPVP8 "])
def test_what_is_no_picture_is_unreadable(content: bytes):
    with pytest.raises(UnreadablePicture):
        read_picture(content)


def test_the_telephone_s_own_format_is_read_with_its_rotation():
    heif = pillow_heif.from_pillow(half_red())
    target = io.BytesIO()
    heif.save(target, quality=90)
    seen = read_picture(target.getvalue())
    assert (seen.media_type, seen.width, seen.height) == ("image/heic", 300, 200)


@pytest.mark.parametrize(
    ("size", "use"), [((1, 1), False), ((50, 50), True), ((20_000, 10), False), ((2560, 50), True)]
)
def test_which_pictures_nobody_can_use(size: tuple[int, int], use: bool):
    assert (useless(*size) is None) is use
