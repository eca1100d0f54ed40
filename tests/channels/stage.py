"""The whole system in both modes, and on it every act of the table, each on a report of its own."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.channels.acts import ACTS
from tests.channels.report import TOKENS, WITHIN, Report
from tests.channels.sights import SIGHTS, heard
from tests.channels.table import Cells
from tests.conftest import new_postgres_database
from tests.distributed import Distributed
from tests.rabbitmq import Rabbit
from tests.running import Person, Running, eventually

CAMPAIGN = Path("deploy/campaigns/2022-lifelong-learning-week")
STUDIO = '\n[[contacts]]\nkey = "studio"\nname = "电视台值班室"\nphone = "0531-0000 0005"\n'


def campaign(folder: Path) -> str:
    """The sample, with somebody at the station who has no e-mail."""
    copied = Path(shutil.copytree(CAMPAIGN, folder / "campaign"))
    with (copied / "contacts.toml").open("a") as contacts:
        contacts.write(STUDIO)
    routes = copied / "routes.toml"
    routes.write_text(re.sub(r'to = \["station"\]', 'to = ["station", "studio"]', routes.read_text()))
    return str(copied)


@asynccontextmanager
async def embedded(folder: Path) -> AsyncIterator[str]:
    running = await Running(folder / "var", {"LIANBO_CAMPAIGN": campaign(folder)}).start()
    try:
        yield running.url
    finally:
        await running.end()


@asynccontextmanager
async def distributed(folder: Path, rabbit: Rabbit, postgres_url: str) -> AsyncIterator[str]:
    host = rabbit.new_virtual_host()
    async with new_postgres_database(postgres_url) as database_url:
        system = Distributed(folder, rabbit.url(host), rabbit.management_url, database_url, replicas=1)
        system.variables["LIANBO_CAMPAIGN"] = campaign(folder)
        try:
            yield (await system.start()).url
        finally:
            await system.end()


async def played(url: str) -> Cells:
    """What every channel shows of every report after its act, once nothing more is under way anywhere."""
    reports = {name: Report(url, name) for name in ACTS}
    ops = Person(url, TOKENS["ops"])
    await asyncio.gather(*(_before(report) for report in reports.values()))
    await _quiet(ops)
    for report in reports.values():
        report.heard = await heard(report)
    await asyncio.gather(*(ACTS[name][1](report) for name, report in reports.items()))
    await _quiet(ops)
    return {(name, channel): await _seen(channel, report) for name, report in reports.items() for channel in SIGHTS}


async def _seen(channel: str, report: Report) -> str:
    """A channel that contradicts itself fails its own cell alone."""
    try:
        return await SIGHTS[channel](report)
    except AssertionError as error:
        return f"自相矛盾：{error!r}"


async def _before(report: Report) -> None:
    steps, _ = ACTS[report.name]
    for step in steps:
        await step(report)


async def _quiet(ops: Person) -> None:
    """Nothing in any queue and no mail on its way, several looks long: between two queues an event is in none."""
    calm = 0

    async def calm_for_long() -> bool:
        nonlocal calm
        queues = (await ops.get("/api/v1/queues"))["items"]
        mails = [await ops.get(f"/api/v1/emails?state={state}&limit=1") for state in ("queued", "sending")]
        busy = any(one["ready"] != 0 or one["in_work"] != 0 for one in queues) or any(one["items"] for one in mails)
        calm = 0 if busy else calm + 1
        return calm >= 5

    await eventually(calm_for_long, WITHIN, every=0.4)
