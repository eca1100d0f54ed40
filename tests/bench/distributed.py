"""python -m tests.bench.distributed: the distributed system with one and with two replicas of each service.

Rounds alternate, so that a machine that is busy for a while does not speak for one side alone; each round takes its
yardsticks just before: a bare commit and a bare confirmed publish on the same servers. PostgreSQL syncs to disk here.
What a report costs (processor time of each service, syncs of PostgreSQL's log) hardly depends on what else runs.
"""

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aio_pika
import aiohttp
import asyncpg
from rich.console import Console
from rich.table import Table

from shared.ids import new_id
from tests.conftest import new_postgres_database
from tests.distributed import SERVICES, Distributed
from tests.postgres import private_postgres_server
from tests.rabbitmq import PrivateRabbit, private_rabbit
from tests.running import Person, eventually

ROUNDS = int(os.environ.get("LIANBO_TEST_ROUNDS", "3"))
REPORTS = 100
AT_ONCE = 16
SIGNED = 6
UNITS = ("370100", "370600", "370200", "370300", "370700")
STAGES = {"first": "sample-editor-1", "second": "sample-editor-2", "final": "sample-editor-3"}
TARGET = Path("var/bench-distributed.json")


async def measure() -> dict[int, list[dict[str, float]]]:
    found: dict[int, list[dict[str, float]]] = {1: [], 2: []}
    with private_rabbit() as rabbit, private_postgres_server("fsync=on") as postgres:
        for _ in range(ROUNDS):
            for replicas, figures in found.items():
                figures.append(await one_round(rabbit, postgres.url, replicas))
                Console(stderr=True).print(replicas, figures[-1], os.getloadavg())
    return found


async def one_round(rabbit: PrivateRabbit, server: str, replicas: int) -> dict[str, float]:
    host = rabbit.new_virtual_host()
    async with new_postgres_database(server) as url:
        yardsticks = {"commit": await bare_commit(url), "publish": await bare_publish(rabbit.url(host))}
        with tempfile.TemporaryDirectory(prefix="lianbo-bench-") as folder:
            system = Distributed(Path(folder), rabbit.url(host), rabbit.management_url, url, replicas)
            try:
                await system.start()
                before = await costs(system, url)
                speeds = await submitted(system)
                after = await costs(system, url)
                spent = {name: (after[name] - before[name]) / REPORTS for name in before}
                return {**yardsticks, **speeds, **spent, "signed to feed": await signed_to_feed(system)}
            finally:
                await system.end()


async def costs(system: Distributed, url: str) -> dict[str, float]:
    """Spent so far: processor seconds of each service over its replicas, syncs and bytes of the database's log."""
    spent: dict[str, float] = {}
    async with aiohttp.ClientSession() as session:
        for replica in system.replicas:
            async with session.get(f"http://127.0.0.1:{replica.admin_port}/metrics") as answer:
                lines = (await answer.text()).splitlines()
            used = next(line for line in lines if line.startswith("process_cpu_seconds_total"))
            name = f"{replica.name} cpu"
            spent[name] = spent.get(name, 0) + float(used.split()[1])
    connection = await asyncpg.connect(url)
    log = await connection.fetchrow("SELECT wal_sync, wal_bytes FROM pg_stat_wal")
    await connection.close()
    return {**spent, "log syncs": float(log["wal_sync"]), "log bytes": float(log["wal_bytes"])}


async def bare_commit(url: str) -> float:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE bare (text TEXT)")
    try:
        return await median(lambda: connection.execute("INSERT INTO bare VALUES ($1)", "x" * 1000), 200)
    finally:
        await connection.close()


