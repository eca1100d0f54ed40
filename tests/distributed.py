"""The system as several machines run it: replicas of each service, RabbitMQ, PostgreSQL, a mail server, nginx."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from tests.front import Front
from tests.network import free_port
from tests.running import LIANBO, wait_until_ready

SERVICES = ("ingest", "publisher", "notifier")
GONE_SECONDS = 20
"""From the signal to the end, whatever it waits for: a promise."""


class Mails(Message):
    """What the mail server took, by Message-ID in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def handle_message(self, message: object) -> None:
        self.ids.append(str(message["Message-ID"]))  # type: ignore[index]


class Replica:
    """One `lianbo service NAME` in a process of its own."""

    def __init__(self, name: str, variables: dict[str, str], log: Path, own: Mapping[str, str]) -> None:
        self.name, self.port, self.admin_port = name, free_port(), free_port()
        self._variables, self._own, self._log = variables, own, log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, **variables: str) -> None:
        await self.spawn(**variables)
        await self.ready()

    async def spawn(self, **variables: str) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                LIANBO, "service", self.name,
                env={**self._variables, **self._own, "LIANBO_PORT": str(self.port),
                     "LIANBO_ADMIN_PORT": str(self.admin_port), **variables},
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    async def ready(self) -> None:
        assert self._process
        await wait_until_ready(self.admin_port, self._process, self._log)

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        assert self._process
        if self._process.returncode is None:
            self._process.send_signal(how)
        return await asyncio.wait_for(self._process.wait(), GONE_SECONDS)

    async def ended(self, within: float = 60) -> int:
        """Waits until it has ended by itself: killed at a kill point, say."""
        assert self._process
        return await asyncio.wait_for(self._process.wait(), within)

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None


class Distributed:
    """Started with the sample campaign; `url` is the front door's."""

    def __init__(
        self,
        folder: Path,
        amqp_url: str,
        management_url: str,
        database_url: str,
        replicas: int = 2,
        own: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """`own`: variables of one service alone, say the way it takes to the broker."""
        self.log = folder / "lianbo.log"
        self.mails = Mails()
        self._mail = Controller(self.mails, hostname="127.0.0.1", port=free_port())
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LIANBO_")}
        self.variables = {
            **clean,
            "LIANBO_AMQP_URL": amqp_url,
            "LIANBO_AMQP_MANAGEMENT_URL": management_url,
            "LIANBO_DATABASE_URL": database_url,
            "LIANBO_FILES_URL": (folder / "files").as_uri(),
            "LIANBO_SMTP_URL": f"smtp://127.0.0.1:{self._mail.port}",
            "LIANBO_RETRY_DELAYS": "0.5,1,2,5",
            "LIANBO_LOG": "json",
        }
        self.replicas = [
            Replica(name, self.variables, self.log, (own or {}).get(name, {}))
            for name in SERVICES
            for _ in range(replicas)
        ]
        self.front = Front(
            folder / "nginx", {name: [one.port for one in self.replicas if one.name == name] for name in SERVICES}
        )
        self.url = self.front.url
        self.variables["LIANBO_PUBLIC_URL"] = self.url

    async def start(self) -> Self:
        self._mail.start()
        await self.lianbo("migrate", "--sample")
        for one in self.replicas:
            await one.spawn()
        for one in self.replicas:
            await one.ready()
        self.front.start()
        return self

    async def lianbo(self, *arguments: str) -> str:
        """What a command prints; AssertionError with its complaint where it fails."""
        process = await asyncio.create_subprocess_exec(
            LIANBO, *arguments, env=self.variables, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        said, complained = await process.communicate()
        assert process.returncode == 0, (arguments, said.decode(), complained.decode()[-3000:])
        return said.decode()

    async def end(self) -> None:
        self.front.end()
        for one in self.replicas:
            if one.alive:
                await one.end(signal.SIGKILL)
        self._mail.stop()
