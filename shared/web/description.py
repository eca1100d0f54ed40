"""`/api/v1/openapi.json`: the API of all services, itself included."""

from collections.abc import Iterable, Sequence
from typing import Any

from aiohttp import web

from shared.web.api import reply
from shared.web.openapi import document_of
from shared.web.operation import operation


class Description:
    def __init__(self, tables: Iterable[Sequence[web.AbstractRouteDef]], address: str) -> None:
        self._document = document_of([*tables, description_routes(self)], address)

    @operation("本接口的说明（OpenAPI 3.1）", answer=dict[str, Any], public=True)
    async def show(self, request: web.Request) -> web.Response:
        del request
        return reply(self._document)


def description_routes(description: Description) -> list[web.AbstractRouteDef]:
    return [web.get("/api/v1/openapi.json", description.show)]