async def bare_publish(url: str) -> float:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await channel.declare_queue("bare", durable=True, arguments={"x-queue-type": "quorum"})
        message = aio_pika.Message(b"x" * 1000, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        taken = await median(lambda: channel.default_exchange.publish(message, "bare"), 200)
        await channel.queue_delete("bare")
        return taken


async def median(act: Callable[[], Awaitable[object]], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await act()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


async def submitted(system: Distributed) -> dict[str, float]:
    """Seconds a report until it is accepted, and until all are drafted, many at once."""
    units = [Person(system.url, f"sample-unit-{code}") for code in UNITS]
    gate, begun = asyncio.Semaphore(AT_ONCE), time.perf_counter()

    async def one(serial: int) -> None:
        async with gate:
            key = {"Idempotency-Key": new_id()}
            status, answer = await units[serial % len(units)].post("/api/v1/submissions", report(serial), headers=key)
        assert status == 202, answer

    await asyncio.gather(*(one(serial) for serial in range(REPORTS)))
    accepted = time.perf_counter() - begun
    editor = Person(system.url, "sample-editor-1")

    async def all_drafted() -> bool:
        return len(await stories(editor)) >= REPORTS

    await eventually(all_drafted, within=300, every=0.2)
    return {"accepted": accepted / REPORTS, "drafted": (time.perf_counter() - begun) / REPORTS}


async def stories(editor: Person) -> list[Any]:
    """Those of the benchmark that have drafts, over all pages."""
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await editor.get(f"/api/v1/stories?limit=100&cursor={cursor}" if cursor else "/api/v1/stories?limit=100")
        found += [story for story in page["items"] if story["drafts"] and "社区课堂开讲" in story["title"]]
        cursor = page["next"]
    return found


async def signed_to_feed(system: Distributed) -> float:
    """Median seconds from the answer to the last signature until the station's reader finds the item."""
    tv, taken = Person(system.url, "sample-tv"), []
    for story in (await stories(Person(system.url, "sample-editor-1")))[:SIGNED]:
        before = (await tv.get("/feed/changes?after=0"))["head"]
        for stage, token in STAGES.items():
            editor = Person(system.url, token)
            now = await editor.get(f"/api/v1/stories/{story['id']}")
            versions = {draft["id"]: draft["version"] for draft in now["drafts"] if draft["state"] != "held"}
            body = {"stage": stage, "verdict": "pass", "opinion": "同意", "versions": versions, "proof": True}
            status, answer = await editor.post(f"/api/v1/stories/{story['id']}/reviews", body)
            assert status == 200, answer
        begun = time.perf_counter()

        async def there(after: int = before) -> Any:
            return (await tv.get(f"/feed/changes?after={after}"))["items"]

        await eventually(there, within=60, every=0.02)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def report(serial: int) -> dict[str, Any]:
    return {
        "kind": "highlight",
        "category": "smart-elderly",
        "title": f"第{serial}场社区课堂开讲",
        "body_text": "志愿者手把手教老人预约挂号、线上缴费和视频通话。\n" * 20,
        "event_date": "2022-12-05",
        "contact": {"name": "张老师", "phone": "", "email": "unit@example.org"},
        "authors": {"text": "王一", "approved_by": "赵三"},
        "ai_use": "none",
    }


def summary(found: dict[int, list[dict[str, float]]]) -> list[dict[str, Any]]:
    return [
        {
            "replicas": replicas,
            **{name: statistics.median(one[name] for one in figures) for name in figures[0]},
            "accepted in commits": statistics.median(one["accepted"] / one["commit"] for one in figures),
            "drafted in commits": statistics.median(one["drafted"] / one["commit"] for one in figures),
            "signed to feed in commits": statistics.median(one["signed to feed"] / one["commit"] for one in figures),
        }
        for replicas, figures in found.items()
    ]


def main() -> None:
    found = asyncio.run(measure())
    rows = summary(found)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps({"rounds": found, "medians": rows}, indent=2) + "\n")
    table = Table(
        "replicas", "bare commit", "bare publish", "accepted/s", "drafted/s", "signed → feed", "in commits",
        "ms of processor a report: ingest, publisher, notifier", "log syncs a report", "log kB a report",
    )  # fmt: skip
    for row in rows:
        table.add_row(
            str(row["replicas"]),
            *(f"{row[name] * 1000:.1f} ms" for name in ("commit", "publish")),
            *(f"{1 / row[name]:.0f}" for name in ("accepted", "drafted")),
            f"{row['signed to feed'] * 1000:.0f} ms",
            " / ".join(f"{row[f'{name} in commits']:.1f}" for name in ("accepted", "drafted", "signed to feed")),
            " / ".join(f"{row[f'{name} cpu'] * 1000:.0f}" for name in SERVICES),
            f"{row['log syncs']:.1f}",
            f"{row['log bytes'] / 1000:.0f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
