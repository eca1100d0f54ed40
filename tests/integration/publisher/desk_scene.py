"""The publisher as its composition root builds it, behind a real server; events are handed to its real handlers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from services.publisher.service import build
from shared.bus.dead_letters import DeadLetters
from shared.bus.readings import QueueReadings
from shared.bus.sqlite import SqliteBus
from shared.bus.tables import outbox
from shared.contracts import Envelope, Event
from shared.contracts.stories import DraftSignedOff
from shared.contracts.submissions import Submission, SubmissionReceived, SubmissionWithdrawn
from shared.contracts.words import ContentType
from shared.database.engine import SqlDatabase
from shared.files.store import Files, open_folder
from shared.identity.sample import samples
from shared.ids import AccountId, SubmissionId, new_id
from shared.operations.routes import operations_routes
from shared.service import Service
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.sites import CAMPAIGN, bearer, sample_site, serving
from tests.unit.publisher.scenes import submission

E = TypeVar("E", bound=Event)
Answer = tuple[int, Any]

FIRST, SECOND, FINAL = "first", "second", "final"
STAGES = (("sample-editor-1", FIRST), ("sample-editor-2", SECOND), ("sample-editor-3", FINAL))
EDITOR1, EDITOR2, EDITOR3 = (token for token, _ in STAGES)
CHIEF, WRITER, OFFICE, UNIT = "sample-chief", "sample-writer-1", "sample-office-1", "sample-unit-370100"


class Desk:
    def __init__(
        self, service: Service, database: SqlDatabase, client: TestClient[Any, Any], clock: FixedClock, files: Files
    ) -> None:
        self.service = service
        self.database = database
        self.client = client
        self.clock = clock
        self.originals = files.originals
        self._sent = 0

    async def call(self, method: str, path: str, token: str, **options: Any) -> Answer:
        headers = {**bearer(token), **options.pop("headers", {})}
        async with self.client.request(method, path, headers=headers, **options) as answer:
            return answer.status, await answer.json(content_type=None)

    async def get(self, path: str, token: str = EDITOR1) -> Any:
        status, body = await self.call("GET", path, token)
        assert status == 200, body
        return body

    async def post(self, path: str, token: str, body: dict[str, Any] | None = None) -> Answer:
        return (
            await self.call("POST", path, token, json=body)
            if body is not None
            else await self.call("POST", path, token)
        )

    # What reaches publisher from elsewhere

    async def receive(self, **said: Any) -> Submission:
        """A report, or with `id` and `revision` a new revision of one."""
        self._sent += 1
        usual = {"id": SubmissionId(new_id()), "number": f"LB2022-370100-{self._sent:04d}"}
        sent = submission(**{**usual, **said})
        await self.hand(SubmissionReceived(submission=sent, occurred_at=self.clock.now()))
        return sent

    async def withdraw(self, sent: Submission, reason: str = "数据有误", by: AccountId | None = None) -> None:
        await self.hand(SubmissionWithdrawn(submission=sent, reason=reason, by=by, occurred_at=self.clock.now()))

    async def hand(self, event: Event) -> None:
        """As the bus does it: prepare, then handle in a transaction."""
        for subscription in self.service.subscriptions:
            if isinstance(event, subscription.events):
                if subscription.prepare is not None:
                    await subscription.prepare(event)
                async with self.database.transaction() as tx:
                    await subscription.handle(event, tx)

    async def release(self) -> None:
        """Everything that was signed off goes out."""
        for event in await self.said(DraftSignedOff):
            self.clock.advance(seconds=2)
            await self.hand(event)

    async def said(self, kind: type[E]) -> list[E]:
        """What the outbox holds of this kind, in order."""
        async with self.database.reading() as view:
            question = sa.select(outbox.c.body).where(outbox.c.type == kind.type).order_by(outbox.c.id)
            bodies = (await view.connection.execute(question)).scalars().all()
        return [kind.opened(Envelope.model_validate_json(body)) for body in bodies]

    # What the desk does

    async def story(self, sent: Submission, token: str = EDITOR1) -> Any:
        (row,) = (await self.get(f"/api/v1/stories?number={sent.number}", token))["items"]
        return await self.get(f"/api/v1/stories/{row['id']}", token)

    async def draft(self, sent: Submission, content_type: ContentType = ContentType.WEIBO_STATUS) -> Any:
        story = await self.story(sent)
        return next(draft for draft in story["drafts"] if draft["content_type"] == content_type)

    async def proof(self, draft: Any, token: str, stage: str, **said: Any) -> Answer:
        body = {"stage": stage, "version": draft["version"], "note": "", **said}
        return await self.post(f"/api/v1/drafts/{draft['id']}/proofs", token, body)

    async def review(self, draft: Any, token: str, stage: str, verdict: str = "pass", **said: Any) -> Answer:
        body = {"stage": stage, "verdict": verdict, "opinion": "同意", "version": draft["version"], **said}
        return await self.post(f"/api/v1/drafts/{draft['id']}/reviews", token, body)

    async def through(self, draft: Any, token: str, stage: str) -> Any:
        """Proofread and passed by that person."""
        status, read = await self.proof(draft, token, stage)
        assert status == 200, read
        status, passed = await self.review(read, token, stage)
        assert status == 200, passed
        return passed

    async def edit(self, draft: Any, token: str = WRITER, **changes: Any) -> Answer:
        content = {**draft["content"], **changes}
        path, headers = f"/api/v1/drafts/{draft['id']}", {"If-Match": f'"{draft["version"]}"'}
        return await self.call("PUT", path, token, json={"content": content}, headers=headers)

    async def review_story(self, story: Any, token: str, stage: str, **said: Any) -> Answer:
        body = {
            "stage": stage,
            "verdict": "pass",
            "opinion": "同意",
            "versions": versions(story),
            "proof": True,
            **said,
        }
        return await self.post(f"/api/v1/stories/{story['id']}/reviews", token, body)

    async def signed(self, sent: Submission, **first: Any) -> Any:
        """A whole story through three people."""
        story = await self.story(sent)
        for token, stage in STAGES:
            status, story = await self.review_story(story, token, stage, **(first if stage == FIRST else {}))
            assert status == 200, story
        return story


def account_of(token: str) -> AccountId:
    return next(sample.account.id for sample in samples(CAMPAIGN) if sample.token == token)


def versions(story: Any) -> dict[str, int]:
    return {draft["id"]: draft["version"] for draft in story["drafts"]}


def refusal(answer: Answer) -> tuple[int, str]:
    """Its status, and the end of its type."""
    status, body = answer
    return status, str(body.get("type", body)).rsplit("/", 1)[-1]


def by_type(story: Any) -> dict[str, Any]:
    return {draft["content_type"]: draft for draft in story["drafts"]}


@asynccontextmanager
async def open_desk(open_database: OpenDatabase, clock: FixedClock) -> AsyncIterator[Desk]:
    database = await open_database("publisher")
    site = await sample_site(await open_database("identity"), clock)
    bus = SqliteBus(await open_database("bus"), clock)
    dead_letters = DeadLetters([database], bus, clock)
    files = Files(open_folder("memory:", "originals"), open_folder("memory:", "renditions"))
    service = build(
        site.settings,
        database,
        site.identity,
        files,
        CAMPAIGN,
        clock,
        operations_routes(QueueReadings(bus, dead_letters), dead_letters),
    )
    async with serving([service], site) as client:
        yield Desk(service, database, client, clock, files)
