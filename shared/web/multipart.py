"""Forms with files, read as they arrive: nothing is held that nobody asked for, and every limit names its part."""

import codecs
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from shared.web.file_names import UnreadableName, as_sent
from shared.web.filters import filesize
from shared.web.problems import FieldError, Problem

CHUNK = 64 * 1024
UTF_8 = codecs.getincrementaldecoder("utf-8")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Of bytes and parts. `client_max_size` of aiohttp does not cover multipart (measured)."""

    total: int = 600 * MIB
    file: int = 500 * MIB
    field: int = 1 * MIB
    files: int = 40
    fields: int = 400


@dataclass(frozen=True)
class Field:
    name: str
    value: str
    media_type: str


class FilePart:
    """A file on its way in. Whoever does not read it to its end skips the rest by asking for the next part."""

    def __init__(self, name: str, filename: str, media_type: str, chunks: AsyncIterator[bytes]) -> None:
        self.name = name
        self.filename = filename
        """As the sender calls it: data, never a path."""
        self.media_type = media_type
        """As the sender claims."""
        self._chunks = chunks

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._chunks


TellOver = Callable[[str, str, str], None]
"""Of a part that is over a limit: its name, the file's (empty for a field), and the limit in words."""

ENDURED = 2
"""How many times the limit of the whole is read past for somebody who should get their form back."""


async def parts(request: web.Request, limits: Limits, over: TellOver | None = None) -> AsyncIterator[Field | FilePart]:
    """Fields and files in the order sent. Problem 413 names the part and the limit, 400 what is no multipart.

    With `over`, for a person's form, of which nothing typed may be lost: what is over a limit is told to it and read
    past instead. A file that turns out too large has then been told before its iteration ends; a field is cut.
    """
    if not request.content_type.startswith("multipart/"):
        raise Problem(415, "unsupported-media-type", "不支持的格式", "请以 multipart/form-data 发送。")
    most = limits.total * (ENDURED if over else 1)
    if request.content_length is not None and request.content_length > most:
        raise _too_large("", f"全部内容最大 {filesize(limits.total)}。")
    files = fields = 0
    async for part in _parts(request):
        try:
            name, filename = _named(part)
        except UnreadableName as unreadable:
            _refuse_name(part.name or "", unreadable.shown, over)
            await _drain(_counted(request, part, (part.name or "", unreadable.shown), limits, _unsaid))
            continue
        if filename is None:
            fields += 1
            if fields > limits.fields:
                raise _too_large(name, f"最多 {limits.fields} 个填写项。")
            chunks = _counted(request, part, (name, ""), limits, over)
            yield Field(name, await _text(chunks, name, cut=over is not None), _type(part))
            continue
        if not filename:
            if await part.read_chunk(CHUNK):
                raise _malformed(f"{name}：文件没有名称（filename）。")
            continue  # a file input that was left empty
        files += 1
        if files > limits.files:
            _refuse((name, filename), f"最多 {limits.files} 个文件。", over)
            await _drain(_counted(request, part, (name, filename), limits, _unsaid))
            continue
        chunks = _counted(request, part, (name, filename), limits, over)
        yield FilePart(name, filename, _type(part), chunks)
        await _drain(chunks)  # what nobody read counts as well


async def _parts(request: web.Request) -> AsyncIterator[BodyPartReader]:
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, MultipartReader):
                raise _malformed("不支持嵌套的 multipart。")
            if part.headers.get("Content-Transfer-Encoding", "binary").lower() not in {"binary", "8bit", "7bit"}:
                raise _malformed("不支持 Content-Transfer-Encoding。")
            yield part
    except (ValueError, AssertionError, KeyError, HttpProcessingError, web.HTTPException) as error:
        raise _malformed("内容不是完整的 multipart/form-data。") from error


def _named(part: BodyPartReader) -> tuple[str, str | None]:
    """The part's name, and the file's name where it is a file."""
    name = part.name
    if not name:
        raise _malformed("有一部分没有名称（name）。")
    header = part.headers.get("Content-Disposition", "")
    if "filename" not in header.lower():
        return name, None
    return name, as_sent(part.filename or "", header)


def _type(part: BodyPartReader) -> str:
    return part.headers.get("Content-Type", "").partition(";")[0].strip().lower()


async def _counted(
    request: web.Request, part: BodyPartReader, names: tuple[str, str], limits: Limits, over: TellOver | None
) -> AsyncIterator[bytes]:
    size, limit = 0, limits.file if names[1] else limits.field
    try:
        while not part.at_eof():
            chunk = await part.read_chunk(CHUNK)
            size += len(chunk)
            if size > limit:
                _refuse(names, f"最大 {filesize(limit)}。", over)
            elif (names[1] or over is None) and request.content.total_bytes > limits.total:
                _refuse(names, f"全部内容最大 {filesize(limits.total)}。", over)
            else:
                yield bytes(chunk)
                continue
            await _read_past(request, part, limits.total * ENDURED)
    except (ValueError, AssertionError, HttpProcessingError) as error:
        raise _malformed("内容不是完整的 multipart/form-data。") from error


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    async for _ in chunks:
        pass


async def _read_past(request: web.Request, part: BodyPartReader, most: int) -> None:
    while not part.at_eof():
        await part.read_chunk(CHUNK)
        if request.content.total_bytes > most:
            raise _too_large("", "全部内容太大。")


def _refuse(names: tuple[str, str], limit: str, over: TellOver | None) -> None:
    name, filename = names
    if over is None:
        raise _too_large(filename or name, limit)
    over(name, filename, limit)


def _refuse_name(name: str, shown: str, over: TellOver | None) -> None:
    message = f"文件名“{shown}”不是 UTF-8 编码，无法识别，请改名或改用 UTF-8 后再传。"
    if over is None:
        raise Problem(422, "invalid", errors=[FieldError(name, message)])
    over(name, shown, message)


def _unsaid(*_: str) -> None:
    """For a part that has been refused already."""


async def _text(chunks: AsyncIterator[bytes], name: str, *, cut: bool) -> str:
    """`cut`: it may end within a character."""
    data = b"".join([chunk async for chunk in chunks])
    try:
        text = UTF_8().decode(data, final=not cut)
    except UnicodeDecodeError:
        raise Problem(
            400, "bad-request", detail="填写项应为 UTF-8。", errors=[FieldError(name, "应为 UTF-8。")]
        ) from None
    if "\0" in text:
        raise Problem(422, "invalid", errors=[FieldError(name, "含有不能保存的控制字符（NUL）。")])
    return text.replace("\r\n", "\n")  # browsers send line ends in the way of RFC 7578


def _too_large(name: str, limit: str) -> Problem:
    detail = f"{name}：{limit}" if name else limit
    return Problem(413, "too-large", "内容太大", detail, [FieldError(name, limit)] if name else ())


def _malformed(detail: str) -> Problem:
    return Problem(400, "bad-multipart", "内容格式有误", detail)
