"""How long requests take: a histogram per service, route and status."""

import time
from collections.abc import Mapping

from aiohttp import web
from aiohttp.abc import AbstractMatchInfo
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import Histogram

SECONDS = Histogram(
    "lianbo_http_request_seconds",
    "Time to answer a request",
    ["service", "method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def measure(service_of: Mapping[web.AbstractRoute, str]) -> Middleware:
    @web.middleware
    async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        status = 500
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        else:
            return response
        finally:
            route, service = _route(request.match_info, service_of)
            # Only what we serve becomes a label: names that others think up must not fill the memory.
            method = request.method if request.method in METHODS else "other"
            SECONDS.labels(service, method, route, str(status)).observe(time.perf_counter() - started)

    return measured


def _route(match: AbstractMatchInfo, service_of: Mapping[web.AbstractRoute, str]) -> tuple[str, str]:
    route = getattr(match, "route", None)
    resource = getattr(route, "resource", None)
    if route is None or resource is None:
        return "unmatched", "web"
    return resource.canonical, service_of.get(route, "web")
