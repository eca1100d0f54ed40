"""nginx as the front door of a distributed system, with the configuration that is deployed."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.network import free_port, is_open

DEPLOYED = Path(__file__).resolve().parents[1] / "deploy/nginx"

MAIN = """
{user}
worker_processes 1;
daemon off;
error_log stderr warn;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include upstreams.conf;
    include lianbo.conf;
}}
"""


def main(folder: Path) -> str:
    """A worker keeps large bodies in a test's own folder, which is closed to other users."""
    return MAIN.format(folder=folder, user="user root;" if os.geteuid() == 0 else "")


def upstream(name: str, ports: Sequence[int]) -> str:
    servers = " ".join(f"server 127.0.0.1:{port} max_fails=2 fail_timeout=5s;" for port in ports)
    return f"upstream lianbo_{name} {{ {servers} keepalive 16; }}"


class Front:
    def __init__(self, folder: Path, services: Mapping[str, Sequence[int]]) -> None:
        """`services`: the ports of each service's replicas."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        folder.mkdir(parents=True)
        (folder / "nginx.conf").write_text(main(folder))
        shutil.copy(DEPLOYED / "lianbo.conf", folder)
        (folder / "listen.conf").write_text(f"listen 127.0.0.1:{self.port};\n")
        (folder / "log.conf").write_text("access_log /dev/stdout lianbo;\n")
        (folder / "upstreams.conf").write_text("\n".join(upstream(*one) for one in services.items()))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                ["nginx", "-p", self._folder, "-c", self._folder / "nginx.conf"], stdout=output, stderr=output
            )
        give_up = time.monotonic() + 10
        while not is_open(self.port):
            assert self._process.poll() is None, (self._folder / "output").read_text()
            assert time.monotonic() < give_up, "nginx does not listen"
            time.sleep(0.05)

    def end(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(10)
