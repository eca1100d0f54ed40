"""What a file is called: its ending by its content, and no two of one report alike."""

from collections.abc import Sequence
from pathlib import PurePath

import regex

ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "image/bmp": (".bmp", ".dib"),
    "image/tiff": (".tif", ".tiff"),
    "image/heic": (".heic", ".heif", ".hif"),
    "image/avif": (".avif",),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov", ".qt"),
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
}
"""Of every kind that is taken; the first is the one that a file gets."""

OTHER_ENDINGS = frozenset({".jfif", ".jpe", ".pjpeg", ".pjp", ".jpg_large", ".heics", ".heifs"})
"""Of the same kinds, as some programs write them and others do not know them."""

_ENDING = regex.compile(r"\.(?=.*[a-z])[a-z0-9_]{1,9}", regex.IGNORECASE)
"""A day at the end of a name (2022.12.05) is none."""


def ending(name: str) -> str:
    """In small letters, with its dot; empty where the name has none."""
    suffix = PurePath(name).suffix
    return suffix.lower() if _ENDING.fullmatch(suffix) else ""


def is_taken(suffix: str) -> bool:
    return not suffix or suffix in OTHER_ENDINGS or any(suffix in endings for endings in ENDINGS.values())


def fitted(name: str, media_type: str) -> str:
    """The name with an ending that opens the file."""
    suffix, fitting = ending(name), ENDINGS[media_type]
    return name if suffix in fitting else name[: len(name) - len(suffix)] + fitting[0]


def told_apart(names: Sequence[str]) -> list[str]:
    """Two cameras both write IMG_0001.jpg: the second becomes IMG_0001 (2).jpg."""
    everybody, given, unique = {name.casefold() for name in names}, set[str](), list[str]()
    for name in names:
        free, path, number = name, PurePath(name), 1
        while free.casefold() in given or (number > 1 and free.casefold() in everybody):
            number += 1
            free = f"{path.stem} ({number}){path.suffix}"
        given.add(free.casefold())
        unique.append(free)
    return unique
