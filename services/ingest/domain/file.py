"""A file on its way in: received, inspected, and what makes it part of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from services.ingest.domain.file_names import fitted, told_apart
from services.ingest.domain.kinds import KINDS
from services.ingest.domain.mistakes import Fault
from services.ingest.domain.picture_notices import picture_notices
from services.ingest.domain.report import SentFile
from shared.contracts.submissions import File
from shared.contracts.words import FileRole
from shared.ids import Sha256

Sort = Literal["picture", "video", "document"]


@dataclass(frozen=True)
class Received:
    """It lies in a temporary place until the report is known to be good."""

    name: str
    path: Path
    sha256: Sha256
    size: int


@dataclass(frozen=True)
class Inspected:
    """What it is by content and decoding, whatever its name says."""

    media_type: str
    width: int | None = None
    height: int | None = None
    notices: tuple[str, ...] = ()
    """In Chinese: what the unit should know of it."""


class RefusedFile(Exception):  # noqa: N818  it is the file that is at fault
    """In Chinese: what is wrong, and the remedy."""

    def __init__(self, message: str, fault: Fault = Fault.UNSUPPORTED, part: str = "name") -> None:
        super().__init__(message)
        self.fault = fault
        self.part = part
        """The field of the file that is wrong."""


class Inspect(Protocol):
    async def __call__(self, file: Received) -> Inspected:
        """RefusedFile where it is not taken, cannot be opened, or could do harm."""
        ...


def sort_of(media_type: str) -> Sort:
    match media_type.partition("/")[0]:
        case "image":
            return "picture"
        case "video":
            return "video"
    return "document"


def as_file(received: Received, found: Inspected) -> File:
    """Before a report has said anything of it."""
    return File(
        sha256=received.sha256,
        name=received.name,
        size=received.size,
        media_type=found.media_type,
        role=_usual_role(found.media_type),
        width=found.width,
        height=found.height,
        notices=found.notices,
    )


def described(sent: SentFile, file: File) -> File:
    """The file as this report speaks of it. RefusedFile if it cannot play the role."""
    usual = _usual_role(file.media_type)
    if sent.role == FileRole.MEDIA and usual == FileRole.EVIDENCE:
        raise RefusedFile("文档不能作为展示素材，请改为佐证材料（evidence）。", Fault.INVALID, part="role")
    told = {"name": sent.name, "role": sent.role or usual, "caption": sent.caption, "credit": sent.credit}
    return file.model_copy(update={**told, "consent": sent.consent})


def named(files: Sequence[File]) -> list[File]:
    """With endings that fit and no name twice; what was changed, and what the unit should know, stands with each."""
    fitting = [fitted(file.name, file.media_type) for file in files]
    return [_told(file, fit, name) for file, fit, name in zip(files, fitting, told_apart(fitting), strict=True)]


def _told(file: File, fitting: str, name: str) -> File:
    notices = list[str]()
    if fitting != file.name:
        notices.append(f"内容是{KINDS[file.media_type]}，文件名已由“{file.name}”改为“{name}”。")
    elif name != fitting:
        notices.append(f"有几个文件都叫“{file.name}”，这一个改名为“{name}”。")
    if file.role is FileRole.MEDIA and file.width and file.height:
        notices += picture_notices(file.width, file.height)
    sent_as = file.sent_as if name == file.name else file.name
    told = tuple(dict.fromkeys([*file.notices, *notices]))  # a file of the revision before brings its own along
    return file.model_copy(update={"name": name, "sent_as": sent_as, "notices": told})


def _usual_role(media_type: str) -> FileRole:
    return FileRole.EVIDENCE if sort_of(media_type) == "document" else FileRole.MEDIA
