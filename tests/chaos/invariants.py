# ruff: noqa: S608  what is put into these statements is the names of our own services
"""What must hold when everything has healed: the ledger on disk, the databases, the feed and the mail agree."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from services.publisher.releasing.storage.agreement import ReleasesAgree
from services.publisher.stories.ledger.verify import VerifyLedger
from services.publisher.stories.storage.agreement import StoriesAgree
from services.publisher.stories.storage.ledger import SqlLedger
from services.system import System, compose, opened
from shared.settings import open_settings
from tests.chaos.load import Load
from tests.distributed import SERVICES, Distributed
from tests.running import Person

DRAINED_SECONDS = 60
"""The promise is for a machine that does nothing else; the wait is as long as a busy one needs."""
PATIENCE_SECONDS = 240


@dataclass
class Figures:
    """One row of the summary."""

    seed: int
    accepted: int = 0
    signed: int = 0
    lost: int = 0
    duplicates: int = 0
    unknown_mails: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    drained_seconds: float = 0.0
    recovery_seconds: list[float] = field(default_factory=list)


async def everything_holds(system: Distributed, load: Load, database_url: str) -> Figures:
    """AssertionError, with the load's seed and every breach, where something does not."""
    variables = {name: value for name, value in system.variables.items() if name.startswith("LIANBO_")}
    settings = open_settings({**variables, "LIANBO_DATABASE_URL": database_url})
    connection = await asyncpg.connect(database_url)
    try:
        audit = Audit(connection, compose(settings), system, load)
        await audit.settled()
        await audit.everything()
        async with opened(settings) as composed:
            agreements = (StoriesAgree(), ReleasesAgree())
            broken = await VerifyLedger(composed.databases["publisher"], SqlLedger(), agreements, composed.clock)()
        audit.check(broken is None, f"lianbo ledger verify: {broken}")
    finally:
        await connection.close()
    assert not audit.breaches, f"seed {load.seed}: " + "\n".join(audit.breaches[:20])
    return audit.figures


