"""A zip with the same bytes for the same files: its hash says whether two packages are the same."""

import io
import zipfile
from collections.abc import Iterable, Mapping

_BEFORE_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest a zip can say: when it was made must not change its bytes."""
_MADE_ON_UNIX = 3
_READABLE_BY_ALL = 0o100644 << 16


def zipped(files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> bytes:
    """Stored, not compressed: pictures do not shrink, and another zlib would pack the texts differently."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in dict(files).items():
            about = zipfile.ZipInfo(name, _BEFORE_TIME)
            about.create_system = _MADE_ON_UNIX
            about.external_attr = _READABLE_BY_ALL
            archive.writestr(about, content)
    return target.getvalue()
