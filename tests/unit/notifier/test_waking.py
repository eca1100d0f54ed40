import asyncio

import pytest

from services.notifier.use_cases.waking import Waking


@pytest.mark.parametrize("turns", range(4))
async def test_a_loop_that_is_stopped_just_as_it_is_woken_stops(turns: int):
    waking = Waking(poll_seconds=60)

    async def loop() -> None:
        while True:
            await waking.wait()

    task = asyncio.create_task(loop())
    await asyncio.sleep(0)
    waking.wake()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=1)
    task.cancel()
    assert done
