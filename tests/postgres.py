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

from tests.network import free_port


def binaries() -> Path | None:
    """The newest installed PostgreSQL's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def private_postgres() -> Iterator[str]:
    """Yields `postgresql://…` of a fresh cluster. As root it runs as the package's own user."""
    programs = binaries()
    assert programs, "PostgreSQL is not installed"
    folder = Path(tempfile.mkdtemp(prefix="lianbo-postgres-"))
    data, password = folder / "data", secrets.token_hex(8)
    secret = folder / "password"
    secret.write_text(password)
    user: list[str] = []
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        for path in (folder, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
        user = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    port = free_port()

    def run(*command: object, check: bool = True) -> None:
        subprocess.run([*user, *map(str, command)], check=check, cwd=folder, stdout=subprocess.DEVNULL)

    run(
        programs / "initdb", "-D", data, "-U", "lianbo", "-A", "scram-sha-256", f"--pwfile={secret}",
        "-E", "UTF8", "--no-sync",
    )  # fmt: skip
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    control = (programs / "pg_ctl", "-D", data, "-w", "-s", "-l", folder / "log")
    run(*control, "-o", f"{options} -c fsync=off -c max_connections=200", "start")
    try:
        yield f"postgresql://lianbo:{password}@127.0.0.1:{port}/postgres"
    finally:
        run(*control, "-m", "immediate", "stop", check=False)
        shutil.rmtree(folder, ignore_errors=True)
