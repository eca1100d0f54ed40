"""Pictures and papers for the samples: drawn, so that no real person is in them."""

import hashlib
import io
import random
import time
from pathlib import PurePath

from PIL import Image, ImageDraw

SIZE = (1600, 1067)
PAGE = (1240, 1754)
"""A4 at 150 dots an inch."""

SKIES = (((196, 222, 240), (244, 238, 224)), ((250, 226, 196), (236, 240, 244)), ((206, 232, 222), (248, 244, 232)))
CLOTHES = ((178, 52, 52), (38, 84, 124), (222, 158, 54), (60, 110, 78), (110, 72, 120), (84, 92, 104))
SKIN = (232, 194, 164)
RED = (190, 30, 38)
STAMPED = time.gmtime(1_670_806_800)
"""The paper's date, written down: with the day's own the bytes would differ at every start."""


def draw(name: str) -> bytes:
    """By its extension, a picture or a stamped paper; the same name always gives the same."""
    dice = random.Random(hashlib.sha256(name.encode()).digest())
    target = io.BytesIO()
    if PurePath(name).suffix == ".pdf":
        _paper(dice).save(target, "PDF", resolution=150, creationDate=STAMPED, modDate=STAMPED)
    else:
        _class(dice).save(target, "JPEG", quality=88)
    return target.getvalue()


def _class(dice: random.Random) -> Image.Image:
    """A room with a window front, a board, and people at tables."""
    picture = Image.new("RGB", SIZE)
    pen = ImageDraw.Draw(picture)
    wall, floor = dice.choice(SKIES)
    width, height = SIZE
    for line in range(height):
        part = line / height
        pen.line((0, line, width, line), tuple(round(a + (b - a) * part) for a, b in zip(wall, floor, strict=True)))
    pen.rectangle((0, height * 0.72, width, height), (206, 190, 168))
    for window in range(4):
        left = 60 + window * 300
        pen.rectangle((left, 90, left + 220, 380), (232, 244, 252), (255, 255, 255), 12)
    pen.rectangle((width - 380, 110, width - 60, 330), (46, 82, 70), (150, 116, 80), 12)
    for stroke in range(4):
        pen.line((width - 350, 160 + stroke * 40, width - 350 + dice.randint(120, 250), 160 + stroke * 40), "white", 6)
    for row in range(3):
        for seat in range(6 + row):
            _person(pen, 120 + seat * (1480 // (6 + row)) + dice.randint(-18, 18), 470 + row * 150, 46 + row * 12, dice)
        pen.rectangle((40, 560 + row * 160, width - 40, 590 + row * 160), (150, 110, 74))
    return picture


def _person(pen: ImageDraw.ImageDraw, x: int, y: int, size: int, dice: random.Random) -> None:
    pen.ellipse((x - size, y + size, x + size, y + size * 4), dice.choice(CLOTHES))
    pen.ellipse((x - size * 0.6, y - size * 0.2, x + size * 0.6, y + size * 1.2), SKIN)
    hair = dice.choice(((60, 56, 54), (120, 116, 114), (198, 196, 194)))
    pen.chord((x - size * 0.66, y - size * 0.4, x + size * 0.66, y + size * 1.1), 180, 360, hair)


def _paper(dice: random.Random) -> Image.Image:
    """Lines that stand for text, and a round seal below them."""
    page = Image.new("RGB", PAGE, "white")
    pen = ImageDraw.Draw(page)
    width, height = PAGE
    pen.line((180, 260, width - 180, 260), RED, 6)
    for line in range(24):
        y = 340 + line * 44
        pen.line((180 if line % 6 else 250, y, width - 180 - dice.randint(0, 220), y), (70, 70, 70), 10)
    left, top = width - 520, height - 470
    pen.ellipse((left, top, left + 300, top + 300), outline=RED, width=12)
    pen.regular_polygon((left + 150, top + 150, 52), 5, fill=RED)
    return page
