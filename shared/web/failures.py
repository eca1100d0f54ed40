"""Every failure becomes an answer in Chinese that says what to do, and nothing about the inside."""

import asyncio

import pydantic_core
import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler

from shared.web.keys import TRACE_ID, speaks_to_programs
from shared.web.metrics import READER_LEFT
from shared.web.outages import outage
from shared.web.pages import page
from shared.web.problems import Problem
from shared.web.source import source_of

log = structlog.get_logger()

KINDS = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    411: "length-required",
    413: "too-large",
    414: "address-too-long",
    415: "unsupported-media-type",
    416: "range-not-satisfiable",
}
DETAILS = {
    400: "系统看不懂这个请求。",
    403: "您的账号不能查看这里的内容。",
    404: "这个地址没有内容：可能已经移走，也可能网址输错了。",
    405: "这个地址不支持这种操作。",
    413: "发送的内容超过了允许的大小。",
}
FIRST_ERROR = 400
LONGEST_FILE_NAME = 255
"""Of common file systems; none of ours comes near, and asked for a longer one they fail."""
REFUSED_ACCESS = (401, 403)
FIRST_FAULT = 500


@web.middleware
async def answer_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        _refuse_unreadable(request)
        return await handler(request)
    except Problem as problem:
        return answer(request, problem)
    except (web.RequestPayloadError, HttpProcessingError) as error:  # of whoever read the body
        log.info("request.unreadable", error=type(error).__name__)
        return answer(
            request, Problem(400, "bad-request", detail="内容不完整，或与 Content-Encoding 所称的压缩方式不符。")
        )
    except web.HTTPException as error:
        if error.status < FIRST_ERROR:
            raise  # a redirect
        return answer(request, _from_framework(error))
    except asyncio.CancelledError:
        raise  # the reader went away: there is nobody to answer
    except Exception as error:  # noqa: BLE001  whatever it is, the reader gets an answer
        return _answer_unforeseen(request, error)


def _answer_unforeseen(request: web.Request, error: Exception) -> web.Response:
    if isinstance(error, ConnectionError) and not _still_there(request):
        # Nobody to answer here either; a database that cut us off raises it too, with the reader still waiting.
        log.info("request.reader_left", error=type(error).__name__, path=request.path)
        return web.Response(status=READER_LEFT)
    if away := outage(error):
        log.warning("request.part_away", error=type(error).__name__, path=request.path)
        return answer(request, away)
    log.error("request.failed", method=request.method, path=request.path, exc_info=error)
    return answer(request, Problem(500, "internal", "系统出错了", "错误已记录，内容没有保存。请稍后重试。"))


def _refuse_unreadable(request: web.Request) -> None:
    """What would fail wherever it is first looked at."""
    if "%00" in request.raw_path:
        raise Problem(400, "bad-request", detail="网址含有不能使用的控制字符（NUL）。")
    if request.path.startswith("/static/") and len(request.path.encode()) > LONGEST_FILE_NAME:
        raise Problem(404, "not-found", detail=DETAILS[404])
    try:
        _ = request.if_modified_since, request.if_unmodified_since, request.if_range
    except OverflowError:
        raise Problem(400, "bad-request", detail="请求头中的日期不存在。") from None


def _still_there(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _from_framework(error: web.HTTPException) -> Problem:
    kept = {name: value for name, value in error.headers.items() if name in {"Allow", "Content-Range", "Retry-After"}}
    return Problem(
        error.status,
        KINDS.get(error.status, f"http-{error.status}"),
        detail=DETAILS.get(error.status, ""),
        headers=kept,
    )


def answer(request: web.Request, problem: Problem) -> web.Response:
    """A document for programs, a page for people; nothing where another answer has begun."""
    if problem.status < FIRST_FAULT:
        log.info("request.refused", status=problem.status, kind=problem.kind, path=request.path)
    if problem.status in REFUSED_ACCESS:
        log.info("access.refused", status=problem.status, path=request.path, source=source_of(request))
    if request.writer.output_size:
        return _break_off(request, problem)
    if speaks_to_programs(request):
        return web.Response(
            body=pydantic_core.to_json(problem.document(request.get(TRACE_ID, ""))),
            status=problem.status,
            headers=problem.headers,
            content_type="application/problem+json",
        )
    response = page(
        request,
        "shared/problem.html",
        {"problem": problem, "trace_id": request.get(TRACE_ID, "")},
        status=problem.status,
    )
    response.headers.update(problem.headers)
    return response


def _break_off(request: web.Request, problem: Problem) -> web.Response:
    """Another answer is on its way already: this one would be taken for its content, so the connection breaks instead.

    What is returned reaches nobody; its status is for the figures.
    """
    log.warning("request.broken_off", status=problem.status, path=request.path)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=problem.status)
