"""The process dies at the worst moments there are; afterwards every event has had its effect, once."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared.database.engine import sqlite_database
from tests.chaos.ringing import heard
from tests.rabbitmq import Rabbit

ROOT = Path(__file__).resolve().parents[2]
COUNT = 25
TIMES = 3 if os.environ.get("LIANBO_TEST_CHAOS") == "full" else 1
POINTS = [
    "relay.after_commit_before_publish",
    "relay.after_publish_before_mark",
    "consumer.after_effect_before_acknowledge",
    "consumer.after_effect_before_acknowledge:7",
]


@pytest.fixture(params=["sqlite", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def amqp_url(request: pytest.FixtureRequest) -> list[str]:
    if request.param == "sqlite":
        return []
    server: Rabbit = request.getfixturevalue("rabbit")
    return [server.url(server.new_virtual_host())]


def run(folder: Path, amqp_url: list[str], **variables: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "tests.chaos.ringing", folder, str(COUNT), *amqp_url],
        cwd=ROOT,
        env={**os.environ, **variables},
        timeout=90,
        check=False,
    ).returncode


@pytest.mark.chaos
@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_its_worst_moment_nothing_is_lost_and_nothing_happens_twice(
    tmp_path: Path, amqp_url: list[str], point: str
):
    for _ in range(TIMES):
        assert run(tmp_path, amqp_url, LIANBO_TEST_KILL_AT=point) == -signal.SIGKILL
    first = sqlite_database("test", tmp_path / "test.db")
    before = await heard(first)
    await first.close()
    assert len(before) < COUNT, "it died before all was done"

    assert run(tmp_path, amqp_url) == 0

    database = sqlite_database("test", tmp_path / "test.db")
    assert await heard(database) == list(range(COUNT))
    await database.close()
