"""make bench: how fast the main job goes on this machine, each figure beside a yardstick taken in the same run.

A lone time says as much about the machine as about the program; a ratio says something about the program.
"""

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from shared.clock import SHANGHAI
from shared.ids import new_id
from tests.bench import hostile, texts
from tests.running import Person, Running, eventually

REPORTS = 150
AT_ONCE = 8
PAGES = 60
LAG_SECONDS = 0.1
TARGET = Path("var/bench.json")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="lianbo-bench-") as folder:
        figures = asyncio.run(measure(Path(folder)))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")
    table = Table("what", "ours", "beside", "ratio", "aim", "met")
    for one in figures:
        aim, met = one["aim"], {True: "yes", False: "no", None: "—"}[one["met"]]
        table.add_row(one["what"], one["ours"], one["beside"], f"{one['ratio']:.2f}", f"≤ {aim}" if aim else "—", met)
    Console().print(table)


async def measure(folder: Path) -> list[dict[str, Any]]:
    commit = bare_commit(folder)
    system = await Running(folder / "var").start()
    try:
        empty = await request_time(system, "/api/v1/openapi.json", "sample-editor-1")
        accepted, drafted = await submit_all(system)
        return [
            *[row(*measured) for measured in texts.rows()],
            await lag(system),
            figure("a report accepted (202, durable)", accepted, "a bare synced commit", commit),
            figure("a report turned into its drafts", drafted, "a bare synced commit", commit),
            *[
                figure(f"GET {path}", await request_time(system, path, token), "GET /api/v1/openapi.json", empty)
                for path, token in (
                    ("/api/v1/stories", "sample-editor-1"),
                    ("/desk", "sample-editor-1"),
                    ("/feed.atom", "sample-tv"),
                )
            ],
        ]
    finally:
        await system.end()


def figure(what: str, seconds: float, yardstick: str, against: float, aim: float | None = None) -> dict[str, Any]:
    ratio = seconds / against
    return {
        "what": what,
        "ours": f"{seconds * 1000:.2f} ms",
        "beside": f"{yardstick}: {against * 1000:.2f} ms",
        "ratio": ratio,
        "aim": aim,
        "met": None if aim is None else ratio <= aim,
    }


def row(what: str, ours: list[float], beside: list[float], aim: float) -> dict[str, Any]:
    ratio = statistics.median(ours) / statistics.median(beside)
    return {
        "what": what,
        "ours": texts.spread(ours),
        "beside": f"segmented once, scanned once: {texts.spread(beside)}",
        "ratio": ratio,
        "aim": aim,
        "met": ratio <= aim,
    }


async def lag(system: Running) -> dict[str, Any]:
    """The longest that somebody waits for a page of a few bytes while forty hostile texts come in, four at once."""
    alone = await _longest_wait(system, asyncio.sleep(3))
    among = await _longest_wait(system, _all_hostile(system))
    return {
        "what": "the loop's lag under forty hostile texts, four at once (ratio: tenths of a second)",
        "ours": f"{among * 1000:.0f} ms",
        "beside": f"nothing else going on: {alone * 1000:.0f} ms",
        "ratio": among / LAG_SECONDS,
        "aim": 1.0,
        "met": among <= LAG_SECONDS,
    }


async def _all_hostile(system: Running) -> None:
    gate = asyncio.Semaphore(4)

    async def send(serial: int, text: str) -> None:
        unit = Person(system.url, "sample-unit-370100")
        async with gate:
            await unit.post("/api/v1/previews", {"submission": {**_report(serial, text), "contact": None}})
            await unit.post("/api/v1/submissions", _report(serial, text), headers={"Idempotency-Key": new_id()})

    await asyncio.gather(*(send(serial, text) for serial, text in enumerate(hostile.texts())))
    await asyncio.sleep(5)  # the last of them is being drafted


async def _longest_wait(system: Running, during: Coroutine[Any, Any, None]) -> float:
    work = asyncio.create_task(during)
    longest = 0.0
    async with aiohttp.ClientSession() as session:
        while not work.done():
            begun = time.perf_counter()
            async with session.get(f"http://127.0.0.1:{system.admin_port}/healthz") as answer:
                await answer.read()
            longest = max(longest, time.perf_counter() - begun)
            await asyncio.sleep(0.02)
    await work
    return longest


def _report(serial: int, text: str) -> dict[str, Any]:
    return {
        "kind": "highlight",
        "category": "smart-elderly",
        "title": f"第{serial}场社区课堂开讲",
        "body_text": text,
        "contact": {"name": "张老师", "phone": "", "email": "unit@example.org"},
        "event_date": str(datetime.now(SHANGHAI).date()),
        "place": "济南市市中区",
        "ai_use": "none",
    }


def bare_commit(folder: Path) -> float:
    """Seconds for one row written and synced by SQLite alone, as durable as ours."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE rows (text TEXT)")
    return median(lambda: connection.execute("INSERT INTO rows VALUES (?)", ("x" * 1000,)), 300)


def median(act: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


async def request_time(system: Running, path: str, token: str) -> float:
    taken = []
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        for _ in range(PAGES):
            begun = time.perf_counter()
            async with session.get(system.url + path) as answer:
                await answer.read()
                assert answer.status == 200, (path, answer.status)
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


async def submit_all(system: Running) -> tuple[float, float]:
    """Seconds per report until it is accepted, and until the last of them has its drafts."""
    unit, editor = Person(system.url, "sample-unit-370100"), Person(system.url, "sample-editor-1")
    gate, begun = asyncio.Semaphore(AT_ONCE), time.perf_counter()

    async def one(serial: int) -> str:
        body = _report(serial, "志愿者手把手教老人预约挂号、线上缴费和视频通话。\n" * 20)
        async with gate:
            status, answer = await unit.post("/api/v1/submissions", body, headers={"Idempotency-Key": new_id()})
        assert status == 202, answer
        return str(answer["number"])

    numbers = await asyncio.gather(*(one(serial) for serial in range(REPORTS)))
    accepted = time.perf_counter() - begun

    async def all_drafted() -> bool:
        pages = [await editor.get(f"/api/v1/stories?number={number}") for number in (numbers[0], numbers[-1])]
        queues = (await Person(system.url, "sample-ops").get("/api/v1/queues"))["items"]
        drafting = next(queue for queue in queues if queue["name"] == "publisher.submissions")
        return all(page["items"] for page in pages) and not drafting["ready"] and not drafting["in_work"]

    await eventually(all_drafted, within=120)
    return accepted / REPORTS, (time.perf_counter() - begun) / REPORTS


main()
