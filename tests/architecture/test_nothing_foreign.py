"""What must not be in the repository: download addresses, and whatever only one workplace has."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_the_lock_files_name_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", text)


def test_no_file_names_a_package_registry():
    hosts = re.compile(rb"files\.pythonhosted\.org|registry\.npmjs\.org|pypi\.org/simple|deb\.debian\.org")
    for file in tracked():
        if file != Path(__file__).resolve():
            assert not hosts.search(file.read_bytes()), file
