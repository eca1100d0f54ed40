"""The operators' pages and API: what is dead and why, sent again or discarded; the ledger checked by a button."""

import pytest
import sqlalchemy as sa
from aio_pika.exceptions import ChannelInvalidStateError

from services.publisher.stories.storage.ledger import SqlLedger
from shared.bus.amqp.calls import within
from shared.bus.burial import bury
from shared.bus.interface import UNROUTED, QueueReading
from shared.bus.message import Message
from shared.bus.sqlite import SqliteBus
from shared.ids import new_id
from shared.operations.pages import warnings_of
from tests.integration.publisher.desk_scene import EDITOR1, Desk
from tests.integration.publisher.reader import SignIn
from tests.sites import bearer

OPS = "sample-ops"
QUEUE = "publisher.submissions"
REASON = "图片服务不可用"


async def died(desk: Desk, reason: str = REASON, body: bytes = b'{"type":"submission.received"}') -> None:
    async with desk.database.transaction() as tx:
        await bury(QUEUE, Message(new_id(), body), reason, desk.clock.now(), tx)


async def letters(desk: Desk, query: str = "") -> list[dict[str, str]]:
    return (await desk.get(f"/api/v1/dead-letters{query}", OPS))["items"]


async def test_dead_letters_of_one_reason_are_replayed_together(desk: Desk, sign_in: SignIn):
    await died(desk)
    await died(desk)
    same = [letter["id"] for letter in await letters(desk)]
    await died(desk, "内容读不懂", b"not json at all")
    ops = await (await sign_in("ops")).open("/ops")
    assert "内容读不懂" in ops.text
    done = await ops.press("整组重推", within=REASON)
    assert done.notice == "已重推 2 条，正在重新处理。"
    assert [letter["reason"] for letter in await letters(desk)] == ["内容读不懂"]
    assert [(await desk.get(f"/api/v1/dead-letters/{one}", OPS))["replayed_by"] for one in same] == ["ops", "ops"]


async def test_a_letter_is_shown_whole_and_discarded(desk: Desk, sign_in: SignIn):
    await died(desk, body=b"\xff not json")
    group = await (await sign_in("ops")).open(f"/ops/dead-letters?queue={QUEUE}")
    (letter,) = await letters(desk)
    page = await group.follow(letter["subject"] or letter["event_id"])
    assert "not json" in page.text
    done = await page.press("丢弃，不再处理")
    assert done.notice == "已丢弃 1 条。"
    assert await letters(desk) == []
    assert (await (await sign_in("ops")).open(f"/ops/dead-letters/{letter['id']}")).status == 404


async def test_the_api_pages_shows_replays_and_discards(desk: Desk):
    for _ in range(3):
        desk.clock.advance(seconds=1)
        await died(desk)
    first = await desk.get("/api/v1/dead-letters?limit=2", OPS)
    rest = await desk.get(f"/api/v1/dead-letters?limit=2&cursor={first['next']}", OPS)
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    one, other, _ = [letter["id"] for letter in [*first["items"], *rest["items"]]]
    assert (await desk.get(f"/api/v1/dead-letters/{one}", OPS))["body"] == '{\n  "type": "submission.received"\n}'
    assert (await desk.post(f"/api/v1/dead-letters/{one}/replays", OPS))[0] == 202
    assert (await desk.post(f"/api/v1/dead-letters/{one}/replays", OPS))[0] == 404
    assert (await desk.call("DELETE", f"/api/v1/dead-letters/{other}", OPS))[0] == 204
    assert (await desk.call("DELETE", f"/api/v1/dead-letters/{other}", OPS))[0] == 404
    assert len(await letters(desk)) == 1


async def test_a_replay_while_the_broker_is_away_says_so_and_the_letter_waits_on(
    desk: Desk, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
):
    async def closed() -> None:
        raise ChannelInvalidStateError("closed by the broker")

    async def away(*_: object) -> None:
        await within(1, closed(), "publish")

    await died(desk)
    (letter,) = await letters(desk)
    monkeypatch.setattr(SqliteBus, "deliver", away)
    async with desk.client.post(f"/api/v1/dead-letters/{letter['id']}/replays", headers=bearer(OPS)) as answer:
        assert (answer.status, "Retry-After" in answer.headers) == (503, True)
    ops = await (await sign_in("ops")).open("/ops")
    assert (await ops.press("整组重推", within=REASON)).status == 503
    monkeypatch.undo()
    assert [one["id"] for one in await letters(desk)] == [letter["id"]]


async def test_only_an_operator_sees_and_repairs(desk: Desk, sign_in: SignIn):
    await died(desk)
    (letter,) = await letters(desk)
    for path in ("/api/v1/queues", "/api/v1/dead-letters", f"/api/v1/dead-letters/{letter['id']}"):
        assert (await desk.call("GET", path, EDITOR1))[0] == 403
    assert (await desk.post(f"/api/v1/dead-letters/{letter['id']}/replays", EDITOR1))[0] == 403
    assert (await desk.call("DELETE", f"/api/v1/dead-letters/{letter['id']}", EDITOR1))[0] == 403
    assert (await (await sign_in("editor1")).open("/ops")).status == 403
    assert len(await letters(desk)) == 1


async def test_the_ledger_is_checked_by_a_button_and_names_what_does_not_hold(desk: Desk, sign_in: SignIn):
    await desk.receive()
    async with desk.database.transaction() as tx:
        await SqlLedger().seal(tx)
    ops = await (await sign_in("ops")).open("/ops")
    assert "流转记录完整，逐条相符" in (await ops.follow("立即校验")).text
    async with desk.database.transaction() as tx:
        await tx.connection.execute(sa.text("DROP TRIGGER ledger_entries_no_update"))
        await tx.connection.execute(sa.text("UPDATE ledger_entries SET opinion = '改过' WHERE action = 'submitted'"))
    broken = await ops.follow("立即校验")
    assert "流转记录不符：第 1 条" in broken.refusal


def test_a_standstill_is_said():
    def reading_of(**said: object) -> QueueReading:
        usual = {"name": "q", "ready": 0, "in_work": 0, "dead": 0, "oldest_age_seconds": None, "consumers": 1}
        return QueueReading(**{**usual, **said})  # type: ignore[arg-type]

    assert warnings_of(reading_of()) == ()
    assert warnings_of(reading_of(ready=3, oldest_age_seconds=61.0)) == ("积压",)
    assert warnings_of(reading_of(consumers=0)) == ("无人处理",)
    assert warnings_of(reading_of(name=UNROUTED, consumers=0)) == ()
    assert warnings_of(reading_of(name=UNROUTED, consumers=0, ready=1)) == ("有事件无队列接收",)
