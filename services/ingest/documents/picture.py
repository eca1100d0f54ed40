"""A picture is taken only if it can be decoded whole, by the very decoder that will render it for publication."""

from pathlib import Path

from services.ingest.domain.file import Inspected, RefusedFile
from services.ingest.domain.mistakes import Fault
from shared.pictures import TooLargePicture, UnreadablePicture, read_picture

FIRST_ONLY = "这是动图或多页图片，只采用第一幅。"


def look_at_picture(path: Path) -> Inspected:
    try:
        seen = read_picture(path.read_bytes())
    except TooLargePicture as error:
        raise RefusedFile(f"{error}后再传。", Fault.TOO_LARGE) from error
    except UnreadablePicture as error:
        raise RefusedFile(f"{error}后再传。") from error
    return Inspected(seen.media_type, seen.width, seen.height, (FIRST_ONLY,) if seen.moves else ())
