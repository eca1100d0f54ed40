"""One whole system for the tests of a module; each test brings its own submissions."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.whole import Whole, whole_system


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Whole]:
    async with whole_system(tmp_path_factory.mktemp("whole") / "var") as running:
        yield running
