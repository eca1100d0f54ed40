"""One application out of several services: what people and programs reach through the front door."""

from collections.abc import Iterable, Sequence

from aiohttp import web

from shared.service import Service
from shared.web.authentication import authenticate
from shared.web.description import Description, description_routes
from shared.web.environment import set_up_templates
from shared.web.expectations import set_up_expectations
from shared.web.failures import answer_failures
from shared.web.front import Front, front_routes
from shared.web.keys import ADDRESSES, SITE, Site
from shared.web.metrics import measure
from shared.web.same_origin import refuse_other_sites
from shared.web.security_headers import secure
from shared.web.stalled import refuse_stalled
from shared.web.tracing import show_trace_id, trace

LARGEST_BODY = 4 * 1024 * 1024
"""Of JSON and plain forms. Files come as multipart, with limits of their own (`shared/web/multipart.py`)."""


def build_application(
    services: Sequence[Service],
    site: Site,
    *,
    front: bool = True,
    documented: Iterable[Sequence[web.AbstractRouteDef]] = (),
) -> web.Application:
    """All routes of the services, and with `front` the shared ones (`/`, `/login`, …, the API's description).

    `documented`: route tables of services that run elsewhere: they belong into the API's description and navigation.
    """
    set_up_expectations()
    service_of: dict[web.AbstractRoute, str] = {}
    app = web.Application(
        middlewares=[
            trace,
            measure(service_of, [service.name for service in services]),
            answer_failures,
            refuse_stalled(),
            authenticate,
            refuse_other_sites,
        ],
        client_max_size=LARGEST_BODY,
    )
    app[SITE] = site
    set_up_templates(app, services)
    app.on_response_prepare.append(secure)
    app.on_response_prepare.append(show_trace_id)
    tables = [(service.name, service.routes) for service in services]
    described = [table for _, table in tables] + list(documented)
    app[ADDRESSES] = frozenset(
        definition.path for table in described for definition in table if isinstance(definition, web.RouteDef)
    )
    if front:
        description = Description(described, site.settings.address)
        tables.append(("web", [*front_routes(Front(site)), *description_routes(description)]))
    _refuse_duplicates(tables)
    for name, table in tables:
        for definition in table:
            service_of |= dict.fromkeys(definition.register(app.router), name)
    return app


def _refuse_duplicates(tables: Iterable[tuple[str, Sequence[web.AbstractRouteDef]]]) -> None:
    """Of two routes with one address the second would never be reached, and nobody would say so."""
    seen: dict[tuple[str, str], str] = {}
    for name, table in tables:
        for definition in table:
            if not isinstance(definition, web.RouteDef):
                continue
            address = (definition.method, definition.path)
            if address in seen:
                raise ValueError(f"{definition.method} {definition.path}: in {seen[address]} and in {name}")
            seen[address] = name
