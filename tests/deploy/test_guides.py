"""What is undocumented fails: every setting and every command is named in both of the operators' guides."""

from pathlib import Path

import pytest
import typer
from click import Command

from services.cli import app
from shared.settings import PREFIX, SECRETS, Settings

DOCS = Path(__file__).resolve().parents[2] / "docs"


def commands(command: Command, name: str = "lianbo") -> list[str]:
    inside = getattr(command, "commands", None)
    return [name] if inside is None else [one for sub in inside for one in commands(inside[sub], f"{name} {sub}")]


@pytest.fixture(params=["operators.md", "operators.zh-CN.md"])
def guide(request: pytest.FixtureRequest) -> str:
    return (DOCS / request.param).read_text("utf-8")


def test_every_command_is_named(guide: str):
    known = commands(typer.main.get_command(app))
    assert len(known) > 15
    assert [command for command in known if command not in guide] == []


def test_every_setting_is_named(guide: str):
    assert [name for name in Settings.model_fields if f"`{PREFIX}{name.upper()}`" not in guide] == []


def test_every_secret_that_may_come_from_a_file_is_listed(guide: str):
    line = next(line for line in guide.splitlines() if "_FILE`" in line)
    assert [name for name in SECRETS if f"{PREFIX}{name.upper()}`" not in line] == []
