"""One trace id for all that a request causes: taken from the caller (W3C traceparent) or made."""

import re
import secrets

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from shared.web.keys import TRACE_ID

TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
HEADER = "X-Trace-Id"


@web.middleware
async def trace(request: web.Request, handler: Handler) -> web.StreamResponse:
    trace_id = trace_id_of(request.headers.get("traceparent", ""))
    request[TRACE_ID] = trace_id
    traceparent = f"00-{trace_id}-{secrets.token_hex(8)}-01"
    with structlog.contextvars.bound_contextvars(trace_id=trace_id, traceparent=traceparent):
        return await handler(request)


async def show_trace_id(request: web.Request, response: web.StreamResponse) -> None:
    """On every response, streams too: what a person quotes when something went wrong."""
    if trace_id := request.get(TRACE_ID):
        response.headers[HEADER] = trace_id


def trace_id_of(traceparent: str) -> str:
    """The caller's trace id if the header is well formed, a new one otherwise."""
    found = TRACEPARENT.fullmatch(traceparent.strip().lower())
    return found[1] if found else secrets.token_hex(16)
