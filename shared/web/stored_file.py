"""Sends a file from the store: whole or a range, with a strong ETag and its digest, as streaming players ask for it."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from shared.files import FileStore
from shared.ids import Sha256
from shared.web.problems import Problem

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@dataclass(frozen=True)
class Stored:
    sha256: Sha256
    size: int
    media_type: str
    name: str
    disposition: str = "inline"


async def send(request: web.Request, store: FileStore, file: Stored, headers: Mapping[str, str]) -> web.StreamResponse:
    """304 where the reader has it; 206 for one range, the whole for several; 416 for a range past the end.

    What the store raises before the first byte is answered as any failure is; later it breaks the transfer off.
    """
    tag = f'"{file.sha256}"'
    about = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": f"{file.disposition}; filename*=UTF-8''{quote(file.name, safe='')}",
        **headers,
    }
    if tag_matches(request.headers.get("If-None-Match"), tag):
        return web.Response(status=304, headers=about)
    start, end = _wanted(request, file, tag)
    about["Content-Type"] = file.media_type
    # Of the whole file, whichever part is sent (RFC 9530).
    about["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:"
    part = (start, end) != (0, file.size)
    if part:
        about["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    response = web.StreamResponse(status=206 if part else 200, headers=about)
    response.content_length = end - start
    if request.method == "HEAD":
        await response.prepare(request)
        return response
    chunks = aiter(store.stream(file.sha256, start, end))
    first = await anext(chunks, b"")  # before the first byte is out, a missing file can still be answered properly
    await response.prepare(request)
    await response.write(first)
    missing = end - start - len(first)
    async for chunk in chunks:
        await response.write(chunk)
        missing -= len(chunk)
    if missing:
        # The reader would wait for the rest, and take the next answer for it.
        raise EOFError(f"a stored file lacks {missing} bytes")
    await response.write_eof()
    return response


def tag_matches(header: str | None, tag: str) -> bool:
    """`If-None-Match`, compared weakly as RFC 9110 wants it: a proxy may have weakened the tag."""
    if header is None:
        return False
    tags = [one.strip().removeprefix("W/") for one in header.split(",")]
    return "*" in tags or tag in tags


def _wanted(request: web.Request, file: Stored, tag: str) -> tuple[int, int]:
    """First byte, and the one after the last."""
    header = request.headers.get("Range", "").strip()
    found = _RANGE.fullmatch(header)
    unchanged = request.headers.get("If-Range", tag) == tag
    if request.method not in {"GET", "HEAD"} or found is None or not unchanged or found[0] == "bytes=-":
        return 0, file.size
    first, last = found[1], found[2]
    if not first:
        start, end = max(0, file.size - int(last)), file.size
    else:
        start, end = int(first), min(int(last) + 1, file.size) if last else file.size
        if last and int(last) < start:
            return 0, file.size  # not a range at all, so RFC 9110 has it ignored
    if start >= file.size or start == end:
        raise Problem(
            416,
            "range-not-satisfiable",
            detail=f"文件共 {file.size} 字节，请求的范围超出文件。",
            headers={"Content-Range": f"bytes */{file.size}"},
        )
    return start, end
