import asyncio

import pytest

from shared import supervision
from shared.supervision import supervised


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "FIRST_PAUSE_SECONDS", 0.001)


async def test_a_task_outlives_errors_an_early_end_and_a_cancellation_nobody_asked_for():
    starts = 0
    done = asyncio.Event()

    async def run() -> None:
        nonlocal starts
        starts += 1
        if starts == 1:
            raise ZeroDivisionError
        if starts == 2:
            raise asyncio.CancelledError
        if starts == 4:
            done.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(supervised("test", run))
    await asyncio.wait_for(done.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert starts == 4