class Audit:
    def __init__(self, connection: Any, composed: System, system: Distributed, load: Load) -> None:
        self._connection = connection
        self._composed = composed
        self._system = system
        self._load = load
        self.breaches: list[str] = []
        self.figures = Figures(load.seed, len(load.accepted), len(load.signed), statuses=dict(load.statuses))

    def check(self, holds: bool, breach: str) -> None:
        if not holds:
            self.breaches.append(breach)

    async def settled(self) -> None:
        """Every outbox is empty, every consumer has had every event, no e-mail is due."""
        began = time.monotonic()
        await self._until(self._unpublished, "rows wait in an outbox")
        self.figures.drained_seconds = round(time.monotonic() - began, 1)
        await self._until(self._unhandled, "events had no effect")
        await self._until(self._mails_due, "e-mails are due")
        await self._until(self._unsealed, "ledger entries are unsealed")

    async def everything(self) -> None:
        self.check(not self._load.wrong, f"answers nothing excuses: {self._load.wrong[:5]}")
        await self._nothing_lost_nothing_twice()
        await self._events_and_rows_agree()
        await self._mail()
        await self._feed()
        for owner in SERVICES:
            dead = await self._rows(f"SELECT queue, reason FROM {owner}.dead_letters")
            self.check(not dead, f"dead letters: {dead[:3]}")

    async def _until(self, count: Callable[[], Awaitable[Any]], what: str) -> None:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while left := await count():
            assert time.monotonic() < give_up, f"seed {self._load.seed}: {what} after {PATIENCE_SECONDS} s: {left}"
            await asyncio.sleep(0.2)

    async def _unpublished(self) -> int:
        return sum([await self._one(f"SELECT count(*) FROM {owner}.outbox WHERE published_at IS NULL")
                    for owner in SERVICES])  # fmt: skip

    async def _unhandled(self) -> dict[str, int]:
        left: Counter[str] = Counter()
        for service in self._composed.services:
            for one in service.subscriptions:
                types = [event.type for event in one.events]
                for owner in SERVICES:
                    left[one.queue] += await self._one(
                        f"SELECT count(*) FROM {owner}.outbox o WHERE o.type = ANY($1) AND NOT EXISTS (SELECT 1 FROM "
                        f"{service.name}.inbox i WHERE i.consumer = $2 AND i.event_id = o.id)",
                        types, one.queue,
                    )  # fmt: skip
        return {queue: count for queue, count in left.items() if count}

    async def _mails_due(self) -> int:
        return await self._one("SELECT count(*) FROM notifier.messages WHERE state = 'queued' AND due_at < now()")

    async def _unsealed(self) -> int:
        return await self._one(
            "SELECT count(*) FROM publisher.ledger_entries e WHERE NOT EXISTS "
            "(SELECT 1 FROM publisher.ledger_seals s WHERE s.entry_id = e.id)"
        )

    async def _nothing_lost_nothing_twice(self) -> None:
        numbers = list(self._load.accepted.values())
        self.check(len(set(numbers)) == len(numbers), "a number was given twice")
        taken = await self._rows(
            "SELECT s.number FROM ingest.submissions s JOIN ingest.revisions r ON r.submission_id = s.id "
            "WHERE r.submission::text LIKE $1", f"%{self._load.mark}%",
        )  # fmt: skip
        taken_numbers = Counter(row["number"] for row in taken)
        stories = await self._rows("SELECT number, id FROM publisher.stories WHERE number = ANY($1)", numbers)
        lost = [number for number in numbers if number not in taken_numbers]
        lost += sorted(set(numbers) - {row["number"] for row in stories} - set(lost))
        self.check(not lost, f"lost: {lost[:5]}")
        self.figures.lost = len(lost)
        more = sorted((taken_numbers - Counter(numbers)).elements())
        self.check(not more, f"one key, several reports: {more[:5]}")
        drafts = await self._rows(
            "SELECT s.number, d.content_type, d.revision, count(*) AS copies FROM publisher.drafts d "
            "JOIN publisher.stories s ON s.id = d.story_id WHERE s.number = ANY($1) GROUP BY 1, 2, 3", numbers
        )  # fmt: skip
        twice = [row for row in drafts if row["copies"] != 1]
        self.check(not twice, f"duplicate drafts: {twice[:3]}")
        each = Counter(row["number"] for row in drafts)
        few = [number for number in numbers if each[number] < 4]
        self.check(not few, f"stories without their drafts: {few[:5]}")
        self.figures.duplicates = len(more) + len(twice)

    async def _events_and_rows_agree(self) -> None:
        pairs = (
            ("ingest", "submissions", ("submission.received",)),
            ("publisher", "stories", ("story.drafted", "story.filed")),
        )
        for owner, table, types in pairs:
            rows = Counter(row["number"] for row in await self._rows(f"SELECT number FROM {owner}.{table}"))
            said = Counter(
                row["subject"]
                for row in await self._rows(f"SELECT subject FROM {owner}.outbox WHERE type = ANY($1)", types)
            )
            self.check(rows == said, f"{owner}.{table}: {list(((rows - said) + (said - rows)).elements())[:5]}")
        released = Counter(
            (row["draft_id"], row["sequence"])
            for row in await self._rows("SELECT draft_id, sequence FROM publisher.releases")
        )
        told = Counter(
            (item["draft"], item["sequence"])
            for row in await self._rows("SELECT body FROM publisher.outbox WHERE type = 'draft.released'")
            for item in json.loads(row["body"])["data"]["items"]
        )
        self.check(released == told, f"releases and their events: {list((released - told) + (told - released))[:3]}")
        for owner in SERVICES:
            known = " UNION ALL ".join(f"SELECT id FROM {other}.outbox" for other in SERVICES)
            stray = await self._one(f"SELECT count(*) FROM {owner}.inbox WHERE event_id NOT IN ({known})")
            self.check(stray == 0, f"{owner} handled {stray} events that nobody said")

    async def _mail(self) -> None:
        messages = {
            row["id"]: row
            for row in await self._rows("SELECT id, event_id, recipient, template, number, state, unknowns "
                                        "FROM notifier.messages")
        }  # fmt: skip
        arrived = Counter(name.strip("<>").partition("@")[0] for name in self._system.mails.ids)
        strange = set(arrived) - set(messages)
        self.check(not strange, f"mail nobody wrote: {sorted(strange)[:3]}")
        for name, row in messages.items():
            at_most = 1 + row["unknowns"]
            self.check(arrived[name] <= at_most, f"{row['template']} about {row['number']}: {arrived[name]} copies")
            if row["state"] == "sent":
                self.check(arrived[name] >= 1, f"{row['template']} about {row['number']} was sent, and never arrived")
            self.check(row["state"] != "failed", f"{row['template']} about {row['number']} failed")
        # A process that died while sending leaves these for a person, or for fifteen minutes later.
        self.figures.unknown_mails = sum(row["state"] in {"sending", "unknown"} for row in messages.values())
        receipts = Counter(row["number"] for row in messages.values() if row["template"] == "received")
        without = [number for number in self._load.accepted.values() if not receipts[number]]
        self.check(not without, f"no receipt by e-mail for {without[:5]}")
        subjects = Counter((row["event_id"], row["recipient"], row["template"]) for row in messages.values())
        self.check(not subjects or max(subjects.values()) == 1, "two e-mails for one event, recipient and template")

    async def _feed(self) -> None:
        changes: list[Any] = []
        tv = Person(self._system.url, "sample-tv")
        while True:
            page = await tv.get(f"/feed/changes?after={changes[-1]['seq'] if changes else 0}")
            if not page["items"]:
                break
            changes += page["items"]
        numbers = [change["seq"] for change in changes]
        self.check(numbers == list(range(1, len(numbers) + 1)), f"the feed's changes have gaps: {numbers[:20]}")
        shown = Counter(change["id"] for change in changes if change["type"] == "released")
        self.check(not shown or max(shown.values()) == 1, "released twice in the feed")
        items = await self._rows(
            "SELECT s.number, i.item FROM publisher.stories s JOIN publisher.feed_items i ON i.story_id = s.id "
            "WHERE s.number = ANY($1)", self._load.signed,
        )  # fmt: skip
        absent = set(self._load.signed) - {row["number"] for row in items if row["item"] in shown}
        self.check(not absent, f"signed, but not in the feed: {sorted(absent)}")
        states = await self._rows(
            "SELECT DISTINCT s.number, d.state FROM publisher.stories s JOIN publisher.drafts d ON d.story_id = s.id "
            "WHERE s.number = ANY($1) AND d.state <> 'delivered'", self._load.signed,
        )  # fmt: skip
        self.check(not states, f"signed, but not delivered: {states[:3]}")

    async def _one(self, query: str, *given: object) -> int:
        return int(await self._connection.fetchval(query, *given))

    async def _rows(self, query: str, *given: object) -> list[dict[str, Any]]:
        return [dict(row) for row in await self._connection.fetch(query, *given)]
