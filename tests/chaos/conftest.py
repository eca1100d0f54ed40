"""The scene that the chaos tests share, and the table of what they measured."""

import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pytest
import pytest_asyncio

from tests.chaos.invariants import Figures
from tests.chaos.scene import FULL, MEASURED, Scene
from tests.needs import need
from tests.postgres import PrivatePostgres, binaries, private_postgres_server
from tests.rabbitmq import PrivateRabbit, installed, private_rabbit

SUMMARY = Path(__file__).resolve().parents[2] / "var/chaos.json"
FILES_SIZE = "1g" if FULL else "128m"
COLUMNS = (
    "fault",
    "seed",
    "accepted",
    "signed",
    "lost",
    "twice",
    "unknown mail",
    "drained s",
    "recovered s",
    "statuses",
)


@pytest.fixture(scope="session")
def chaos_broker() -> Iterator[PrivateRabbit]:
    """One of its own: what happens to it must not happen to other tests."""
    need(installed(), "RabbitMQ")
    with private_rabbit() as server:
        yield server


@pytest.fixture(scope="session")
def chaos_postgres() -> Iterator[PrivatePostgres]:
    need(binaries(), "PostgreSQL")
    with private_postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the files lie: a file system of its own where that is permitted, so that a test can fill it."""
    folder = tmp_path_factory.mktemp("chaos")
    files = folder / "files"
    files.mkdir()
    with ExitStack() as leaving:
        if os.geteuid() == 0 and shutil.which("mount"):
            mounted = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={FILES_SIZE}", "lianbo-chaos", files], check=False
            )
            if mounted.returncode == 0:
                leaving.callback(subprocess.run, ["umount", "--lazy", files], check=False)
        yield folder


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def standing_scene(
    small_disk: Path, chaos_broker: PrivateRabbit, chaos_postgres: PrivatePostgres, pytestconfig: pytest.Config
) -> AsyncIterator[Scene]:
    need(shutil.which("nginx"), "nginx")
    measured = pytestconfig.stash.setdefault(MEASURED, [])
    scene = Scene(small_disk, [chaos_broker], chaos_postgres, chaos_postgres.url, measured)
    try:
        yield await scene.start()
    finally:
        await scene.end()


@pytest_asyncio.fixture(loop_scope="session")
async def scene(standing_scene: Scene) -> Scene:
    """The system, two replicas of each service, healed from what the test before did to it."""
    await standing_scene.heal()
    return standing_scene


def pytest_sessionfinish(session: pytest.Session) -> None:
    """By the process that measured: with several at work the terminal is another's, and shows no table."""
    if figures := session.config.stash.get(MEASURED, []):
        SUMMARY.parent.mkdir(exist_ok=True)
        SUMMARY.write_text(json.dumps([{"fault": fault, **asdict(one)} for fault, one in figures], indent=1))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash.get(MEASURED, [])
    if not figures:
        return
    rows = [COLUMNS, *(_row(fault, one) for fault, one in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS) - 1)]
    terminalreporter.section("chaos")
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        terminalreporter.write_line("  ".join([*cells, row[-1]]))
    terminalreporter.write_line(f"written to {SUMMARY}")


def _row(fault: str, one: Figures) -> tuple[str, ...]:
    recovered = one.recovery_seconds
    spread = f"{min(recovered)}-{max(recovered)}" if recovered else "-"
    statuses = " ".join(f"{status}:{count}" for status, count in sorted(one.statuses.items()))
    return (fault, str(one.seed), str(one.accepted), str(one.signed), str(one.lost), str(one.duplicates),
            str(one.unknown_mails), str(one.drained_seconds), spread, statuses)  # fmt: skip
