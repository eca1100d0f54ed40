"""Killed at a named point, a release is whole or absent, and comes once when its message comes again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.publisher.releasing.storage.tables import packages, releases
from shared.contracts.stories import DraftReleased
from shared.contracts.words import DraftState
from shared.settings import ROOT
from tests.conftest import OpenDatabase
from tests.integration.publisher.newsroom import Newsroom

POINTS = (
    "release.after_package_before_row",
    "release.after_package_before_commit",
    "release.after_effect_before_commit",
)


def run(folder: Path, kill_at: str = "") -> int:
    """The exit status of a process that releases; negative where a signal ended it."""
    command = [sys.executable, "-m", "tests.integration.publisher.release_in_a_process", str(folder)]
    environment = {**os.environ, "LIANBO_TEST_KILL_AT": kill_at}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, timeout=60).returncode


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_release_is_absent_and_then_comes_once(
    open_sqlite: OpenDatabase, tmp_path: Path, point: str
) -> None:
    newsroom = Newsroom(await open_sqlite("publisher"), files=tmp_path.as_uri())
    story = (await newsroom.signed(pictures=1)).story.id
    assert run(tmp_path, point) == -signal.SIGKILL
    assert not await newsroom.said(DraftReleased)
    assert (await newsroom.read_feed.changes(0, 10)).head == 0
    assert {draft.state for draft in (await newsroom.story(story)).current} == {DraftState.SIGNED_OFF}
    assert run(tmp_path) == 0
    assert len(await newsroom.said(DraftReleased)) == 1
    assert [change.seq for change in (await newsroom.read_feed.changes(0, 10)).items] == [1]
    async with newsroom.database.reading() as view:
        made = (await view.connection.execute(sa.select(packages))).all()
        sequences = (await view.connection.execute(sa.select(releases.c.sequence))).scalars().all()
    assert sorted(sequences) == [1, 2, 3, 4, 5]
    for package in made:
        assert len(await newsroom.published.read(package.sha256)) == package.size
