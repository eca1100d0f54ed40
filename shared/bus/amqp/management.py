"""RabbitMQ's management interface: what AMQP itself does not tell."""

from typing import Any
from urllib.parse import quote

import aiohttp
import structlog
from yarl import URL

log = structlog.get_logger(__name__)

ANSWER_SECONDS = 5


class Management:
    def __init__(self, url: str, virtual_host: str) -> None:
        address = URL(url)
        self._headers = (
            {"Authorization": aiohttp.encode_basic_auth(address.user, address.password or "")} if address.user else {}
        )
        self._queues = URL(
            f"{str(address.with_user(None)).rstrip('/')}/api/queues/{quote(virtual_host, safe='')}", encoded=True
        )

    async def queues(self) -> dict[str, dict[str, Any]] | None:
        """By name; None if it cannot be known now. The broker counts every few seconds: fresh figures lag."""
        limit = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(headers=self._headers, timeout=limit) as session,
                session.get(self._queues) as answer,
            ):
                answer.raise_for_status()
                return {queue["name"]: queue for queue in await answer.json()}
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("broker.management_unreachable", reason=type(error).__name__)
            return None
