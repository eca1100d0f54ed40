"""What of a request reaches the figures: whose fault a failure was, and that the first one shows."""

import asyncio
import socket
import struct
from typing import Any

import pytest
from aiohttp import ServerDisconnectedError
from aiohttp.test_utils import TestClient
from prometheus_client import REGISTRY

from shared.service import Service
from shared.web.application import build_application
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.sites import sample_site

Client = TestClient[Any, Any]


def counted(route: str) -> dict[str, float]:
    """How many answers of each status, of all methods and services."""
    found: dict[str, float] = {}
    for metric in REGISTRY.collect():
        for sample in metric.samples:
            if sample.name == "lianbo_http_request_seconds_count" and sample.labels["route"] == route:
                status = sample.labels["status"]
                found[status] = found.get(status, 0) + sample.value
    return {status: value for status, value in found.items() if value}


def failures(service: str) -> float | None:
    return REGISTRY.get_sample_value("lianbo_http_failures_total", {"service": service})


@pytest.mark.parametrize("size", [100, 1_000_000], ids=["while little is sent", "while it reads too slowly"])
@pytest.mark.parametrize("linger", [None, 0], ids=["closing", "resetting"])
async def test_a_reader_who_goes_away_midway_is_no_failure_of_ours(client: Client, size: int, linger: int | None):
    route = "/api/v1/pourings/{size}"
    before, failed = counted(route).get("499", 0), failures("gallery")
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(b"GET /api/v1/pourings/%d HTTP/1.1\r\nHost: here\r\n\r\n" % size)
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    await asyncio.sleep(0.1)  # long enough for the socket's buffers to be full
    if linger is not None:
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, linger))
    writer.close()

    async def told() -> bool:
        return counted(route).get("499", 0) == before + 1

    await eventually(told)
    assert set(counted(route)) == {"499"}
    assert failures("gallery") == failed


async def test_a_request_that_is_cancelled_is_no_failure_of_ours(client: Client):
    with pytest.raises(ServerDisconnectedError):
        await client.get("/api/v1/cancelled")
    assert set(counted("/api/v1/cancelled")) == {"499"}


async def test_a_failure_of_ours_is_counted_and_nobody_elses(client: Client):
    before = failures("gallery")
    assert before is not None
    for how in ("away", "full", "stale"):
        await client.get(f"/api/v1/failures/{how}")
    assert failures("gallery") == before
    await client.get("/api/v1/failures/bug")
    await client.get("/failures/bug")
    assert failures("gallery") == before + 2


async def test_failures_stand_at_nought_from_the_start_so_that_the_first_shows(
    open_sqlite: OpenDatabase, clock: FixedClock
):
    database = await open_sqlite("identity")
    build_application([Service("newborn", database)], await sample_site(database, clock), front=False)
    assert failures("newborn") == 0
    assert failures("web") is not None
