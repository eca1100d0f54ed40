"""Today's services as their composition roots build them, on real databases, and events for their real consumers."""

import copy
import json
from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import TestClient

from shared.bus.consumer import Consumer
from shared.bus.message import Message
from shared.contracts.catalogue import EVENTS
from shared.ids import new_id
from shared.service import Service
from tests.contracts.test_events import sample
from tests.fakes import FixedClock
from tests.sites import bearer


@dataclass
class Today:
    """Today's services on real databases."""

    services: tuple[Service, ...]
    client: TestClient[Any, Any]
    picture: str

    async def take(self, said: dict[str, Any]) -> list[str]:
        """What went wrong in the handlers that subscribe to it."""
        told = {**said, "id": new_id()}
        message = Message(told["id"], json.dumps(told).encode())
        wrong = []
        for service in self.services:
            for one in service.subscriptions:
                if EVENTS[said["type"]] in one.events:
                    failed = await Consumer(one, service.database, FixedClock())(message)
                    wrong += [f"{one.queue} {said['type']}: {failed.reason}"] if failed else []
        return wrong

    async def page(self, path: str, token: str) -> str:
        async with self.client.get(path, headers=bearer(token), allow_redirects=False) as answer:
            assert answer.status == 200, (path, await answer.text())
            return await answer.text()


async def known_story(today: Today) -> str:
    """Publisher has one, as the samples speak of it."""
    said = of_story(sample("submission.received"), "", today.picture)
    assert await today.take(said) == []
    (row,) = json.loads(await today.page("/api/v1/stories", "sample-chief"))["items"]
    return str(row["id"])


def of_story(said: dict[str, Any], story: str, picture: str) -> dict[str, Any]:
    """The same of a story that publisher has, with a picture that is there."""
    data = copy.deepcopy(said["data"])
    if "story" in data:
        data["story"]["id"] = story
    if "submission" in data:
        for file in data["submission"]["files"]:
            file["sha256"] = picture
    return {**said, "data": data}


def as_new(said: dict[str, Any]) -> dict[str, Any]:
    """Of a version, or of a submission, that nobody has heard of: an older one would be looked at no further."""
    data = copy.deepcopy(said["data"])
    if "story" in data:
        data["story"]["version"] += 1_000_000
    if "submission" in data:
        data["submission"] |= {"id": new_id(), "number": new_id()}
    return {**said, "data": data}
