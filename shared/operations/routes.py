"""Every address of the operators: the queues and dead letters of all services, served by whichever is given them."""

from aiohttp import web

from shared.bus.dead_letters import DeadLetters
from shared.bus.readings import QueueReadings
from shared.operations.api import OpsApi
from shared.operations.pages import OpsPages


def operations_routes(readings: QueueReadings, dead_letters: DeadLetters) -> list[web.AbstractRouteDef]:
    pages, api = OpsPages(readings, dead_letters), OpsApi(readings, dead_letters)
    return [
        web.get("/ops", pages.show),
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
