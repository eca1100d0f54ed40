"""What a test needs of the machine: absent, it is skipped and says so; with CI=true it fails."""

import os

import pytest


def need(present: object, what: str) -> None:
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing on a machine where it must be there")
    pytest.skip(f"{what} is not installed here")
