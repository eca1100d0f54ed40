"""lianbo events: the catalogue as AsyncAPI, with who takes what."""

from services.commands.terminal import as_json, configured, run
from services.system import opened
from shared.contracts.asyncapi import asyncapi


def events() -> None:
    """事件目录（AsyncAPI 3.0，JSON）。"""

    async def work() -> None:
        async with opened(configured()) as system:
            queues = {one.queue: one.events for service in system.services for one in service.subscriptions}
        as_json(asyncapi(queues))

    run(work())
