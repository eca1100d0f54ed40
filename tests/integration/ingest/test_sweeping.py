"""What nobody names is cleared away, and nothing else."""

import os
import time
from datetime import timedelta

import pytest

from services.ingest.domain import limits
from services.ingest.domain.file import Received
from services.ingest.storage.stored_files import StoredFileNames
from services.ingest.storage.uploads import StoredUploads
from services.ingest.use_cases.sweep_files import GRACE, SweepFiles
from tests.integration.ingest.conftest import JINAN, House
from tests.pictures import photo

OLD = time.time() - timedelta(days=3).total_seconds()


def made_old(house: House) -> None:
    for path in house.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (OLD, OLD))


async def test_an_unfinished_form_s_file_goes_after_its_days_and_a_report_s_file_stays(any_house: House):
    house = any_house
    sweep = SweepFiles(house.database, StoredUploads(), StoredFileNames(), house.files.originals, house.clock)
    await house.send(files=[{"name": "图.jpg"}], parts={"图.jpg": photo("报送")})
    account = await house.identity.account_of_token(JINAN)
    assert account
    path = house.folder.parent / "chosen"
    path.write_bytes(photo("未完成"))
    stored = await house.files.originals.put(path.read_bytes())
    await house.intake.hand_in_files(account, [Received("半.jpg", path, stored.sha256, stored.size)])
    orphan = await house.files.originals.put(b"orphan")
    made_old(house)

    await sweep()
    assert await house.files.originals.read(stored.sha256) == photo("未完成")
    with pytest.raises(FileNotFoundError):
        await house.files.originals.read(orphan.sha256)

    house.clock.advance(days=(limits.UPLOADS_KEPT + GRACE).days, seconds=1)
    await sweep()
    assert house.stored() == 1
    _, found, _ = await house.get("/api/v1/submissions/LB2022-370100-0001")
    assert await house.files.originals.read(found["files"][0]["sha256"]) == photo("报送")
