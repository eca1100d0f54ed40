"""Units that report and editors that review, without a pause, whatever happens to the system; and what they were told.

What was accepted is written to a ledger on disk the moment its number came: that is what must never be lost.
"""

import asyncio
import json
import random
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.e2e.test_main_job import STAGES, report, versions

UNITS = ("370100", "370200", "370300", "370600", "370700", "371300")
AGAIN = frozenset({502, 503, 504, 507})
"""Answers that say: not now. Every one is to come with a Retry-After."""
LONGEST_PAUSE_SECONDS = 1.0
PATIENCE_SECONDS = 20
SIGNED = frozenset({"signed_off", "delivering", "delivered"})


class Load:
    def __init__(self, url: str, ledger: Path, seed: int, *, units: int = 3, led: int = 0, pause: float = 0.5) -> None:
        """`led`: how many of the stories three editors lead to the signature; each takes seconds in the feed.

        `pause`: the longest between one unit's reports.
        """
        self.seed = seed
        self.statuses: Counter[str] = Counter()
        self.wrong: list[str] = []
        """Answers that no fault excuses: a 500, a refusal, another number for the same key."""
        self.accepted: dict[str, str] = {}
        """Number by key, as in the ledger on disk."""
        self.signed: list[str] = []
        self.answered_at: list[float] = []
        """When each number came, by the monotonic clock."""
        self._url = url
        self._ledger = ledger
        self._units = units
        self._pause = pause
        self._to_lead = led
        self._leading: asyncio.Queue[str] = asyncio.Queue()
        self._stopping = False
        self._random = random.Random(seed)
        self._count = 0

    @property
    def mark(self) -> str:
        """Stands in every report of this load, and in none of another."""
        return f"D{self.seed}-"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Load"]:
        """While inside, it goes on; leaving, each sender still gets the answer that it waits for."""
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS))
        senders = [asyncio.create_task(self._send_reports(session, unit)) for unit in range(self._units)]
        desk = asyncio.create_task(self._lead_stories(session))
        try:
            yield self
        except BaseException:
            for task in (*senders, desk):
                task.cancel()
            raise
        finally:
            self._stopping = True
            outcomes = await asyncio.gather(*senders, desk, return_exceptions=True)
            await session.close()
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    def lead(self, stories: int) -> None:
        """So many of those that are accepted from now on."""
        self._to_lead += stories

    async def goes_on(self, more: int, within: float = 90) -> float:
        """Waits until so many more were accepted; the seconds until the first of them."""
        began, before = time.monotonic(), len(self.accepted)
        while len(self.accepted) < before + more:
            assert time.monotonic() < began + within, f"seed {self.seed}: nothing was accepted any more"
            await asyncio.sleep(0.05)
        return self.answered_at[before] - began

    async def _send_reports(self, session: aiohttp.ClientSession, place: int) -> None:
        unit = UNITS[place % len(UNITS)]
        while not self._stopping:
            key, body = self._next_report()
            number = await self._accepted(session, unit, key, body)
            self._note(key, number, unit)
            if self._random.random() < 0.1 and await self._accepted(session, unit, key, body) != number:
                self.wrong.append(f"another number for the key of {number}")
            await asyncio.sleep(self._random.random() * self._pause)

    def _next_report(self) -> tuple[str, dict[str, Any]]:
        self._count += 1
        text = report()["body_text"] + f"\n（{self.mark}{self._count}）"
        title = f"社区课堂第{self._count}课教老人用手机"
        return str(uuid.UUID(int=self._random.getrandbits(128))), report(title=title, body_text=text)

    async def _accepted(self, session: aiohttp.ClientSession, unit: str, key: str, body: dict[str, Any]) -> str:
        """The number that came at last: asked again under the same key until it does."""
        headers = {"Authorization": f"Bearer sample-unit-{unit}", "Idempotency-Key": key}
        while True:
            status, answer = await self._call(session, "POST", "/api/v1/submissions", headers, body)
            if status == 202:
                return str(answer["number"])

    def _note(self, key: str, number: str, unit: str) -> None:
        with self._ledger.open("a", encoding="utf-8") as ledger:
            ledger.write(json.dumps({"key": key, "number": number, "unit": unit}) + "\n")
        self.accepted[key] = number
        self.answered_at.append(time.monotonic())
        if self._to_lead > 0:
            self._to_lead -= 1
            self._leading.put_nowait(number)

    async def _lead_stories(self, session: aiohttp.ClientSession) -> None:
        while not (self._stopping and self._leading.empty()):
            try:
                number = self._leading.get_nowait()
            except asyncio.QueueEmpty:
                await asyncio.sleep(0.1)
                continue
            while not await self._one_stage(session, number):  # noqa: ASYNC110  what it waits for is elsewhere
                await asyncio.sleep(0.2)
            self.signed.append(number)

    async def _one_stage(self, session: aiohttp.ClientSession, number: str) -> bool:
        """Looks how far the story has come and does the next act; True once it is signed."""
        headers = {"Authorization": "Bearer sample-editor-1"}
        status, found = await self._call(session, "GET", f"/api/v1/stories?number={number}", headers)
        if status != 200 or not found["items"] or not found["items"][0]["drafts"]:
            return False
        status, story = await self._call(session, "GET", f"/api/v1/stories/{found['items'][0]['id']}", headers)
        if status != 200:
            return False
        states = {draft["state"] for draft in story["drafts"]}
        if states <= SIGNED:
            return True
        for stage, editor in STAGES:
            if f"awaiting_{stage}_review" in states:
                headers = {"Authorization": f"Bearer sample-editor-{editor[-1]}"}
                body = {
                    "stage": stage,
                    "verdict": "pass",
                    "opinion": "同意",
                    "versions": versions(story),
                    "proof": True,
                }
                await self._call(session, "POST", f"/api/v1/stories/{story['id']}/reviews", headers, body)
                break
        return False

    async def _call(
        self, session: aiohttp.ClientSession, method: str, path: str, headers: dict[str, str], body: Any = None
    ) -> tuple[int, Any]:
        """The answer, or (0, None) where none came; a pause where it is to be asked again."""
        try:
            async with session.request(method, self._url + path, headers=headers, json=body) as answer:
                status, kind = answer.status, answer.content_type
                told = await answer.json(content_type=None) if "json" in kind else await answer.text()
                after = answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError) as error:
            self.statuses[type(error).__name__] += 1
            await asyncio.sleep(0.2)
            return 0, None
        self.statuses[str(status)] += 1
        if status in AGAIN:
            if not after.isdigit():
                self.wrong.append(f"{status} without Retry-After: {method} {path} {told}")
            await asyncio.sleep(min(float(after or 1), LONGEST_PAUSE_SECONDS))
        elif status >= 500 or (method == "POST" and path.endswith("/submissions") and status != 202):
            self.wrong.append(f"{status}: {method} {path} {told}")
            await asyncio.sleep(0.5)
        return status, told
