"""Every address of the operators."""

from aiohttp import web

from services.publisher.web.ops import OpsPages
from services.publisher.web.ops_api import OpsApi


def ops_routes(pages: OpsPages, api: OpsApi) -> list[web.AbstractRouteDef]:
    return [
        web.get("/ops", pages.show),
        web.get("/ops/ledger", pages.ledger),
        web.get("/ops/dead-letters", pages.group),
        web.post("/ops/dead-letters/replays", pages.replay),
        web.post("/ops/dead-letters/discards", pages.discard),
        web.get("/ops/dead-letters/{id}", pages.letter),
        web.get("/api/v1/queues", api.queues),
        web.get("/api/v1/dead-letters", api.dead_letters),
        web.get("/api/v1/dead-letters/{id}", api.dead_letter),
        web.post("/api/v1/dead-letters/{id}/replays", api.replay),
        web.delete("/api/v1/dead-letters/{id}", api.discard),
    ]
