"""kill -9 at each named point, then the same command again: nothing lost, nothing twice."""

import asyncio
import signal
import sqlite3
from typing import Any

import aiohttp
import pytest

from shared.ids import new_id
from tests.e2e.test_main_job import STAGES, send, story_of, versions
from tests.running import Person, Running, eventually

pytestmark = pytest.mark.chaos

POINTS = (
    "relay.after_commit_before_publish",
    "relay.after_publish_before_mark",
    "consumer.after_effect_before_acknowledge",
    "notifier.after_send_before_mark",
)


def number_of_rows(running: Running, owner: str, statement: str) -> int:
    connection = sqlite3.connect(running.data / f"{owner}.db")
    try:
        return int(connection.execute(statement).fetchone()[0])
    finally:
        connection.close()


async def check_nothing_lost_nothing_twice(running: Running, numbers: list[str]) -> None:
    editor, ops = Person(running.url, "sample-editor-1"), Person(running.url, "sample-ops")

    async def drained() -> Any:
        queues = (await ops.get("/api/v1/queues"))["items"]
        return all(queue["ready"] == 0 and queue["in_work"] == 0 for queue in queues)

    await eventually(drained, within=60)
    for number in numbers:
        items = (await editor.get(f"/api/v1/stories?number={number}"))["items"]
        assert len(items) == 1
        story = await story_of(editor, number)
        kinds = [draft["content_type"] for draft in story["drafts"]]
        assert len(kinds) == len(set(kinds)) >= 4

    for owner in ("ingest", "publisher", "notifier"):
        assert number_of_rows(running, owner, "SELECT count(*) FROM outbox WHERE published_at IS NULL") == 0
        assert number_of_rows(running, owner, "SELECT count(*) FROM dead_letters") == 0
    mails = (await ops.get("/api/v1/emails"))["items"]
    keys = [mail["key"] for mail in mails]
    assert len(keys) == len(set(keys))
    for number in numbers:
        assert sum(number in mail["subject"] and mail["template"] == "received" for mail in mails) == 1
    captured = number_of_rows(running, "notifier", "SELECT count(*) - count(DISTINCT message_id) FROM captured_mails")
    assert captured == 0


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_a_point_it_goes_on_where_it_was(fresh: Running, point: str):
    await fresh.start(LIANBO_TEST_KILL_AT=point)
    key, numbers = new_id(), []
    try:
        status, sent = await send(Person(fresh.url, "sample-unit-370100"), key)
        assert status == 202
        numbers.append(sent["number"])
    except aiohttp.ClientError:
        pass  # killed before it could answer: the same key asks again below
    assert await fresh.ended() == -signal.SIGKILL
    await fresh.start()
    status, again = await send(Person(fresh.url, "sample-unit-370100"), key)
    assert status == 202
    assert not numbers or again["number"] == numbers[0]
    await check_nothing_lost_nothing_twice(fresh, [again["number"]])
    assert await fresh.end() == 0


async def test_killed_at_random_moments_under_load_it_loses_no_number(fresh: Running):
    await fresh.start()
    accepted: dict[str, str] = {}
    for _ in range(3):
        sending = [asyncio.create_task(send(Person(fresh.url, "sample-unit-370100"), new_id())) for _ in range(8)]
        await asyncio.sleep(0.15)
        await fresh.end(signal.SIGKILL)
        for task in sending:
            try:
                status, body = await task
            except aiohttp.ClientError:
                continue
            if status == 202:
                accepted[body["number"]] = body["id"]
        await fresh.start()
    await check_nothing_lost_nothing_twice(fresh, sorted(accepted))
    await fresh.end()


async def test_a_signed_story_reaches_the_feed_once_although_it_was_killed_on_the_way(fresh: Running):
    await fresh.start()
    _, sent = await send(Person(fresh.url, "sample-unit-370100"))
    for stage, name in STAGES:
        editor = Person(fresh.url, f"sample-editor-{name[-1]}")
        story = await story_of(editor, sent["number"])
        body = {"stage": stage, "verdict": "pass", "opinion": "同意", "versions": versions(story), "proof": True}
        if stage == "final":
            await fresh.end()
            await fresh.start(LIANBO_TEST_KILL_AT="consumer.after_effect_before_acknowledge")
        try:
            status, answer = await editor.post(f"/api/v1/stories/{story['id']}/reviews", body)
            assert status == 200, answer
        except aiohttp.ClientError:
            assert stage == "final"
    assert await fresh.ended() == -signal.SIGKILL
    await fresh.start()

    async def released() -> Any:
        changes = await Person(fresh.url, "sample-tv").get("/feed/changes?after=0")
        return [change for change in changes["items"] if change["type"] == "released"]

    await eventually(released)
    await check_nothing_lost_nothing_twice(fresh, [sent["number"]])
    assert len(await released()) == 1
    await fresh.end()
