"""What a unit is told of a picture that is taken, but that not every draft will show."""

from shared.pictures import useless

WIDEST = 3
"""To one, either way: the narrowest rule of the platforms. Longer is left out there."""
COVER = (672, 378)
"""The smallest 16:9 in whole pixels that the covers of articles take."""


def picture_notices(width: int, height: int) -> list[str]:
    if reason := useless(width, height):
        return [f"{reason}，各平台稿都不会采用，请换一张重新报送。"]
    if max(width, height) > WIDEST * min(width, height):
        return [f"图片过于狭长（{width}×{height} 像素），宽高比超出 1:3 至 3:1，有的平台不会采用，建议裁剪后重新报送。"]
    if width < COVER[0] or height < COVER[1]:
        return [f"图片较小（{width}×{height} 像素），不能用作文章封面，有更清晰的请重新报送。"]
    return []
