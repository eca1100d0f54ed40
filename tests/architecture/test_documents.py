"""Documents keep their word: links lead to files, the API's addresses are described, the named commands exist."""

import re
import subprocess
from pathlib import Path

import pytest
from aiohttp import web

from services.system import System, compose
from shared.settings import open_settings

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|#|//")


def documents() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def without_code(text: str) -> str:
    """What stands in code is an example, not a link."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def headings(text: str) -> set[str]:
    """The anchors that a forge makes of the headings."""
    titles = re.findall(r"^#{1,6} (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken(document: Path) -> list[str]:
    found = []
    for link in LINK.findall(without_code(document.read_text("utf-8"))):
        path, _, anchor = link.partition("#")
        if OUTSIDE.match(link) and not link.startswith("#"):
            continue
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or not target.is_relative_to(ROOT):
            found.append(f"{document.relative_to(ROOT)}: {link}")
        elif anchor and target.suffix == ".md" and anchor not in headings(target.read_text("utf-8")):
            found.append(f"{document.relative_to(ROOT)}: {link}, no such heading")
    return found


def test_every_relative_link_leads_to_a_file():
    read = documents()
    assert len(read) > 10
    assert [wrong for document in read for wrong in broken(document)] == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.architecture.test_documents.ROOT", tmp_path)
    document = tmp_path / "README.md"
    document.write_text(
        "# A b\n[here](#a-b) [gone](gone.md) [none](#c) `[code](code.md)` [out](https://example.org)", "utf-8"
    )
    assert broken(document) == ["README.md: gone.md", "README.md: #c, no such heading"]


@pytest.fixture
def system(tmp_path: Path) -> System:
    return compose(open_settings({}, data=tmp_path))


def test_every_address_of_the_api_stands_in_its_guide(system: System):
    guide = (ROOT / "docs/api.md").read_text("utf-8")
    known = {
        (route.method, route.path)
        for service in system.services
        for route in service.routes
        if isinstance(route, web.RouteDef) and route.path.startswith("/api/v1/")
    }
    assert len(known) > 20
    assert sorted(f"{method} {path}" for method, path in known if f"`{method} {path}`" not in guide) == []


def test_the_guide_names_no_address_that_is_not_there(system: System):
    guide = (ROOT / "docs/api.md").read_text("utf-8")
    known = {
        f"{route.method} {route.path}"
        for service in system.services
        for route in service.routes
        if isinstance(route, web.RouteDef)
    }
    named = re.findall(r"`((?:GET|POST|PUT|DELETE) /api/v1/[^`\s]+)`", guide)
    own = "GET /api/v1/openapi.json"
    assert [name for name in named if name not in known and name != own] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_make_target_that_is_named_exists(readme: str):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / readme).read_text("utf-8"), re.MULTILINE))
    assert named
    assert named - targets == set()
