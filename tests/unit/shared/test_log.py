import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from shared.log import set_up_log


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def fail_with(phone: str) -> None:
    raise ValueError("cannot go on")


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_failure_is_logged_without_what_the_variables_held(form: str, capsys: pytest.CaptureFixture[str]):
    set_up_log(form)  # type: ignore[arg-type]
    try:
        fail_with(phone="0531-0000" + "7777")
    except ValueError:
        structlog.get_logger().exception("request.failed", path="/submit")
    written = capsys.readouterr().err
    assert "cannot go on" in written
    assert "fail_with" in written
    assert "0531-00007777" not in written
    if form == "json":
        assert json.loads(written)["event"] == "request.failed"
