"""A private RabbitMQ for the tests: its own folder and ports, as any user, the system's own left alone."""

import base64
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from yarl import URL

from tests.network import free_port, is_open

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
START_SECONDS = 60


def installed() -> bool:
    return (PROGRAMS / "rabbitmq-server").exists()


class Rabbit:
    """A server that is there already; every test gets a virtual host of its own."""

    def __init__(self, url: str, management_url: str) -> None:
        self._url = URL(url)
        self.management_url = management_url

    def url(self, virtual_host: str = "/") -> str:
        return f"{self._url.origin()}/{quote(virtual_host, safe='')}".replace(
            "//", f"//{self._url.raw_user or 'guest'}:{self._url.raw_password or 'guest'}@", 1
        )

    def new_virtual_host(self) -> str:
        """Queues of one test, out of the way of all others."""
        name = f"test-{secrets.token_hex(4)}"
        self.manage("PUT", f"/api/vhosts/{name}")
        user = self._url.user or "guest"
        self.manage("PUT", f"/api/permissions/{name}/{user}", {"configure": ".*", "write": ".*", "read": ".*"})
        return name

    def manage(self, method: str, path: str, body: object = None) -> object:
        address = URL(self.management_url)
        login = f"{address.user or 'guest'}:{address.password or 'guest'}".encode()
        request = urllib.request.Request(  # noqa: S310  a test's own server
            f"{str(address.with_user(None)).rstrip('/')}{path}",
            method=method,
            data=json.dumps(body or {}).encode() if method != "GET" else None,
            headers={"Authorization": "Basic " + base64.b64encode(login).decode(), "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  a test's own server
            text = answer.read()
            return json.loads(text) if text else None


class PrivateRabbit(Rabbit):
    """Started, killed, frozen and thawed as a test wants; what it had promised to keep is on its disk."""

    def __init__(
        self, folder: Path, beside: "PrivateRabbit | None" = None, *, login: str = "guest:guest", settings: str = "",
        plugins: str = "[rabbitmq_management,rabbitmq_prometheus].",
    ) -> None:  # fmt: skip
        """`beside`: a node that it can form a cluster with; see `join`. `settings`: more lines of rabbitmq.conf."""
        self.port, self.management_port, self.metrics_port = free_port(), free_port(), free_port()
        super().__init__(f"amqp://{login}@127.0.0.1:{self.port}", f"http://{login}@127.0.0.1:{self.management_port}")
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        # Nodes of one cluster find each other at one port mapper and know each other by one secret.
        epmd, distribution = beside.epmd_port if beside else free_port(), free_port()
        self.epmd_port = epmd
        self._secret = beside._secret if beside else secrets.token_hex(8)
        cookie = folder / ".erlang.cookie"
        cookie.write_text(self._secret)
        cookie.chmod(0o400)
        (folder / "plugins").write_text(plugins)
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\n"
            f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self.management_port}\n"
            f"prometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = {self.metrics_port}\n"
            "collect_statistics_interval = 500\nmanagement.rates_mode = none\n"
            f"disk_free_limit.absolute = 50MB\nlog.console = false\n{settings}\n"
        )
        # Quorum queues tell their figures at each tick; five seconds, as by default, is long for a test.
        (folder / "advanced.config").write_text("[{rabbit, [{quorum_tick_interval, 500}]}].")
        (folder / "env.conf").touch()
        self._variables = {
            **os.environ,
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"lianbo{secrets.token_hex(4)}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        }

    def start(self) -> None:
        with (self._folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [PROGRAMS / "rabbitmq-server"],
                env=self._variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            assert self._process.poll() is None, (self._folder / "output").read_text()[-3000:]
            try:
                self.manage("GET", "/api/overview")
            except (OSError, urllib.error.URLError):
                time.sleep(0.2)
            else:
                if is_open(self.port):  # which comes after the management interface
                    return
        raise AssertionError(f"RabbitMQ did not start: {(self._folder / 'output').read_text()[-3000:]}")

    def join(self, other: "PrivateRabbit") -> None:
        """Becomes a node of the other's cluster."""
        self.control("stop_app")
        self.control("join_cluster", other._variables["RABBITMQ_NODENAME"])
        self.control("start_app")

    def signal(self, number: signal.Signals) -> None:
        """To the whole group: the start script and the machine it started."""
        assert self._process
        os.killpg(self._process.pid, number)
        if number in {signal.SIGKILL, signal.SIGTERM}:
            self._process.wait(30)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def control(self, *command: str) -> None:
        """`rabbitmqctl` against this node."""
        node = self._variables["RABBITMQ_NODENAME"]
        subprocess.run([PROGRAMS / "rabbitmqctl", "-n", node, *command], env=self._variables, check=True, timeout=60,
                       capture_output=True)  # fmt: skip

    def end(self) -> None:
        if self._process and self._process.poll() is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGKILL)
        # Erlang's port mapper outlives the node that started it.
        epmd = next(iter(Path("/usr/lib/erlang").glob("erts-*/bin/epmd")), None)
        if epmd:
            subprocess.run([epmd, "-kill"], env=self._variables, check=False, capture_output=True)


@contextmanager
def private_rabbit(**given: str) -> Iterator[PrivateRabbit]:
    folder = Path(tempfile.mkdtemp(prefix="lianbo-rabbitmq-"))
    server = PrivateRabbit(folder, **given)
    try:
        server.start()
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def private_cluster(size: int = 3) -> Iterator[list[PrivateRabbit]]:
    """Nodes on loopback that keep each quorum queue on all of them."""
    folder = Path(tempfile.mkdtemp(prefix="lianbo-rabbitmq-"))
    nodes: list[PrivateRabbit] = []
    try:
        for number in range(size):
            own = folder / str(number)
            own.mkdir()
            nodes.append(node := PrivateRabbit(own, nodes[0] if nodes else None))
            node.start()
            if number:
                node.join(nodes[0])
        yield nodes
    finally:
        for node in nodes:
            node.end()
        shutil.rmtree(folder, ignore_errors=True)
