"""How long requests take: a histogram per service, route and status. How many failed by our own fault: a counter."""

import asyncio
import time
from collections.abc import Iterable, Mapping

from aiohttp import web
from aiohttp.abc import AbstractMatchInfo
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import Counter, Histogram

SECONDS = Histogram(
    "lianbo_http_request_seconds",
    "Time to answer a request",
    ["service", "method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
FAILURES = Counter("lianbo_http_failures_total", "Requests that failed by our own fault (500)", ["service"])
"""Of one label, so that it stands at 0 before the first failure: a series that begins with 1 has no increase to see."""
FAILURE = 500
READER_LEFT = 499
"""nginx's number for a client that did not wait for the answer; nobody is ever sent it."""
FRONT = "web"
"""Whose the shared pages are, and what no route takes."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def measure(service_of: Mapping[web.AbstractRoute, str], services: Iterable[str]) -> Middleware:
    """`services`: all that may stand in `service_of`."""
    for name in (*services, FRONT):
        FAILURES.labels(name)

    @web.middleware
    async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        status = FAILURE
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        except asyncio.CancelledError:
            status = READER_LEFT
            raise
        else:
            return response
        finally:
            route, service = _route(request.match_info, service_of)
            # Only what we serve becomes a label: names that others think up must not fill the memory.
            method = request.method if request.method in METHODS else "other"
            SECONDS.labels(service, method, route, str(status)).observe(time.perf_counter() - started)
            if status == FAILURE:
                FAILURES.labels(service).inc()

    return measured


def _route(match: AbstractMatchInfo, service_of: Mapping[web.AbstractRoute, str]) -> tuple[str, str]:
    route = getattr(match, "route", None)
    resource = getattr(route, "resource", None)
    if route is None or resource is None:
        return "unmatched", FRONT
    return resource.canonical, service_of.get(route, FRONT)
