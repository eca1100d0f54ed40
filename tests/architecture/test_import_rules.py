"""The import rules hold, and a deliberate violation of each is noticed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).parent / "lint-imports"

VIOLATIONS = {
    "a service imports another": ("services/ingest/domain/report.py", "import services.publisher.stories.story"),
    "shared imports a service": ("shared/clock.py", "import services.databases"),
    "a rule imports a use case": ("services/ingest/domain/report.py", "import services.ingest.use_cases.submit_report"),
    "a rule imports a framework": ("services/publisher/stories/story.py", "import sqlalchemy"),
    "a room looks up to the pages": ("services/publisher/stories/story.py", "import services.publisher.desk.due"),
    "a room asks the one above": (
        "services/publisher/drafting/source.py",
        "import services.publisher.reviewing.verdicts",
    ),
    "rooms beside each other": ("services/publisher/feed/item.py", "import services.publisher.reviewing.verdicts"),
    "a rule imports its room's tables": (
        "services/publisher/feed/item.py",
        "import services.publisher.feed.storage.tables",
    ),
    "a circle": ("shared/bus/interface.py", "import shared.bus.dead_letters"),
    "a contract imports a framework": ("shared/contracts/event.py", "import aiohttp"),
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(tree)}
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("services", "shared"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_rule(tree: Path):
    result = lint(tree)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("violation", VIOLATIONS)
def test_a_deliberate_violation_is_noticed(tree: Path, violation: str):
    file, line = VIOLATIONS[violation]
    with (tree / file).open("a") as source:
        source.write(f"\n{line}\n")
    result = lint(tree)
    assert result.returncode != 0
    assert "BROKEN" in result.stdout
