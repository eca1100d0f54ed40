"""The desk of most tests: publisher on SQLite, behind real pages. A test of both dialects has a `desk` of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.integration.publisher.desk_scene import Desk, open_desk
from tests.integration.publisher.reader import Reader, SignIn, reading


@pytest.fixture
async def desk(open_sqlite: OpenDatabase, clock: FixedClock) -> AsyncIterator[Desk]:
    async with open_desk(open_sqlite, clock) as opened:
        yield opened


@pytest.fixture
async def sign_in(desk: Desk) -> AsyncIterator[SignIn]:
    """`await sign_in("editor1")`: that person in a browser of their own."""
    async with AsyncExitStack() as stack:

        async def person(login: str) -> Reader:
            return await stack.enter_async_context(reading(str(desk.client.make_url("/")), login))

        yield person
