"""The system under test: one process per test session, or the one that LIANBO_TEST_SERVER names."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.running import Person, Running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of a running system with the sample campaign."""
    if url := os.environ.get("LIANBO_TEST_SERVER"):
        yield url
        return
    running = Running(tmp_path_factory.mktemp("lianbo") / "var")
    await running.start()
    assert running.alive, running.log.read_text()
    yield running.url
    await running.end()


@pytest.fixture(scope="module")
def people(server: str) -> dict[str, Person]:
    tokens = {
        "jinan": "sample-unit-370100",
        "yantai": "sample-unit-370600",
        "editor1": "sample-editor-1",
        "editor2": "sample-editor-2",
        "editor3": "sample-editor-3",
        "writer": "sample-writer-1",
        "chief": "sample-chief",
        "office": "sample-office-1",
        "tv": "sample-tv",
        "ops": "sample-ops",
    }
    return {name: Person(server, token) for name, token in tokens.items()}


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Running]:
    """A system of a test's own, not yet started: to be killed, say."""
    running = Running(tmp_path / "var")
    yield running
    if running.alive:
        await running.end(signal.SIGKILL)
