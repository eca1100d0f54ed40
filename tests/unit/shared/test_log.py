"""What a log must not say."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared.log import set_up_log


@pytest.fixture
def json_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the real set-up writes; taken back afterwards."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    set_up_log("json")
    yield written
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_token_in_an_address_reaches_no_log(json_log: io.StringIO) -> None:
    structlog.get_logger("a").info("request.refused", path="/feed/k/s3cret/items/1.atom")
    logging.getLogger("library").warning("GET %s failed", "/feed/k/s3cret/feed.atom?x=1")
    try:
        int("/feed/k/s3cret")
    except ValueError:
        structlog.get_logger("a").exception("request.failed")
    said = json_log.getvalue()
    assert "s3cret" not in said
    assert [json.loads(line)["event"] for line in said.splitlines()] == [
        "request.refused", "GET /feed/k/…/feed.atom?x=1 failed", "request.failed",
    ]  # fmt: skip
