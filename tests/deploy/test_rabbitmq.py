"""The broker as it is deployed: its definitions are enough for the services, and allow no more."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import aio_pika
import aiormq
import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from services.notifier.storage.tables import messages
from services.publisher.stories.storage.tables import stories
from services.system import System, lay_samples, opened, prepare
from shared.service import running
from shared.settings import Settings
from tests.conftest import new_postgres_database
from tests.needs import need
from tests.network import free_port
from tests.rabbitmq import PrivateRabbit, installed, private_rabbit
from tests.running import eventually

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OWN = ("listeners.", "management.", "disk_free_limit.", "collect_statistics_interval", "load_definitions")
"""Settings of which a test's node has its own."""
pytestmark = [pytest.mark.rabbitmq, pytest.mark.timeout(300)]


def carry_back() -> list[str]:
    """What the guides say to do with events.unrouted, after `rabbitmqctl`."""
    [said] = {
        command
        for guide in ("operators.md", "operators.zh-CN.md")
        for command in re.findall(
            r"^rabbitmqctl (set_parameter .*)$", (ROOT / "docs" / guide).read_text("utf-8"), re.MULTILINE
        )
    }
    return shlex.split(said)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateRabbit]:
    """A fresh node with our files where compose.yaml puts them."""
    need(installed(), "RabbitMQ")
    deploy = tmp_path_factory.mktemp("broker") / "deploy"
    shutil.copytree(DEPLOY, deploy, ignore=shutil.ignore_patterns("secrets"))
    subprocess.run([deploy / "make-secrets"], check=True)
    definitions = deploy / "definitions"
    definitions.mkdir()
    shutil.copy(deploy / "secrets/rabbitmq_account.json", definitions / "10-account.json")
    shutil.copy(deploy / "rabbitmq/definitions.json", definitions / "20-lianbo.json")
    lines = (deploy / "rabbitmq/rabbitmq.conf").read_text("utf-8").splitlines()
    with private_rabbit(
        login=f"lianbo:{(deploy / 'secrets/rabbitmq_password').read_text().strip()}",
        settings="\n".join([*(one for one in lines if not one.startswith(OWN)), f"load_definitions = {definitions}"]),
        plugins=(deploy / "rabbitmq/enabled_plugins").read_text(),
    ) as server:
        yield server


async def test_the_account_may_touch_what_is_lianbos_and_nothing_else(broker: PrivateRabbit):
    connection = await aio_pika.connect(broker.url("lianbo"))
    async with connection:
        for name in ("somebody.else", "lianbo.of_another_kind", "publisher"):
            channel = await connection.channel()
            with pytest.raises(aiormq.exceptions.ChannelAccessRefused):
                await channel.declare_queue(name)
    with pytest.raises(HTTPError, match="401"):
        broker.manage("GET", "/api/users")
    guest = PrivateRabbit.__new__(PrivateRabbit)
    guest.management_url = f"http://guest:guest@127.0.0.1:{broker.management_port}"
    with pytest.raises(HTTPError, match="401"):
        guest.manage("GET", "/api/overview")


@pytest.mark.postgres
async def test_the_services_work_on_it_and_what_was_unrouted_is_carried_back(
    tmp_path: Path, broker: PrivateRabbit, postgres_url: str
):
    async with new_postgres_database(postgres_url) as database_url:
        settings = Settings(
            data=tmp_path,
            amqp_url=SecretStr(broker.url("lianbo")),
            amqp_management_url=SecretStr(broker.management_url),
            database_url=SecretStr(database_url),
            smtp_url=SecretStr(f"smtp://127.0.0.1:{free_port()}"),  # nobody: what is written waits
        )
        async with opened(settings, sample=True) as system:
            await prepare(system)
            async with running(system.services, system.bus, system.clock):
                await lay_samples(system)
                await eventually(lambda: any_row(system, "publisher", stories), within=60)
                await eventually(lambda: any_row(system, "notifier", messages), within=60)

                # A message nobody can read, as if the queue had not been declared when it came.
                message = {"routing_key": "submission.received", "payload": "{", "payload_encoding": "string",
                           "properties": {}}  # fmt: skip
                broker.manage("POST", "/api/exchanges/lianbo/lianbo.unrouted/publish", message)
                broker.control(*carry_back())
                await eventually(lambda: system.dead_letters.page("publisher.submissions"), within=60)

    policies = {
        queue["name"]: (queue.get("policy"), queue.get("operator_policy"))
        for queue in broker.manage("GET", "/api/queues/lianbo")
    }
    assert policies["publisher.submissions"] == (None, "lianbo-crash-guard")
    assert policies["publisher.submissions.dead"] == policies["events.unrouted"] == ("lianbo-transit", None)


async def any_row(system: System, owner: str, table: sa.Table) -> bool:
    async with system.databases[owner].reading() as view:
        return (await view.connection.execute(sa.select(table).limit(1))).first() is not None
