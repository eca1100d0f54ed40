"""The system under test: one process per test session, or the one that LIANBO_TEST_SERVER names."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.running import Person, Running, eventually


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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a system that was started once, and stopped when its samples had become drafts."""
    running = await Running(tmp_path_factory.mktemp("prepared") / "var").start()
    ops = Person(running.url, "sample-ops")

    async def drained() -> bool:
        return all(queue["ready"] == queue["in_work"] == 0 for queue in (await ops.get("/api/v1/queues"))["items"])

    await eventually(drained, within=60)
    assert await running.end() == 0
    return running.data


@pytest.fixture
async def fresh(tmp_path: Path, prepared: Path) -> AsyncIterator[Running]:
    """A system of a test's own, with its samples, not yet started: to be killed, say."""
    await asyncio.to_thread(shutil.copytree, prepared, tmp_path / "var")
    running = Running(tmp_path / "var")
    yield running
    if running.alive:
        await running.end(signal.SIGKILL)
