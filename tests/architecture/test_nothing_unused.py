"""What can be set is read, and what can be said is said: nobody fills in what has no effect."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from shared.campaign import model
from shared.contracts.words import DraftState
from shared.settings import ROOT, Settings

RESERVED = {DraftState.DELIVERING, DraftState.FAILED, DraftState.OUTCOME_UNKNOWN}
"""Words of the contract that are said of no draft yet."""
TO_COME = {"Settings.secret_key"}
"""Named to operators from the beginning, so that an installation has one before the first secret is stored."""
NAMES = "shared/words.py", "shared/contracts/words.py"


def source(*without: str) -> str:
    files = [
        file
        for folder in ("services", "shared")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".py", ".html", ".txt"} and not _is_in(file, without)
    ]
    return "\n".join(file.read_text("utf-8") for file in files)


def _is_in(file: Path, places: tuple[str, ...]) -> bool:
    return any(file.is_relative_to(ROOT / place) for place in places)


def unread(models: list[type[BaseModel]], text: str) -> set[str]:
    return {
        f"{one.__name__}.{field}"
        for one in models
        for field in one.model_fields
        if not re.search(rf"\.{field}\b", text)
    }


def test_every_setting_is_read():
    assert unread([Settings], source("shared/settings.py")) <= TO_COME


def test_every_field_of_a_campaign_is_read():
    parts = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, model.Part)]
    assert len(parts) > 10
    assert unread(parts, source("shared/campaign")) == set()


@pytest.mark.parametrize("state", DraftState)
def test_every_state_of_a_draft_is_used_or_reserved_and_has_no_code_then(state: DraftState):
    used = f"DraftState.{state.name}" in source(*NAMES)
    assert used is (state not in RESERVED)
