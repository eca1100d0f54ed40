"""A private PostgreSQL for the tests: its own folder, its own free port, stopped afterwards."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.network import free_port, is_open


def binaries() -> Path | None:
    """The newest installed PostgreSQL's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return found[-1].parent if found else None


class PrivatePostgres:
    """Started and stopped as a test wants. As root it runs as the package's own user."""

    def __init__(self, folder: Path, *settings: str) -> None:
        programs = binaries()
        assert programs, "PostgreSQL is not installed"
        self.port = free_port()
        self._folder = folder
        self._user: list[str] = []
        secret = folder / "password"
        password = secrets.token_hex(8)
        secret.write_text(password)
        self.own(folder, secret)
        self.url = f"postgresql://lianbo:{password}@127.0.0.1:{self.port}/postgres"
        self._run(
            programs / "initdb", "-D", folder / "data", "-U", "lianbo", "-A", "scram-sha-256", f"--pwfile={secret}",
            "-E", "UTF8", "--no-sync",
        )  # fmt: skip
        self._control = (programs / "pg_ctl", "-D", folder / "data", "-w", "-s", "-l", folder / "log")
        given = ("listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "fsync=off",
                 "max_connections=200", *settings)  # fmt: skip
        self._options = " ".join([f"-p {self.port}", *(f"-c {one}" for one in given)])

    def own(self, *paths: Path) -> None:
        """Gives them to the user PostgreSQL runs as."""
        if os.geteuid() != 0:
            return
        account = pwd.getpwnam("postgres")
        self._user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        for path in paths:
            os.chown(path, account.pw_uid, account.pw_gid)

    def start(self) -> None:
        self._run(*self._control, "-o", self._options, "start")

    def stop(self) -> None:
        """At once, as if it had crashed; the next start repairs what was under way."""
        self._run(*self._control, "-m", "immediate", "stop", check=False)

    @property
    def running(self) -> bool:
        return is_open(self.port)

    def _run(self, *command: object, check: bool = True) -> None:
        subprocess.run([*self._user, *map(str, command)], check=check, cwd=self._folder, stdout=subprocess.DEVNULL)


@contextmanager
def private_postgres_server(*settings: str) -> Iterator[PrivatePostgres]:
    folder = Path(tempfile.mkdtemp(prefix="lianbo-postgres-"))
    try:
        server = PrivatePostgres(folder, *settings)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def private_postgres() -> Iterator[str]:
    """Yields `postgresql://…` of a fresh cluster."""
    with private_postgres_server() as server:
        yield server.url
