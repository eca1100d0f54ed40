"""The files' disk is full: a report with pictures is refused in words, one without is taken, and no half file stays."""

import hashlib
from pathlib import Path

import pytest

from tests.chaos.scene import Scene
from tests.e2e.test_main_job import send_with_photos
from tests.running import Person, eventually


def fill(folder: Path) -> Path:
    """Takes all the space there is, down to the last block."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def half_files(folder: Path) -> list[Path]:
    """Files whose content is not what their name says, or that were left on the way in."""
    found = []
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "filler":
            whole = hashlib.sha256(file.read_bytes()).hexdigest() == file.name
            if not whole:
                found.append(file)
    return found


async def test_the_files_disk_is_full(scene: Scene):
    files = scene.folder / "files"
    if not files.is_mount():
        pytest.skip("a file system of its own cannot be mounted here")
    unit = Person(scene.system.url, "sample-unit-370900")
    async with scene.under_load("files' disk full", led=0) as storm:
        filler = fill(files)
        try:
            status, told = await send_with_photos(unit)
            assert status == 507, told
            await storm.recovers()
            assert not half_files(files)
        finally:
            filler.unlink()

        async def accepted() -> bool:
            return (await send_with_photos(unit))[0] == 202

        await eventually(accepted, within=60)
    assert not half_files(files)
