"""The admin application, loopback by default: is it alive, is it ready, what does it measure."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import prometheus_client
import pydantic_core
import sqlalchemy as sa
import structlog
from aiohttp import web

from shared.database import Database

log = structlog.get_logger()
PATIENCE_SECONDS = 3


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
        found = await asyncio.gather(*(self._service(parts) for parts in self._parts.values()))
        services = dict(zip(self._parts, found, strict=True))
        ready = all(service["ready"] for service in services.values())
        return web.Response(
            body=pydantic_core.to_json({"ready": ready, "services": services}),
            status=200 if ready else 503,
            content_type="application/json",
        )

    async def metrics(self, request: web.Request) -> web.Response:
        del request
        body = await asyncio.to_thread(prometheus_client.generate_latest)
        return web.Response(body=body, headers={"Content-Type": prometheus_client.CONTENT_TYPE_LATEST})

    async def _service(self, parts: Sequence[Part]) -> dict[str, object]:
        up = await asyncio.gather(*(_is_up(part) for part in parts))
        return {
            "ready": all(fine or not part.required for part, fine in zip(parts, up, strict=True)),
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
