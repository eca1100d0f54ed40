"""Connections as they come, before there is a request: how many from one source, how long idle, what is no HTTP."""

import asyncio
import ipaddress
from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, cast

import pydantic_core
import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from shared.settings import Network
from shared.web.problems import Problem
from shared.web.security_headers import HEADERS
from shared.web.source import address_of, named
from shared.web.tracing import trace_id_of

log = structlog.get_logger()

IDLE_SECONDS = 75.0
"""For the head of a request, counted from the answer before it, and between two requests: more than nginx's 60."""
CONNECTIONS_A_SOURCE = 512
"""Open at once. An office behind one address has dozens; our own proxies are not counted."""
BROKEN_BY_SENDER = (HttpProcessingError, web.RequestPayloadError)


def runner_of(
    app: web.Application,
    *,
    shutdown_timeout: float,
    trusted: Sequence[Network] = (),
    idle: float = IDLE_SECONDS,
    most: int = CONNECTIONS_A_SOURCE,
) -> web.AppRunner:
    """Serves the application to connections with deadlines. `trusted`: our proxies, which bring many people each."""
    runner = _Runner(app, access_log=None, shutdown_timeout=shutdown_timeout, keepalive_timeout=idle)
    runner.trusted, runner.most = trusted, most
    return runner


class _Runner(web.AppRunner):
    trusted: Sequence[Network] = ()
    most = CONNECTIONS_A_SOURCE

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        server = _Connections(
            made.request_handler,
            request_factory=made.request_factory,
            **made._kwargs,  # noqa: SLF001  the framework has no setting for the class of its connections
        )
        server.trusted, server.most = self.trusted, self.most
        return server


class _Connections(web.Server):
    trusted: Sequence[Network] = ()
    most = CONNECTIONS_A_SOURCE

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.open: Counter[str] = Counter()

    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)

    def counted(self, transport: asyncio.BaseTransport) -> str:
        """The source that a connection counts for; empty where it does not."""
        peer = transport.get_extra_info("peername")
        address = address_of(str(peer[0])) if isinstance(peer, tuple) else None
        return "" if address is None or self._is_ours(address) else named(address)

    def _is_ours(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        return any(address in network for network in self.trusted)


class _Connection(web.RequestHandler):
    """Closed by the framework when no whole head has come within `keepalive_timeout`, however busily it trickles."""

    def __init__(self, server: _Connections, **named: Any) -> None:
        super().__init__(server, **named)
        self._server = server
        self._source = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._source = self._server.counted(transport)
        if self._source:
            self._server.open[self._source] += 1
            if self._server.open[self._source] > self._server.most:
                self._turn_away(transport)
                return
        super().connection_made(transport)

    def _turn_away(self, transport: asyncio.BaseTransport) -> None:
        log.info("connection.refused", source=self._source)
        self._force_close = True  # whatever comes is not read
        peer = cast("asyncio.Transport", transport)
        peer.write(TOO_MANY)
        peer.close()

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._source:
            self._server.open[self._source] -= 1
            self._server.open += Counter()  # forgets who has none left
            self._source = ""
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  in English, and says what was sent
    ) -> web.StreamResponse:
        """For what never became a request: there is no path, so nobody knows whether a program or a person asked."""
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            log.info("request.unparsable", error=type(exc).__name__)
        else:
            log.error("request.failed", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("another answer has begun")
        return _Unnamed(UNPARSABLE if status == HTTPStatus.BAD_REQUEST else Problem(status, "internal"))

    def log_exception(self, *args: Any, **named: Any) -> None:
        """What the sender broke is no fault of ours: one line, without what was sent."""
        error = named.get("exc_info")
        if isinstance(error, BROKEN_BY_SENDER):
            log.info("request.unreadable", error=type(error).__name__)
            return
        super().log_exception(*args, **named)


class _Unnamed(web.Response):
    """An answer of the connection itself, beyond the application and what that adds to every answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(
            body=_document(problem), status=problem.status, headers=HEADERS, content_type="application/problem+json"
        )
        self.force_close()

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        del self.headers["Server"]  # names the framework and its version


def _document(problem: Problem) -> bytes:
    return pydantic_core.to_json(problem.document(trace_id_of("")))


UNPARSABLE = Problem(400, "bad-request", detail="系统看不懂这个请求：请求行或请求头写法有误、含有控制字符，或者太长。")


def _raw(problem: Problem) -> bytes:
    body = _document(problem)
    headers = {
        **HEADERS,
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Retry-After": "5",
        "Connection": "close",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {problem.status} Too Many Requests\r\n{lines}\r\n".encode() + body


TOO_MANY = _raw(Problem(429, "too-many-connections", detail="从您这里打开的连接太多，请关闭一些后再试。"))
