"""Whether tests notice: each run is a child of this process, which has read the libraries once for all of them."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from importlib.util import cache_from_source
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.mutants.breaking import Mutant
from tests.mutants.passing import Passing

AT_ONCE = 100
"""Tests in one run: to collect them takes its time as well."""
LONGEST_SECONDS = 240
"""Of tests for one mutant, the likely ones first."""
OURS = ("services", "shared", "tests")


class Verdict(StrEnum):
    FAILED = "a test failed"
    ENDLESS = "no end"
    SURVIVED = "survived"
    UNTOUCHED = "no test passes there"


def judged(mutant: Mutant, passing: Passing, root: Path) -> Verdict:
    tests = within(LONGEST_SECONDS, passing.of(mutant.module, mutant.lines), passing.seconds)
    if not tests:
        return Verdict.UNTOUCHED
    path = root / mutant.module
    whole = path.read_text()
    Path(cache_from_source(str(path))).unlink(missing_ok=True)
    path.write_text(mutant.source)
    try:
        return verdict(tests, passing.seconds, root)
    finally:
        path.write_text(whole)


def verdict(tests: Sequence[str], seconds: dict[str, float], root: Path) -> Verdict:
    for begin in range(0, len(tests), AT_ONCE):
        some = tests[begin : begin + AT_ONCE]
        limit = 60 + 6 * sum(seconds[test] for test in some)
        code = in_a_child(lambda some=some: run(some), root, limit)
        if code is None:
            return Verdict.ENDLESS
        if code != pytest.ExitCode.OK:
            return Verdict.FAILED
    return Verdict.SURVIVED


def within(most: float, tests: list[str], seconds: dict[str, float]) -> list[str]:
    chosen, sum_ = [], 0.0
    for test in tests:
        sum_ += seconds[test]
        if chosen and sum_ > most:
            break
        chosen.append(test)
    return chosen


def run(tests: Sequence[str]) -> int:
    return int(pytest.main(["-xq", "--tb=no", "--no-header", "-pno:cacheprovider", *tests]))


def in_a_child(what: Callable[[], object], root: Path, limit: float | None = None) -> object:
    """Its exit code, None where it had to be ended. It leaves no compiled file of what is broken."""
    child = get_context("fork").Process(target=_there, args=(what, root, limit is not None))
    child.start()
    child.join(limit)
    if child.exitcode is not None:
        return child.exitcode
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid or 0, signal.SIGKILL)  # with all that it has started
    child.join()
    return None


def _there(what: Callable[[], object], root: Path, broken: bool) -> None:
    os.setsid()
    os.chdir(root)
    os.environ["PYTHONPATH"] = sys.path[0] = str(root)
    if broken:
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
    for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
        del sys.modules[name]
    sys.exit(what())  # type: ignore[arg-type]
