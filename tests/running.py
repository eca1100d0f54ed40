"""The whole system as its users start it: the command, a folder of its own, free ports, real signals."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.network import free_port

LIANBO = Path(sys.executable).parent / "lianbo"
START_SECONDS = 60


class Running:
    """`lianbo run` in a process of its own; it may be killed and started again on the same folder."""

    def __init__(self, data: Path, variables: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.port, self.admin_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.parent / f"{data.name}.log"
        self._variables = dict(variables or {})
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, **variables: str) -> Self:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LIANBO_")}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                LIANBO, "run", "--data", self.data, "--port", str(self.port),
                env={**clean, "LIANBO_ADMIN_PORT": str(self.admin_port), **self._variables, **variables},
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        await wait_until_ready(self.admin_port, self._process, self.log)
        return self

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self._process
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await asyncio.wait_for(self._process.wait(), 30)

    async def ended(self, within: float = 30) -> int:
        """Waits until it has ended by itself (killed at a kill point)."""
        assert self._process
        return await asyncio.wait_for(self._process.wait(), within)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None


async def wait_until_ready(admin_port: int, process: asyncio.subprocess.Process, log: Path) -> None:
    """Returns as well when it has died: at a kill point, say, or because it could not start. The caller looks."""
    give_up = time.monotonic() + START_SECONDS
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < give_up:
            if process.returncode is not None:
                return
            try:
                async with session.get(f"http://127.0.0.1:{admin_port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)
    said = await asyncio.to_thread(log.read_text)
    raise AssertionError(f"not ready after {START_SECONDS} s:\n{said[-4000:]}")


class Person:
    """Somebody with a token who uses the API."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token

    async def call(self, method: str, path: str, **sent: Any) -> tuple[int, Any, Mapping[str, str]]:
        headers = {"Authorization": f"Bearer {self.token}", **sent.pop("headers", {})}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.url + path, headers=headers, **sent) as answer,
        ):
            body = await answer.read()
            if "json" in answer.content_type:
                return answer.status, json.loads(body), answer.headers
            return answer.status, body, answer.headers

    async def get(self, path: str, **sent: Any) -> Any:
        status, body, _ = await self.call("GET", path, **sent)
        assert status == 200, (path, status, body)
        return body

    async def post(self, path: str, body: Any, **sent: Any) -> tuple[int, Any]:
        status, answer, _ = await self.call("POST", path, json=body, **sent)
        return status, answer


async def eventually(look: Any, within: float = 15, every: float = 0.1) -> Any:
    """What `look()` finds once it is true; AssertionError when it does not come."""
    give_up = time.monotonic() + within
    while True:
        if found := await look():
            return found
        if time.monotonic() > give_up:
            raise AssertionError(f"did not come within {within} s")
        await asyncio.sleep(every)
