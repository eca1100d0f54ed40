"""`lianbo` as an operator uses it, beside a running system and while it is down."""

import asyncio
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.conftest import OpenDatabase
from tests.e2e.test_main_job import send, story_of
from tests.running import LIANBO, Person, Running, eventually


async def lianbo(*arguments: str, typed: str = "", **variables: str) -> tuple[int, str, str]:
    """Exit status, what it printed, and what it complained of."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LIANBO_")}
    process = await asyncio.create_subprocess_exec(
        LIANBO, *arguments, env={**clean, "COLUMNS": "200", **variables},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, complained = await process.communicate(typed.encode())
    assert process.returncode is not None
    return process.returncode, said.decode(), complained.decode()


async def test_every_mistake_of_the_configuration_is_told_at_once():
    status, _, complaint = await lianbo("config", "check", LIANBO_PORT="eighty", LIANBO_LOGG="json")
    assert status == 78
    assert "LIANBO_PORT" in complaint
    assert "LIANBO_LOGG" in complaint


async def test_every_command_ends_with_all_mistakes_and_no_password():
    variables = {
        "LIANBO_FILES_URL": "ftp://x",
        "LIANBO_DATABASE_URL": "hunter2",
        "LIANBO_CAMPAIGN": "/nowhere",
    }
    told = ("LIANBO_FILES_URL", "LIANBO_DATABASE_URL", "LIANBO_AMQP_URL", "LIANBO_CAMPAIGN")
    for command in ("queues", "dead list", "ledger verify", "events", "token list", "migrate", "service ingest"):
        status, said, complaint = await lianbo(*command.split(), **variables)
        assert (command, status, said) == (command, 78, "")
        assert [name for name in told if name not in complaint] == [], command
        assert "hunter2" not in complaint
        assert "Traceback" not in complaint
    _, _, complaint = await lianbo("config", "check", **variables)
    assert [name for name in (*told, "LIANBO_SMTP_URL") if name not in complaint] == []


async def told_at_the_end(command: str, **variables: str) -> str:
    """The sentence that a command ends with."""
    status, said, complaint = await lianbo(*command.split(), **variables)
    assert (command, status, said) == (command, 1, ""), complaint
    assert "Traceback" not in complaint
    sentence = complaint.splitlines()[-1]
    assert sentence.endswith("。"), complaint
    return sentence


async def test_a_command_without_its_database_says_so_in_one_sentence(tmp_path: Path):
    closed = {"LIANBO_AMQP_URL": "amqp://127.0.0.1:1", "LIANBO_DATABASE_URL": "postgresql://x:hunter2@127.0.0.1:1/x"}
    for command in ("queues", "dead replay x", "ledger export -", "user disable x"):
        assert "LIANBO_DATA" in await told_at_the_end(command, LIANBO_DATA=str(tmp_path / "none"))
    for command in ("ledger verify", "migrate"):
        assert "LIANBO_DATABASE_URL" in await told_at_the_end(command, **closed)
    assert "lianbo run" in await told_at_the_end("token list", LIANBO_DATA=str(tmp_path)), "no tables yet"


@pytest.mark.postgres
async def test_a_command_without_its_broker_says_so_in_one_sentence(open_postgres: OpenDatabase):
    database = (await open_postgres("notifier")).writer.url.set(drivername="postgresql")
    url = database.render_as_string(hide_password=False)
    closed = {"LIANBO_AMQP_URL": "amqp://127.0.0.1:1", "LIANBO_DATABASE_URL": url}
    assert "lianbo migrate" in await told_at_the_end("token list", **closed), "no tables yet"
    assert "LIANBO_AMQP_URL" in await told_at_the_end("migrate", **closed)


async def test_only_who_delivers_needs_a_mail_server():
    distributed = {"LIANBO_AMQP_URL": "amqp://x", "LIANBO_DATABASE_URL": "postgresql://x"}
    status, catalogue, complaint = await lianbo("events", **distributed)
    assert (status, bool(catalogue)) == (0, True), complaint
    for command in ("service notifier", "config check"):
        status, _, complaint = await lianbo(*command.split(), **distributed)
        assert (command, status, "LIANBO_SMTP_URL" in complaint) == (command, 78, True)


async def test_run_refuses_servers_of_its_own_and_samples_beyond_loopback(tmp_path: Path):
    status, _, complaint = await lianbo(
        "run", LIANBO_DATA=str(tmp_path), LIANBO_AMQP_URL="amqp://x", LIANBO_DATABASE_URL="postgresql://x"
    )
    assert (status, "LIANBO_AMQP_URL" in complaint, "LIANBO_DATABASE_URL" in complaint) == (78, True, True)
    status, _, complaint = await lianbo(
        "run", LIANBO_DATA=str(tmp_path), LIANBO_PUBLIC_URL="https://lianbo.example.org", LIANBO_PORT="0"
    )
    assert status == 78
    assert "示例账号" in complaint


async def test_a_second_process_on_the_same_folder_is_refused(fresh: Running):
    await fresh.start()
    status, _, complaint = await lianbo("run", LIANBO_DATA=str(fresh.data), LIANBO_PORT="0", LIANBO_ADMIN_PORT="0")
    assert status == 1
    assert "正被另一个进程使用" in complaint
    await fresh.end()


async def test_what_is_kept_is_for_its_owner_alone_even_in_a_folder_that_is_open_to_all(tmp_path: Path):
    running = Running(tmp_path / "open")
    running.data.mkdir(mode=0o755)
    await running.start()
    assert running.alive, running.log.read_text()
    kept = [path for path in running.data.rglob("*") if path.exists()]
    assert {"identity.db", "ingest.db", "files"} <= {path.name for path in kept}
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
    assert await running.end() == 0


async def test_the_ledger_holds_and_one_changed_byte_is_named(fresh: Running):
    await fresh.start()
    _, sent = await send(Person(fresh.url, "sample-unit-370100"))
    await story_of(Person(fresh.url, "sample-editor-1"), sent["number"])
    variables = {"LIANBO_DATA": str(fresh.data)}

    async def sealed() -> Any:
        _, said, _ = await lianbo("ledger", "export", "-", **variables)
        return [line for line in said.splitlines() if sent["number"] in line]

    entry = json.loads((await eventually(sealed, within=30))[0])["entry"]["id"]
    assert (await lianbo("ledger", "verify", **variables))[0] == 0
    assert await fresh.end() == 0
    head, other = fresh.data / "head.json", fresh.data / "other.json"
    assert (await lianbo("ledger", "head", str(head), **variables))[0] == 0
    status, said, _ = await lianbo("ledger", "verify", "--against", str(head), **variables)
    assert (status, "与另存的 1 条一致" in said) == (0, True)
    other.write_text(json.dumps({**json.loads(head.read_text()), "hash": "0" * 64}))
    status, _, complaint = await lianbo("ledger", "verify", "--against", str(other), **variables)
    assert (status, "与另存的哈希不符" in complaint) == (1, True)
    other.write_text("not ours\n")
    status, _, complaint = await lianbo("ledger", "verify", "--against", str(other), **variables)
    assert (status, "对照文件第 1 行读不懂" in complaint) == (1, True)

    connection = sqlite3.connect(fresh.data / "publisher.db", isolation_level=None)
    triggers = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entries'"
    ).fetchall()
    assert triggers, "update and delete must be refused as long as the triggers stand"
    for (name,) in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    changed = connection.execute(
        "UPDATE ledger_entries SET actor_name = actor_name || 'x' WHERE id = ?", (entry,)
    ).rowcount
    connection.close()
    assert changed == 1
    status, _, complaint = await lianbo("ledger", "verify", **variables)
    assert status == 1
    assert entry in complaint


async def test_queues_events_and_accounts_from_the_command_line(fresh: Running):
    await fresh.start()
    variables = {"LIANBO_DATA": str(fresh.data)}
    queues = json.loads((await lianbo("queues", "--json", **variables))[1])
    assert {"publisher.submissions", "ingest.stories", "notifier.messages"} <= {queue["name"] for queue in queues}
    assert set(queues[0]) == {"name", "ready", "in_work", "dead", "oldest_age_seconds", "consumers"}
    catalogue = json.loads((await lianbo("events", **variables))[1])
    assert "submission.received" in catalogue["channels"]
    assert (await lianbo("dead", "list", **variables))[0] == 0

    added = await lianbo(
        "user", "add", "zhang", "--role", "editor", "--name", "张编辑", "--stage", "first",
        typed="a-long-password\n", **variables,
    )  # fmt: skip
    assert added[0] == 0, added
    changed = await lianbo("user", "password", "zhang", typed="another-password\n", **variables)
    assert changed[0] == 0, changed
    assert not await signed_in(fresh, "zhang", "a-long-password")
    assert await signed_in(fresh, "zhang", "another-password")
    assert (await lianbo("user", "disable", "zhang", **variables))[0] == 0
    assert not await signed_in(fresh, "zhang", "another-password")
    status, secret, _ = await lianbo("subscriber", "add", "tv2", "--name", "第二频道", **variables)
    assert status == 0
    reader = Person(fresh.url, secret.strip())
    assert (await reader.call("GET", "/feed/changes?after=0"))[0] == 200
    assert (await lianbo("token", "revoke", typed=secret, **variables))[0] == 0
    assert (await reader.call("GET", "/feed/changes?after=0"))[0] == 401
    await fresh.end()


async def signed_in(running: Running, login: str, password: str) -> bool:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{running.url}/login",
            data={"login": login, "password": password, "next": "/desk"},
            headers={"Origin": running.url},
            allow_redirects=False,
        ) as answer,
    ):
        return answer.status == 303


async def test_submit_sends_files_and_is_safe_to_repeat(fresh: Running, tmp_path: Path):
    await fresh.start()
    report = {
        "kind": "highlight", "category": "智慧助老活动", "title": "命令行报送", "body_text": "志愿者教老人用手机。",
        "event_date": "2022-12-05", "contact": {"name": "张老师", "email": "unit@example.org"}, "ai_use": "none",
    }  # fmt: skip
    file = tmp_path / "report.json"
    file.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    numbers = set()
    for _ in range(2):
        status, _, progress = await lianbo("submit", str(file), "--server", fresh.url, "--token", "sample-unit-370100")
        assert status == 0, progress
        numbers.add(next(word for word in progress.split("：") if word.startswith("LB2022")).split()[0])
    assert len(numbers) == 1
    await fresh.end()
