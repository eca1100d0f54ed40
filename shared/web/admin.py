"""The admin application, loopback by default: is it alive, is it ready, what does it measure."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import prometheus_client
import pydantic_core
import sqlalchemy as sa
import structlog
from aiohttp import web
from prometheus_client import Gauge

from shared.database import Database

log = structlog.get_logger()
PATIENCE_SECONDS = 3

READY = Gauge("lianbo_service_ready", "1 where all that a service cannot do without answers", ["service"])
PART_UP = Gauge("lianbo_part_up", "1 where what a service stands on answers", ["service", "part"])


@dataclass(frozen=True)
class Part:
    """Something a service stands on. Away, it makes the service unready, or only degraded if not required."""

    name: str
    check: Callable[[], Awaitable[bool]]
    required: bool = True


def database_part(database: Database) -> Part:
    async def answers() -> bool:
        async with database.reading() as view:
            await view.connection.execute(sa.text("SELECT 1"))
        return True

    return Part("database", answers)


def door_part(door: socket.socket) -> Part:
    """The front door: one that is bound, but not yet or no longer open, refuses whoever is sent to it."""

    async def opened() -> bool:
        return door.fileno() >= 0 and bool(door.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))

    return Part("door", opened)


def build_admin(parts: Mapping[str, Sequence[Part]]) -> web.Application:
    """`parts`: what each service of this process stands on."""
    app = web.Application()
    admin = Admin(parts)
    app.add_routes(
        [
            web.get("/healthz", admin.healthz),
            web.get("/readyz", admin.readyz),
            web.get("/metrics", admin.metrics),
        ]
    )
    return app


class Admin:
    def __init__(self, parts: Mapping[str, Sequence[Part]]) -> None:
        self._parts = parts

    async def healthz(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"alive": True})

    async def readyz(self, request: web.Request) -> web.Response:
        """503 as long as a required part of any service is down."""
        del request
        services = await self._services()
        ready = all(service["ready"] for service in services.values())
        return web.Response(
            body=pydantic_core.to_json({"ready": ready, "services": services}),
            status=200 if ready else 503,
            content_type="application/json",
        )

    async def metrics(self, request: web.Request) -> web.Response:
        """With each part's state as it is now, not as somebody last asked."""
        del request
        await self._services()
        body = await asyncio.to_thread(prometheus_client.generate_latest)
        return web.Response(body=body, headers={"Content-Type": prometheus_client.CONTENT_TYPE_LATEST})

    async def _services(self) -> dict[str, dict[str, object]]:
        found = await asyncio.gather(*(self._service(*service) for service in self._parts.items()))
        return dict(zip(self._parts, found, strict=True))

    async def _service(self, name: str, parts: Sequence[Part]) -> dict[str, object]:
        up = await asyncio.gather(*(_is_up(part) for part in parts))
        ready = all(fine or not part.required for part, fine in zip(parts, up, strict=True))
        READY.labels(name).set(ready)
        for part, fine in zip(parts, up, strict=True):
            PART_UP.labels(name, part.name).set(fine)
        return {
            "ready": ready,
            "degraded": not all(up),
            "parts": {part.name: "up" if fine else "down" for part, fine in zip(parts, up, strict=True)},
        }


async def _is_up(part: Part) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await part.check()
    except Exception as error:  # noqa: BLE001  whatever it is, the part does not answer
        log.warning("part.down", part=part.name, error=type(error).__name__)
        return False
