"""Names inside a package: numbered in the order of posting, readable, safe on every system."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from services.publisher.drafting.pictures.renditions import EXTENSIONS

FOLDERS = {"images": "images", "media": "images", "covers": "covers"}
"""The fields of a draft that hold pictures, and where they lie."""

LONGEST = 40
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')


def picture_name(field: str, number: int, picture: Mapping[str, Any], html: str) -> str:
    """`images/01_启动仪式.jpg`; where the signed HTML shows it as `images/01.jpg`, it must be just that."""
    extension = EXTENSIONS[picture["media_type"]]
    plain = f"{FOLDERS[field]}/{number:02}"
    if f'"{plain}{extension}"' in html:
        return plain + extension
    title = readable(PurePosixPath(picture["name"]).stem)
    return f"{plain}_{title}{extension}" if title else plain + extension


def readable(name: str) -> str:
    """Without what some file system refuses, and without marks that turn a name around (U+202E)."""
    visible = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    return _FORBIDDEN.sub("_", visible).strip("._ ")[:LONGEST]
