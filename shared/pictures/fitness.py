"""Which pictures nobody can use, however well they decode: known by their size, so that the door can say it."""

LONG_SIDE = 2560
"""Pixels of a published picture at most; nothing is ever enlarged."""
SMALLEST_SIDE = 50
"""Pixels of the shorter side as published. Below are tracking pixels, rules between paragraphs and icons."""


def useless(width: int, height: int) -> str | None:
    """Why no draft can show it, in Chinese, without an end mark."""
    if min(width, height) < SMALLEST_SIDE:
        return f"图片太小（{width}×{height} 像素）"
    if min(width, height) * min(LONG_SIDE / max(width, height), 1) < SMALLEST_SIDE:
        return f"图片过于狭长（{width}×{height} 像素）"
    return None
