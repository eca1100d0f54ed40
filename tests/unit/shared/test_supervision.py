import asyncio
import contextlib

import pytest

from shared import supervision
from shared.supervision import CutOffError, asked_to_stop, supervised, waited_for


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


async def test_a_task_that_missed_its_cancellation_but_sees_that_it_was_asked_is_not_started_again():
    started = asyncio.Event()

    async def run() -> None:
        started.set()
        while not asked_to_stop():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)

    task = asyncio.create_task(supervised("test", run))
    await started.wait()
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=1)
    task.cancel()
    assert done


@pytest.mark.parametrize("outcome", [None, ZeroDivisionError()])
@pytest.mark.parametrize("turns", range(3))
async def test_a_cancellation_that_comes_together_with_the_outcome_is_not_lost(outcome: Exception | None, turns: int):
    result: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def loop() -> None:
        while True:
            with contextlib.suppress(ZeroDivisionError):
                await waited_for(result, 5)
            await asyncio.sleep(60)

    task = asyncio.create_task(loop())
    await asyncio.sleep(0)
    if outcome:
        result.set_exception(outcome)
    else:
        result.set_result(None)
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=1)
    task.cancel()
    assert done


async def test_what_is_cancelled_by_nobody_is_cut_off_and_no_cancellation():
    act: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    act.cancel()
    with pytest.raises(CutOffError):
        await waited_for(act, 5)


async def test_a_task_whose_cancellation_becomes_an_error_is_not_started_again():
    started = asyncio.Event()

    async def run() -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            raise ZeroDivisionError

    task = asyncio.create_task(supervised("test", run))
    await started.wait()
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=1)
    task.cancel()
    assert done
