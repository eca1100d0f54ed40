"""A submission's files on their way out, also where the store fails meanwhile."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import aiohttp
import pytest

from shared.files.failures import FilesAway
from shared.ids import Sha256
from tests.integration.ingest.conftest import JINAN, House
from tests.pictures import photo

PICTURE = photo()


@pytest.fixture
async def address(any_house: House) -> str:
    """Of the only file of the only report."""
    _, sent = await any_house.send(files=[{"name": "图.jpg", "consent": "obtained"}], parts={"图.jpg": PICTURE})
    (file,) = (await any_house.get(f"/api/v1/submissions/{sent['number']}"))[1]["files"]
    return f"{any_house.url}/submit/{sent['number']}/files/{file['sha256']}"


def asked(house: House, address: str, **headers: str) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return house.http.get(address, headers={"Authorization": f"Bearer {JINAN}", **named})


def fail(house: House, monkeypatch: pytest.MonkeyPatch, *sent: bytes, failure: Exception) -> None:
    """From now on the store gives `sent` and then fails."""

    async def stream(sha256: Sha256, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        for chunk in sent:
            yield chunk
        raise failure

    monkeypatch.setattr(house.files.originals, "stream", stream)


@pytest.mark.parametrize(("failure", "status"), [(FilesAway("away"), 503), (FileNotFoundError("gone"), 404)])
async def test_a_store_that_gives_nothing_is_said_so(
    any_house: House, address: str, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: int
):
    fail(any_house, monkeypatch, failure=failure)
    async with asked(any_house, address) as answer:
        assert (answer.status, answer.content_type) == (status, "text/html")
        assert "Content-Disposition" not in answer.headers


async def test_a_store_that_fails_midway_breaks_the_transfer_off(
    any_house: House, address: str, monkeypatch: pytest.MonkeyPatch
):
    fail(any_house, monkeypatch, PICTURE[:50], failure=FilesAway("away"))
    received = b""
    async with asked(any_house, address) as answer:
        with pytest.raises(aiohttp.ClientPayloadError):
            async for chunk in answer.content.iter_any():
                received += chunk
    assert (answer.status, received) == (200, PICTURE[:50])


async def test_a_file_is_sent_again_only_where_the_reader_has_it_not(any_house: House, address: str):
    async with asked(any_house, address) as answer:
        assert (answer.status, await answer.read()) == (200, PICTURE)
    async with asked(any_house, address, If_None_Match=answer.headers["ETag"]) as again:
        assert (again.status, await again.read()) == (304, b"")
    async with asked(any_house, address, Range="bytes=10-19") as part:
        assert (part.status, await part.read()) == (206, PICTURE[10:20])
