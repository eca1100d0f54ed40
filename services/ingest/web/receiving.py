"""Takes the parts of a request in. Files lie in a temporary folder that is gone when the request is answered."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from aiohttp import web

from services.ingest.domain import limits
from services.ingest.domain.file import Received
from services.ingest.domain.refusals import NotAllowed
from services.ingest.domain.report import Report
from services.ingest.domain.sender import may_send
from services.ingest.domain.texts import as_named
from shared.identity import Account
from shared.ids import Sha256
from shared.web.api import parsed_json, read_json, validated
from shared.web.multipart import Field, FilePart, Limits, parts
from shared.web.problems import FieldError, Problem

SUBMISSION = "submission"
"""The part that holds the report itself."""

BUFFER = 1024 * 1024
LIMITS = Limits(
    total=limits.REQUEST_BYTES,
    file=limits.LARGEST_FILE_BYTES,
    field=limits.REPORT_BYTES,
    files=limits.FILES + 1,  # the report itself may come as a file
)
FORM_LIMITS = replace(LIMITS, files=limits.FILES)


@asynccontextmanager
async def receive_report(request: web.Request, account: Account) -> AsyncIterator[tuple[Report, Sequence[Received]]]:
    """From JSON, or from multipart with the report as one part and a part a file."""
    if not may_send(account):  # before a long body is read for nothing
        raise NotAllowed("当前账号不能报送材料，请使用单位账号，或由编辑代录。")
    if not request.content_type.startswith("multipart/"):
        yield await read_json(request, Report), ()
        return
    with tempfile.TemporaryDirectory(prefix="lianbo-") as folder:
        report: Report | None = None
        received: list[Received] = []
        async for part in parts(request, LIMITS):
            if part.name == SUBMISSION and report is not None:
                raise _invalid(SUBMISSION, "submission 只能有一份，收到了两份。")
            if part.name == SUBMISSION:
                report = validated(parsed_json(await _content(part)), Report)
            elif isinstance(part, FilePart):
                received.append(await _saved(part, Path(folder) / str(len(received))))
            else:
                raise _invalid(part.name, "没有这一项：文件请带文件名，其余内容写在 submission 中。")
        if report is None:
            raise _invalid(SUBMISSION, "缺少 submission 部分（JSON）。")
        yield report, received


@dataclass(frozen=True)
class Over:
    """What was too much, and was not kept: the field of the form, the file where it was one, and the limit."""

    field: str
    file: str
    limit: str


@dataclass(frozen=True)
class Sent:
    fields: Mapping[str, str]
    chosen: Sequence[tuple[str, Received]]
    """Files, each with the name of its field."""
    over: Sequence[Over]


@asynccontextmanager
async def receive_form(request: web.Request) -> AsyncIterator[Sent]:
    """All that was typed, whatever else was too much."""
    with tempfile.TemporaryDirectory(prefix="lianbo-") as folder:
        fields: dict[str, str] = {}
        chosen: list[tuple[str, Received]] = []
        over: list[Over] = []
        async for part in parts(request, FORM_LIMITS, lambda name, file, limit: over.append(Over(name, file, limit))):
            if not isinstance(part, FilePart):
                fields[part.name] = part.value
                continue
            before = len(over)
            saved = await _saved(part, Path(folder) / str(len(chosen)))
            if len(over) == before:
                chosen.append((part.name, saved))
        yield Sent(fields, chosen, over)


async def _content(part: Field | FilePart) -> bytes:
    if isinstance(part, Field):
        return part.value.encode()
    content = bytearray()
    async for chunk in part:
        content += chunk
        if len(content) > limits.REPORT_BYTES:
            message = f"最大 {limits.REPORT_BYTES // limits.MEGABYTE} MB。"
            raise Problem(413, "too-large", "内容太大", message, [FieldError(SUBMISSION, message)])
    return bytes(content)


async def _saved(part: FilePart, path: Path) -> Received:
    hashed, size, buffer = hashlib.sha256(), 0, bytearray()
    with path.open("wb") as file:

        def keep(content: bytes) -> None:
            hashed.update(content)
            file.write(content)

        async for chunk in part:
            size += len(chunk)
            buffer += chunk
            if len(buffer) >= BUFFER:
                await asyncio.to_thread(keep, bytes(buffer))
                buffer.clear()
        keep(bytes(buffer))
    return Received(as_named(part.filename), path, Sha256(hashed.hexdigest()), size)


def _invalid(field: str, message: str) -> Problem:
    return Problem(422, "invalid", "填写有误", f"请检查：{field}。", [FieldError(field, message)])
