"""Which tests pass which lines, and how long they take: measured once, and later only where tests have changed."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import coverage
import pytest

from tests.mutants.places import NOT_THESE, TESTS, digest, modules


@dataclass
class Passing:
    tests: dict[str, str] = field(default_factory=dict)
    """The files of tests that were measured, with a digest of each."""
    sources: dict[str, str] = field(default_factory=dict)
    """The modules whose lines are spoken of."""
    seconds: dict[str, float] = field(default_factory=dict)
    """By test: all that pass when nothing is broken."""
    lines: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """By test and module."""

    def of(self, module: str, lines: range) -> list[str]:
        """Those that pass one of the lines; where all run at import, the module. The likely and quick ones first."""
        touched = {test: self.lines[test][module] for test in self.seconds if module in self.lines.get(test, ())}
        exact = [test for test, seen in touched.items() if not set(lines).isdisjoint(seen)]
        return sorted(exact or touched, key=lambda test: (-_kinship(module, test), self.seconds[test]))

    def outdated(self, root: Path) -> list[str]:
        """The files of tests that have to be measured: the new and the changed ones."""
        return [file for file, version in _tests(root).items() if self.tests.get(file) != version]

    def renewed(self, root: Path, measured: "Passing") -> "Passing":
        """What is still true of it, with the lines where they are now, and what was measured."""
        tests, sources = _tests(root), {name: (root / name).read_text() for name in modules(root)}
        kept = [test for test in self.lines if self.tests.get(_file(test)) == tests.get(_file(test))]
        moves = {name: _moves(self.sources[name], sources[name]) for name in self.sources if name in sources}
        moved = {
            test: {name: [moves[name][at] for at in seen if at in moves[name]]
                   for name, seen in self.lines[test].items() if name in moves}
            for test in kept
        }  # fmt: skip
        seconds = {test: self.seconds[test] for test in kept if test in self.seconds}
        return Passing(tests, sources, seconds | measured.seconds, moved | measured.lines)

    def save(self, to: Path) -> None:
        to.write_text(json.dumps(asdict(self), separators=(",", ":")))

    @classmethod
    def load(cls, path: Path) -> "Passing":
        return cls(**json.loads(path.read_text())) if path.exists() else cls()


class Watch:
    """A pytest plugin."""

    def __init__(self, measuring: coverage.Coverage) -> None:
        self._measuring = measuring
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._measuring.switch_context(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        if not report.passed:
            self.failed.add(report.nodeid)


def measure(root: Path, files: list[str], into: Path) -> None:
    """In a process of its own, in the copy."""
    include = [str(root / name) for name in modules(root)]
    measuring = coverage.Coverage(data_file=None, config_file=False, include=include, concurrency="greenlet")
    watch = Watch(measuring)
    measuring.start()
    pytest.main(["-q", "--tb=line", "-pno:cacheprovider", *NOT_THESE, *files], plugins=[watch])
    measuring.stop()
    lines: dict[str, dict[str, list[int]]] = {}
    for name in modules(root):
        for line, tests in measuring.get_data().contexts_by_lineno(str(root / name)).items():
            for test in filter(None, tests):
                lines.setdefault(test, {}).setdefault(name, []).append(line)
    seconds = {test: round(took, 3) for test, took in watch.seconds.items() if test not in watch.failed}
    Passing(seconds=seconds, lines=lines).save(into)


def _tests(root: Path) -> dict[str, str]:
    found = (path for folder in TESTS for path in root.glob(f"{folder}/**/test_*.py"))
    return {path.relative_to(root).as_posix(): digest(path.read_bytes()) for path in sorted(found)}


def _moves(before: str, after: str) -> dict[int, int]:
    """Where the lines that stayed are now."""
    blocks = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False).get_matching_blocks()
    return {one.a + at + 1: one.b + at + 1 for one in blocks for at in range(one.size)}


def _file(test: str) -> str:
    return test.partition("::")[0]


def _kinship(module: str, test: str) -> int:
    """How many folders a test shares with the module that it mirrors; its unit tests before its integration tests."""
    _, kind, *folders = Path(_file(test)).parent.parts
    return 2 * len(set(folders) & set(Path(module).parts)) + (kind == "unit")
