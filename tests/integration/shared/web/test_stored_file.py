"""A file on its way from the store to a reader, over a real connection."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientPayloadError, web
from aiohttp.test_utils import TestClient

from shared.files.failures import FilesAway
from shared.ids import Sha256
from shared.service import Service
from shared.web.stored_file import Stored, send
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.sites import sample_site, serving

SIZE = 20
FILE = Stored(Sha256("0" * 64), SIZE, "application/zip", "包.zip")


class Store:
    """Gives what a test says, then fails if it says so."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.failure: Exception | None = None

    async def stream(self, sha256: Sha256, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk
        if self.failure:
            raise self.failure


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def client(open_sqlite: OpenDatabase, clock: FixedClock, store: Store) -> AsyncIterator[TestClient[Any, Any]]:
    async def file(request: web.Request) -> web.StreamResponse:
        return await send(request, store, FILE, {})  # type: ignore[arg-type]  nothing is put or read whole here

    database = await open_sqlite("identity")
    service = Service("publisher", database, routes=[web.get("/api/v1/file", file)])
    async with serving([service], await sample_site(database, clock)) as client:
        yield client


async def received(client: TestClient[Any, Any]) -> tuple[int, bytes, bool]:
    """Status, what came of the body, and whether it broke off."""
    body = b""
    async with client.get("/api/v1/file") as answer:
        try:
            async for chunk in answer.content.iter_any():
                body += chunk
        except ClientPayloadError:
            return answer.status, body, True
    return answer.status, body, False


async def test_a_file_arrives_whole(client: TestClient[Any, Any], store: Store):
    store.chunks = [b"1" * 12, b"2" * 8]
    assert await received(client) == (200, b"1" * 12 + b"2" * 8, False)


@pytest.mark.parametrize(("failure", "status"), [(FilesAway("away"), 503), (ZeroDivisionError(), 500)])
async def test_what_fails_before_the_first_byte_is_a_problem(
    client: TestClient[Any, Any], store: Store, failure: Exception, status: int
):
    store.failure = failure
    async with client.get("/api/v1/file") as answer:
        assert (answer.status, answer.content_type) == (status, "application/problem+json")


@pytest.mark.parametrize("failure", [FilesAway("away"), ZeroDivisionError(), FileNotFoundError()])
async def test_what_fails_later_breaks_the_transfer_off(client: TestClient[Any, Any], store: Store, failure: Exception):
    store.chunks, store.failure = [b"1" * 12], failure
    assert await received(client) == (200, b"1" * 12, True)


async def test_a_file_shorter_than_its_length_breaks_off(client: TestClient[Any, Any], store: Store):
    store.chunks = [b"1" * 12]
    assert await received(client) == (200, b"1" * 12, True)
