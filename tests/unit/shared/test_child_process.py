import os
import resource
import signal
import time

import pytest

from shared import child_process
from shared.child_process import ChildProcesses, Crashed


async def test_what_a_function_returns_and_raises_comes_back():
    apart = ChildProcesses()
    assert await apart(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await apart(divmod, 7, 0)


async def test_one_process_is_used_again_and_again_and_is_not_ours():
    apart = ChildProcesses()
    numbers = {await apart(os.getpid) for _ in range(3)}
    assert len(numbers) == 1
    assert numbers != {os.getpid()}


async def test_a_function_that_ends_its_process_ends_nothing_else():
    apart = ChildProcesses()
    with pytest.raises(Crashed):
        await apart(os.abort)
    assert await apart(divmod, 7, 2) == (3, 1)


async def test_an_idle_process_that_was_killed_is_replaced():
    apart = ChildProcesses()
    os.kill(await apart(os.getpid), signal.SIGKILL)
    assert await apart(divmod, 7, 2) == (3, 1)


async def test_one_that_finds_no_end_is_stopped():
    with pytest.raises(Crashed):
        await ChildProcesses(longest_seconds=0.2)(time.sleep, 600)


async def test_what_a_library_prints_does_not_come_between(capfd: pytest.CaptureFixture[str]):
    apart = ChildProcesses()
    await apart(os.write, 1, b"noise")
    await apart(print, "noise")
    assert await apart(divmod, 7, 2) == (3, 1)


async def test_a_stop_that_reaches_all_processes_leaves_it_at_its_work():
    apart = ChildProcesses()
    number = await apart(os.getpid)
    os.kill(number, signal.SIGTERM)
    assert await apart(os.getpid) == number


async def test_it_is_given_no_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LIANBO_SECRET_KEY", "secret")
    assert await ChildProcesses()(os.getenv, "LIANBO_SECRET_KEY") is None


async def test_it_gets_no_more_memory_than_its_share():
    with pytest.raises(MemoryError):
        await ChildProcesses()(bytearray, 4 * 1024**3)


async def test_it_gets_no_more_processor_than_its_share():
    seconds, most = await ChildProcesses()(resource.getrlimit, resource.RLIMIT_CPU)
    assert 0 < seconds <= child_process.PROCESSOR_SECONDS + 5
    assert most != 0


async def test_what_a_decoder_says_of_a_file_is_in_no_log(capfd: pytest.CaptureFixture[str]):
    await ChildProcesses()(os.write, 2, b"noise")
    assert "noise" not in capfd.readouterr().err
