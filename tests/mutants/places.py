"""Which modules are broken, which tests are to notice, and the copy of both in which it happens."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = (
    "services/*/domain/**/*.py",
    "services/*/use_cases/**/*.py",
    "services/publisher/stories/**/*.py",
    "services/publisher/drafting/**/*.py",
    "services/publisher/reviewing/**/*.py",
    "services/publisher/releasing/**/*.py",
    "services/publisher/feed/**/*.py",
    "shared/bus/**/*.py",
    "shared/identity/**/*.py",
    "shared/text/**/*.py",
)
LEFT_OUT = ("/storage/", "/web/", "/migrations/", "shared/bus/rabbit.py", "shared/bus/amqp/")
"""Tables and pages are not rules; what only runs over a broker is held by tests that take minutes."""

TESTS = ("tests/unit", "tests/integration", "tests/contracts")
NOT_THESE = (
    "--ignore=tests/contracts/test_openapi_fuzz.py",
    "-mnot postgres and not rabbitmq and not chromium and not chaos and not long",
)
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", "secrets")


def modules(root: Path) -> Iterator[str]:
    found = {path.relative_to(root).as_posix() for pattern in MODULES for path in root.glob(pattern)}
    return (name for name in sorted(found) if not any(part in name for part in LEFT_OUT))


def copied(into: Path) -> Path:
    """Nothing is ever broken in the checkout itself."""
    return Path(shutil.copytree(ROOT, into / "lianbo", ignore=NOT_COPIED, symlinks=True))


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
