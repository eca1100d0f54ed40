"""make mutants ARGS="--size 400 --seed 1": draws, breaks, judges, and writes var/mutants/; started again it goes on.

What was noticed stays noticed while its module is the same; what was not is judged again when tests have changed.
"""

import argparse
import importlib
import json
import tempfile
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.mutants.breaking import Mutant, drawn, places
from tests.mutants.judging import Verdict, in_a_child, judged, verdict
from tests.mutants.passing import Passing, measure
from tests.mutants.places import ROOT, copied, digest

LIBRARIES = (
    "aiohttp",
    "aiosqlite",
    "alembic.command",
    "faststream.rabbit",
    "hypothesis",
    "jinja2",
    "lxml.etree",
    "PIL.Image",
    "pytest_asyncio",
    "sqlalchemy.ext.asyncio",
)
"""Read once, for all children."""
FOLDER = ROOT / "var" / "mutants"
NOTICED = (Verdict.FAILED, Verdict.ENDLESS)


def main() -> None:
    asked = arguments()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for library in LIBRARIES:
        importlib.import_module(library)
    with tempfile.TemporaryDirectory(prefix="lianbo-mutants-") as folder:
        root = copied(Path(folder))
        found = places(root)
        mutants = [one for one in drawn(found, asked.size, asked.seed) if asked.only in one.module]
        passing = measured(root)
        if not asked.report:
            judge(mutants, passing, root)
        report(mutants, sum(map(len, found.values())), len(found))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--size", type=int, default=400, help="how many are drawn")
    parser.add_argument("--seed", default="1", help="another seed draws others")
    parser.add_argument("--only", default="", help="only modules with this in their path")
    parser.add_argument("--report", action="store_true", help="judge none, only show what is known")
    return parser.parse_args()


def measured(root: Path) -> Passing:
    known = Passing.load(FOLDER / "passing.json")
    if files := known.outdated(root):
        print(f"measuring which lines the tests of {len(files)} files pass", flush=True)  # noqa: T201
        in_a_child(lambda: measure(root, files, FOLDER / "measured.json"), root)
    today = known.renewed(root, Passing.load(FOLDER / "measured.json") if files else Passing())
    today.save(FOLDER / "passing.json")
    return today


def judge(mutants: list[Mutant], passing: Passing, root: Path) -> None:
    quickest = sorted(passing.seconds, key=passing.seconds.__getitem__)[:20]
    if verdict(quickest, passing.seconds, root) is not Verdict.SURVIVED:
        raise SystemExit("tests fail here though nothing is broken")
    known = results()
    for number, mutant in enumerate(mutants, 1):
        tests = version_of(passing.of(mutant.module, mutant.lines), passing)
        before = known.get(mutant.id)
        if before and (before["verdict"] in NOTICED or before["tests"] == tests):
            continue
        found = judged(mutant, passing, root)
        line = {"id": mutant.id, "verdict": found, "tests": tests}
        with (FOLDER / "results.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(f"{number}/{len(mutants)} {mutant.module}:{mutant.lines.start} {found}", flush=True)  # noqa: T201


def version_of(tests: list[str], passing: Passing) -> str:
    return digest(repr([(test, passing.tests.get(test.partition("::")[0])) for test in tests]).encode())


def results() -> dict[str, dict[str, str]]:
    file = FOLDER / "results.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    return {line["id"]: line for line in map(json.loads, lines)}


def report(mutants: list[Mutant], places_: int, modules: int) -> None:
    known, by_folder = results(), defaultdict[str, list[bool]](list)
    console = Console(soft_wrap=True)
    judged_ = [(one, known[one.id]["verdict"]) for one in mutants if one.id in known]
    for one, found in judged_:
        by_folder["/".join(one.module.split("/")[:3])].append(found in NOTICED)
        if found not in NOTICED:
            console.print(f"{one.module}:{one.lines.start} {found}\n  - {one.was}\n  + {one.now}", markup=False)
    table = Table("where", "noticed", "of")
    for folder, noticed in sorted(by_folder.items()):
        table.add_row(folder, str(sum(noticed)), str(len(noticed)))
    console.print(table)
    noticed = sum(found in NOTICED for _, found in judged_)
    share = noticed / max(1, len(judged_))
    console.print(
        f"{noticed} of {len(judged_)} noticed ({share:.1%}); drawn from {places_} places in {modules} modules"
    )


if __name__ == "__main__":
    main()
