"""Decoders of what strangers send run in a child process: when one crashes, the service stays (docs/adr/0092)."""

# ruff: noqa: S301  both ends of the line are this module

import asyncio
import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TypeVar, TypeVarTuple, cast

import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")
Args = TypeVarTuple("Args")

AT_ONCE = 2
"""Decoded, a large picture takes some 300 MB: no more than two at a time, whatever is sent."""
LONGEST_SECONDS = 120.0
"""A decoder that takes longer has lost its way, and is treated as if it had crashed."""
PROCESSOR_SECONDS = 60.0
"""Of one request. The largest picture that is taken needs some ten."""
MEMORY_BYTES = 3 * 1024**3
"""Addresses, not pages in use: 80 million pixels with transparency take half of them, decoders and Python the rest."""
IDLE_SECONDS = 300.0
"""A child that has nothing to do gives its memory back."""
ATTEMPTS = 2
"""The first time it may have been another's fault: the kernel, short of memory, say."""
SERVE = "from shared.child_process import serve; serve()"


class Crashed(Exception):  # noqa: N818  a fact about the input
    """Its process ended before it had an answer, twice."""


class ChildProcesses:
    """Calls functions of modules, few at a time. A process starts at its first use and is used again and again."""

    def __init__(self, at_once: int = AT_ONCE, longest_seconds: float = LONGEST_SECONDS) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._longest_seconds = longest_seconds
        self._idle: list[_Child] = []

    async def __call__(self, function: Callable[[*Args], T], *args: *Args) -> T:
        """What it returns or raises; both, and what it is given, must be picklable."""
        async with self._turn:
            for _ in range(ATTEMPTS):
                try:
                    return await asyncio.to_thread(self._asked, function, args)
                except EOFError:
                    log.warning("child.crashed", function=function.__name__)
        raise Crashed(function.__name__)

    def _asked(self, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        child = self._idle.pop() if self._idle else _Child()
        if child.is_gone:
            child = _Child()
        returned, answer = child.ask((function, args), self._longest_seconds)
        self._idle.append(child)
        if not returned:
            raise answer
        return answer  # type: ignore[no-any-return]


class _Child:
    def __init__(self) -> None:
        # It needs no secret, so it gets none; and Ctrl-C on the terminal is not meant for it.
        environment = {"PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(  # noqa: S603  ourselves
            [sys.executable, "-c", SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)

    @property
    def is_gone(self) -> bool:
        return self._process.poll() is not None

    def ask(self, request: object, longest_seconds: float) -> tuple[bool, Any]:
        """Whether it returned, and what it returned or raised. EOFError when it died instead, or was too slow."""
        sent = pickle.dumps(request)  # before anything is written: what cannot be sent must not spoil the line
        too_slow = threading.Timer(longest_seconds, self._process.kill)
        too_slow.start()
        try:
            self._requests.write(sent)
            self._requests.flush()
            answer: tuple[bool, Any] = pickle.load(self._answers)
        except (OSError, pickle.UnpicklingError) as error:
            raise EOFError from error
        finally:
            too_slow.cancel()
        return answer

    def __del__(self) -> None:
        with suppress(Exception):
            self._process.kill()
            self._process.wait()
            self._answers.close()
            self._requests.close()


def serve() -> None:
    """The child: answers one request after another until its parent is gone, however that went."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # systemd sends it to all: the parent still finishes what it has
    with os.fdopen(os.dup(1), "wb") as answers, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # what a library prints must not come between the answers
        os.dup2(nowhere.fileno(), 2)  # nor what a decoder says of a file into the log of the service
        _take_no_more_than_its_share()
        while select.select([sys.stdin.buffer], [], [], IDLE_SECONDS)[0]:
            try:
                function, args = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            _start_its_clock()
            answers.write(_answer(function, args))
            answers.flush()


def _take_no_more_than_its_share() -> None:
    """A small file can ask for all the memory there is. What is refused is a MemoryError, and at worst a crash."""
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # there may be a tighter limit already
            resource.setrlimit(what, (most, most))


def _start_its_clock() -> None:
    """The system ends it when one request has used up its seconds of processor, whatever its parent does."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + PROCESSOR_SECONDS) + 1, most))


def _answer(function: Callable[..., object], args: tuple[Any, ...]) -> bytes:
    try:
        return pickle.dumps((True, function(*args)))
    except Exception as error:  # noqa: BLE001  whatever it is, it is for the caller
        try:
            raised = pickle.dumps((False, error))
            pickle.loads(raised)
        except Exception:  # noqa: BLE001  an exception with a constructor of its own
            raised = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        return raised
