"""What a log must not say."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared.log import set_up_log


@pytest.fixture
def json_log(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """What the real set-up writes; taken back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    set_up_log("json")
    yield capsys
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_token_in_an_address_reaches_no_log(json_log: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("a").info("request.refused", path="/feed/k/s3cret/items/1.atom")
    logging.getLogger("library").warning("GET %s failed", "/feed/k/s3cret/feed.atom?x=1")
    try:
        int("/feed/k/s3cret")
    except ValueError:
        structlog.get_logger("a").exception("request.failed")
    said = json_log.readouterr().err
    assert "s3cret" not in said
    assert [json.loads(line)["event"] for line in said.splitlines()] == [
        "request.refused", "GET /feed/k/…/feed.atom?x=1 failed", "request.failed",
    ]  # fmt: skip
