"""What is published of a picture: re-encoded once per profile, without the original's metadata."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from services.publisher.stories.content import Picture
from shared.contracts.submissions import File
from shared.contracts.words import Consent, FileRole
from shared.database import Reading, Transaction
from shared.ids import Sha256
from shared.pictures import LONG_SIDE

FULL = "full"
COVER_16_9 = "cover_16_9"

EXTENSIONS: Mapping[str, str] = {"image/jpeg": ".jpg", "image/png": ".png"}
"""What a rendition can be: platforms and newsrooms take these two everywhere."""


@dataclass(frozen=True)
class Profile:
    """How a picture is to come out. Data, so that a platform's new wish is a line in `PROFILES`."""

    name: str
    long_side: int
    """Pixels at most; nothing is ever enlarged."""
    aspect: tuple[int, int] | None = None
    """Cut to this shape around the middle; None keeps the picture's own."""
    least: tuple[int, int] = (1, 1)
    """Width and height below which the picture is no use for this profile."""


PROFILES: Mapping[str, Profile] = {
    FULL: Profile(FULL, long_side=LONG_SIDE),
    # Toutiao: 16:9, at least 660 × 370 (PLATFORMS limits, B).
    COVER_16_9: Profile(COVER_16_9, long_side=1280, aspect=(16, 9), least=(660, 370)),
}


@dataclass(frozen=True)
class Rendered:
    """A picture's new bytes, before they are stored."""

    content: bytes
    media_type: str
    width: int
    height: int


class UnfitPicture(Exception):  # noqa: N818  a fact about the picture, not an error of ours
    """This picture gives no such rendition, however often it is tried. The text says why, in Chinese."""


class Renderer(Protocol):
    async def __call__(self, original: bytes, profile: Profile) -> Rendered:
        """The same bytes for the same picture; UnfitPicture where it is damaged, too large or too small."""
        ...


@dataclass(frozen=True)
class Rendition:
    original: Sha256
    profile: str
    sha256: Sha256
    media_type: str
    width: int
    height: int
    size: int
    """Bytes."""


class Renditions(Protocol):
    async def of(self, original: Sha256, profile: str, tx: Reading | Transaction) -> Rendition | None:
        """None where it was not rendered, or could not be: `refusal` then knows why."""
        ...

    async def refusal(self, original: Sha256, profile: str, tx: Reading | Transaction) -> str | None:
        """Why the picture gives no such rendition, in Chinese."""
        ...

    async def add(self, rendition: Rendition, tx: Transaction) -> None:
        """Harmless to repeat: the first row stays."""
        ...

    async def refuse(self, original: Sha256, profile: str, reason: str, tx: Transaction) -> None: ...


def is_public(file: File) -> bool:
    """A picture, and not supporting material."""
    return file.role is FileRole.MEDIA and file.media_type.startswith("image/")


def may_be_shown(file: File) -> bool:
    """A picture for the public, and nobody in it still to be asked."""
    return is_public(file) and file.consent in {Consent.OBTAINED, Consent.PUBLIC_SCENE}


def picture(file: File, rendition: Rendition) -> Picture:
    """The published picture: the rendition's bytes under the name, caption and credit its unit gave."""
    stem = PurePosixPath(file.name).stem or "图片"
    return Picture(
        sha256=rendition.sha256,
        original=rendition.original,
        name=stem + EXTENSIONS[rendition.media_type],
        media_type=rendition.media_type,
        width=rendition.width,
        height=rendition.height,
        size=rendition.size,
        caption=file.caption,
        credit=file.credit,
        consent=file.consent,
    )
