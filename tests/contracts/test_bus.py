"""What every bus promises, said once and held by each implementation."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence

import pytest

from shared.bus import PermanentFailure, Subscription, TemporaryFailure, consumer, subscribe
from shared.bus.amqp import work
from shared.bus.interface import UNROUTED, QueueReading
from shared.bus.message import Message
from shared.bus.queue import worker
from shared.contracts import Event
from shared.contracts.catalogue import EVENTS
from shared.database import Transaction
from tests.buses import Knocked, Listener, RabbitHarness, Rang, Running, Scene, SqliteHarness, knocked, rang
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import Unsteady
from tests.rabbitmq import Rabbit


@pytest.fixture(params=["sqlite", pytest.param("rabbitmq", marks=[pytest.mark.rabbitmq, pytest.mark.postgres])])
def parts(request: pytest.FixtureRequest) -> tuple[OpenDatabase, Rabbit | None]:
    """Each bus with the database it goes with."""
    if request.param == "sqlite":
        return request.getfixturevalue("open_sqlite"), None
    return request.getfixturevalue("open_postgres"), request.getfixturevalue("rabbit")


@pytest.fixture
async def scene(parts: tuple[OpenDatabase, Rabbit | None]) -> Scene:
    open_database, server = parts
    harness = RabbitHarness(server) if server else SqliteHarness(await open_database("bus"))
    return Scene(harness, await open_database("notifier"))


async def test_what_is_committed_arrives(scene: Scene):
    one = Listener("one")
    async with scene.running(one):
        await scene.say(rang(1), rang(2))
        await eventually(lambda: sorted(one.heard) == [1, 2])


async def test_an_idle_bus_delivers_almost_at_once(scene: Scene):
    one = Listener("one")
    async with scene.running(one):
        took = []
        for number in range(5):
            await asyncio.sleep(0.1)
            begun = time.monotonic()
            await scene.say(rang(number))
            await eventually(lambda number=number: number in one.heard)
            took.append(time.monotonic() - begun)
    assert sorted(took)[2] < 0.5, "far below the slow poll: woken, not found by chance"


async def test_what_is_rolled_back_never_leaves(scene: Scene):
    one = Listener("one")
    async with scene.running(one):
        with pytest.raises(ZeroDivisionError):
            async with scene.database.transaction() as tx:
                await scene.outbox.add(rang(1), tx)
                raise ZeroDivisionError
        await scene.say(rang(2))
        await eventually(lambda: one.heard == [2])


async def test_every_consumer_has_a_queue_of_its_own(scene: Scene):
    one, other = Listener("one"), Listener("other", (Rang, Knocked))
    async with scene.running(one, other):
        await scene.say(rang(1), knocked(2))
        await eventually(lambda: one.heard == [1] and sorted(other.heard) == [1, 2])


async def test_a_slow_consumer_holds_back_no_other(scene: Scene):
    release = asyncio.Event()

    async def wait(event: Event, tx: Transaction) -> None:
        await release.wait()

    async def prepare(event: Event) -> None:
        await release.wait()

    async def nothing(event: Event, tx: Transaction) -> None: ...

    quick = Listener("quick")
    async with scene.running(subscribe("slow", Rang, nothing, prepare), quick):
        await scene.say(*(rang(number) for number in range(30)))
        await eventually(lambda: len(quick.heard) == 30)
        release.set()


async def test_several_messages_of_a_queue_are_prepared_side_by_side(scene: Scene):
    together, both = 0, asyncio.Event()

    async def prepare(event: Event) -> None:
        nonlocal together
        together += 1
        if together == 2:
            both.set()
        await asyncio.wait_for(both.wait(), 5)

    one = Listener("one")
    async with scene.running(subscribe("one", Rang, one, prepare, at_once=2)):
        await scene.say(rang(1), rang(2))
        await eventually(lambda: sorted(one.heard) == [1, 2])


async def test_a_temporary_failure_is_tried_again_after_growing_delays(scene: Scene):
    times: list[float] = []

    async def fail_twice(event: Event, tx: Transaction) -> None:
        times.append(time.monotonic())
        if len(times) < 3:
            raise TemporaryFailure("not yet")

    async with scene.running(subscribe("one", Rang, fail_twice), delays=(0.3, 0.9)):
        await scene.say(rang(1))
        await eventually(lambda: len(times) == 3)
    assert 0.3 <= times[1] - times[0] < 0.9
    assert 0.9 <= times[2] - times[1] < 2.0


async def test_an_unforeseen_error_counts_as_temporary(scene: Scene):
    one = Listener("one", failures=[KeyError("x"), asyncio.CancelledError()])
    async with scene.running(one) as now:
        await scene.say(rang(1))
        await eventually(lambda: one.heard == [1])
        assert await now.dead.page() == []


async def test_a_failed_attempt_leaves_no_effect(scene: Scene):
    tries = 0

    async def say_then_fail(event: Event, tx: Transaction) -> None:
        nonlocal tries
        tries += 1
        await scene.outbox.add(knocked(tries), tx)
        if tries == 1:
            raise TemporaryFailure("after the effect")

    knocks = Listener("knocks", (Knocked,))
    async with scene.running(subscribe("one", Rang, say_then_fail), knocks):
        await scene.say(rang(1))
        await eventually(lambda: knocks.heard == [2])


async def test_a_waiting_retry_holds_back_nothing_behind_it(scene: Scene):
    one = Listener("one", failures=[TemporaryFailure("later")])
    async with scene.running(one, delays=(1.0,)):
        await scene.say(rang(1))
        await eventually(lambda: one.tried == [1])
        await scene.say(rang(2))
        await eventually(lambda: one.heard == [2], within=0.9)
        await eventually(lambda: one.heard == [2, 1])


async def test_a_permanent_failure_is_dead_at_once_with_its_reason(scene: Scene):
    one = Listener("one", always=PermanentFailure("weibo refused: 20012 text too long"))
    async with scene.running(one, delays=(60,)) as now:
        event = rang(7)
        await scene.say(event)
        await eventually(async_len(now.dead.page, 1))
        [letter] = await now.dead.page()
        assert (letter.queue, letter.event_id, letter.event_type) == ("one", event.event_id, "test.rang")
        assert (letter.subject, letter.reason, letter.attempts) == (
            "ring 7",
            "weibo refused: 20012 text too long",
            1,
        )
        assert one.tried == [7]


async def test_while_its_database_is_away_a_message_waits_uses_up_no_attempt_and_then_arrives(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(work, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(consumer, "AGAIN_SECONDS", 0.05)
    scene.database = database = Unsteady(scene.database)
    one, event = Listener("one", failures=[TemporaryFailure("once")]), rang(1)
    async with scene.running(one, delays=(0.2,)) as now:
        database.away = True
        await scene.put("one", Message(event.event_id, event.enveloped("test").encoded()))
        await asyncio.sleep(3)  # longer than the patience and the only delay are together, several times
        database.away = False
        await eventually(lambda: one.heard == [1])
        await eventually(empty(now, "one"))
        assert await now.dead.page() == []
    assert one.tried == [1, 1]


async def test_one_failure_too_many_is_a_dead_letter(scene: Scene):
    one = Listener("one", always=TemporaryFailure("the server is away"))
    async with scene.running(one, delays=(0.1, 0.2)) as now:
        await scene.say(rang(1))
        await eventually(async_len(now.dead.page, 1))
        [letter] = await now.dead.page()
    assert letter.attempts == 3
    assert letter.reason == "given up after 3 attempts: the server is away"
    assert one.tried == [1, 1, 1]


async def test_a_dead_letter_is_replayed_retried_and_succeeds(scene: Scene):
    one, other = Listener("one", failures=[PermanentFailure("mended since")]), Listener("other")
    async with scene.running(one, other, delays=(0.2,)) as now:
        await scene.say(rang(1))
        await eventually(async_len(now.dead.page, 1))
        [letter] = await now.dead.page()
        one.failures.append(TemporaryFailure("not quite yet"))
        assert await now.dead.replay(letter.id, by="ops")
        await eventually(lambda: one.heard == [1])
        assert other.heard == [1], "a replay goes to its own queue alone"
        assert await now.dead.page() == []
        kept = await now.dead.get(letter.id)
        assert kept is not None
        assert kept.replayed_by == "ops"
        assert not await now.dead.replay(letter.id, by="ops"), "once is enough"


async def test_a_replay_that_dies_again_is_a_new_dead_letter(scene: Scene):
    one = Listener("one", always=PermanentFailure("still broken"))
    async with scene.running(one) as now:
        await scene.say(rang(1))
        await eventually(async_len(now.dead.page, 1))
        [first] = await now.dead.page()
        await now.dead.replay(first.id, by="ops")
        await eventually(lambda: one.tried == [1, 1])
        await eventually(async_len(now.dead.page, 1))
        [second] = await now.dead.page()
    assert second.id != first.id
    assert second.headers["replay-count"] == "1"
    assert second.headers["replayed-by"] == "ops"


async def test_dead_letters_are_grouped_counted_and_discarded(scene: Scene):
    one = Listener("one", failures=[PermanentFailure("a"), PermanentFailure("a"), PermanentFailure("b")])
    async with scene.running(one) as now:
        await scene.say(rang(1), rang(2), rang(3))
        await eventually(async_len(now.dead.page, 3))
        assert [(group.queue, group.reason, group.count) for group in await now.dead.groups()] == [
            ("one", "a", 2),
            ("one", "b", 1),
        ]
        dead = {reading.name: reading.dead for reading in await now.read()}
        assert dead == {"one": 3, UNROUTED: 0, "notifier.outbox": 0}
        [letter] = await now.dead.page(reason="b")
        assert await now.dead.discard(letter.id, by="ops")
        assert not await now.dead.discard(letter.id, by="ops")
        first, second = await now.dead.page()
        assert [letter.id for letter in await now.dead.page(after=first.id)] == [second.id]
        assert await now.dead.get(letter.id) is None


async def test_what_nobody_takes_is_kept_and_can_be_seen(scene: Scene):
    async with scene.running(Listener("one")) as now:
        await scene.say(knocked(1))

        async def kept() -> bool:
            return (await now.reading(UNROUTED)).ready == 1

        await eventually(kept)


async def test_a_message_that_comes_twice_takes_effect_once(scene: Scene):
    one = Listener("one")
    async with scene.running(one) as now:
        event = rang(1)
        await scene.say(event)
        await eventually(lambda: one.heard == [1])
        again = event.enveloped("test")
        await now.bus.publish([again, again])
        await now.bus.deliver("one", Message(event.event_id, again.encoded()))
        await scene.say(rang(2))
        await eventually(lambda: one.heard == [1, 2])
        await eventually(empty(now, "one"))
    assert one.heard == [1, 2]


async def test_a_restart_of_everything_keeps_what_waits_and_what_is_delayed(scene: Scene):
    one = Listener("one", failures=[TemporaryFailure("later")])
    async with scene.running(one, delays=(1.0,)):
        await scene.say(rang(1))
        await eventually(lambda: one.tried == [1])
        await asyncio.sleep(0.2)
    one.queue = "elsewhere"
    async with scene.running(one):
        await scene.say(rang(2))
        await eventually(lambda: one.heard == [2])
    one.queue = "one"
    async with scene.running(one, delays=(1.0,)):
        await eventually(lambda: one.heard.count(1) == 1)
    assert sorted(one.heard) == [1, 2, 2], "2 went into both queues, as long as both were bound"


async def test_what_was_in_work_when_it_stopped_comes_again(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(worker, "FINISH_SECONDS", 0.5)
    monkeypatch.setattr(work, "FINISH_SECONDS", 0.5)
    begun = asyncio.Event()

    async def hang(event: Event) -> None:
        begun.set()
        await asyncio.sleep(60)

    async def nothing(event: Event, tx: Transaction) -> None: ...

    async def interrupted() -> None:
        async with scene.running(subscribe("one", Rang, nothing, hang)):
            await scene.say(rang(1))
            await begun.wait()

    one = Listener("one")
    await asyncio.wait_for(interrupted(), 20)
    async with scene.running(one):
        await eventually(lambda: one.heard == [1])


async def test_a_clean_stop_finishes_what_was_begun_and_repeats_nothing(scene: Scene):
    tried: list[int] = []
    begun = asyncio.Event()

    async def slowly(event: Rang) -> None:
        begun.set()
        tried.append(event.number)
        await asyncio.sleep(0.3)

    one = Listener("one")
    subscription = subscribe("one", Rang, one, slowly)
    async with scene.running(subscription):
        await scene.say(rang(1))
        await begun.wait()
    assert one.heard == [1]
    async with scene.running(subscription) as now:
        await eventually(empty(now, "one"))
    assert tried == [1]


async def test_a_new_consumer_of_existing_events_gets_its_own_queue(scene: Scene):
    one, newcomer = Listener("one"), Listener("newcomer")
    async with scene.running(one):
        await scene.say(rang(1))
        await eventually(lambda: one.heard == [1])
    async with scene.running(one, newcomer):
        await scene.say(rang(2))
        await eventually(lambda: one.heard == [1, 2] and newcomer.heard == [2])


async def test_a_replica_of_yesterday_takes_no_binding_away_and_who_migrates_does(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(EVENTS, Rang.type, Rang)
    today, yesterday = Listener("one", (Rang, Knocked)), Listener("one", (Knocked,))
    async with scene.running(today) as now:
        await now.bus.declare([yesterday.subscription])
        await scene.say(rang(1))
        await eventually(lambda: today.heard == [1])
        await now.bus.unbind([yesterday.subscription])
        await scene.say(rang(2), knocked(3))
        await eventually(lambda: today.heard == [1, 3])

        async def unrouted() -> bool:
            return (await now.reading(UNROUTED)).ready == 1

        await eventually(unrouted)


async def test_what_is_declared_before_its_consumer_runs_waits_for_it(scene: Scene):
    one, later = Listener("one"), Listener("later")
    async with scene.running(one) as now:
        await now.bus.declare([later.subscription])
        await scene.say(rang(1))
        await eventually(lambda: one.heard == [1])

        async def nobody_yet() -> bool:
            return (await now.reading("later")).consumers == 0

        await eventually(nobody_yet)
    async with scene.running(one, later):
        await eventually(lambda: later.heard == [1])


async def test_readings_tell_what_waits_what_is_in_work_and_for_how_long(scene: Scene):
    release = asyncio.Event()

    async def prepare(event: Event) -> None:
        await release.wait()

    one = Listener("one")
    async with scene.running(subscribe("one", Rang, one, prepare, at_once=1)) as now:
        await scene.say(rang(1), rang(2), rang(3))

        async def busy() -> bool:
            reading = await now.reading("one")
            return (reading.ready or 0) + (reading.in_work or 0) == 3 and bool(reading.in_work and reading.consumers)

        await eventually(busy, within=15)
        await asyncio.sleep(0.3)
        reading = await now.reading("one")
        assert reading.oldest_age_seconds is not None
        assert 0.2 < reading.oldest_age_seconds < 20
        assert reading.dead == 0
        assert reading.consumers == 1
        release.set()
        await eventually(empty(now, "one"), within=15)
        assert (await now.reading("one")).oldest_age_seconds is None


async def test_without_figures_every_queue_is_named_all_the_same_with_its_dead_and_its_age(scene: Scene):
    one, knocks = Listener("one", failures=[PermanentFailure("broken")]), Listener("knocks", (Knocked,))
    async with scene.running(one, knocks) as now:
        await scene.say(rang(1))
        await eventually(async_len(now.dead.page, 1))
    await scene.say(rang(2))
    undeclared = Listener("undeclared", (Knocked,))
    async with scene.looking(one, knocks, undeclared, figures=False) as now:
        readings = {reading.name: reading for reading in await now.read()}
    assert {"one", "knocks", "undeclared", UNROUTED, "notifier.outbox"} == set(readings)
    assert readings["one"].dead == 1
    assert readings["one"].oldest_age_seconds is not None
    assert (readings["knocks"].dead, readings["knocks"].oldest_age_seconds) == (0, None)
    assert readings["undeclared"] == QueueReading("undeclared", None, None, 0, None, None), "unknown, not 0"


async def test_poison_becomes_dead_letters_and_good_messages_behind_it_arrive(scene: Scene):
    one = Listener("one")
    async with scene.running(one) as now:
        poison = list(poisons())
        for message in poison:
            await scene.put("one", message)
        begun = time.monotonic()
        await scene.say(*(rang(number) for number in range(20)))
        await eventually(lambda: len(one.heard) == 20)
        assert time.monotonic() - begun < 5
        await eventually(async_len(now.dead.page, len(poison)))
        for letter in await now.dead.page():
            assert letter.reason
            assert letter.attempts == 1
    assert sorted(one.heard) == list(range(20))


def poisons() -> Iterator[Message]:
    """More than fifty kinds."""
    good = rang(99).enveloped("test").model_dump(mode="json", exclude_none=True)

    def bent(**changed: object) -> bytes:
        return json.dumps({**good, **changed}).encode()

    def without(name: str) -> bytes:
        return json.dumps({key: value for key, value in good.items() if key != name}).encode()

    bodies = [
        b"", b"{", b"null", b"true", b"42", b"[]", b"{}", b'""', b"\x00", b"\x00" * 100, b"\xff\xfe{}", b"\x80abc",
        b"<xml/>", b"{'id': 1}", b"[" * 100_000, b'{"id": ' + b"9" * 5000 + b"}", b"\xef\xbb\xbf{", b"NaN", b"{}{}",
        json.dumps(good).encode()[:-1], json.dumps(good).encode("utf-16"), json.dumps([good]).encode(),
        *(without(name) for name in ("id", "source", "type", "subject", "time", "data")),
        *(bent(**{name: None}) for name in ("id", "source", "type", "subject", "time", "data")),
        *(bent(**{name: 7}) for name in ("id", "source", "type", "subject", "data", "specversion")),
        bent(specversion="2.0"), bent(specversion="1.1"), bent(id=""), bent(id="x" * 65), bent(type=""),
        bent(type="test.rang.v2"), bent(type="test.\x00rang"), bent(type="../../etc/passwd"), bent(type="T" * 200),
        bent(subject="s" * 300), bent(subject="\ud800"), bent(time="yesterday"), bent(time="2022-12-05T09:00:00"),
        bent(data="text"), bent(data=[]), bent(data={}), bent(data={"number": "many"}), bent(data={"number": None}),
        bent(data={"number": 10**40 + 0.5}), bent(data={"Number": 1}), bent(id="another"),
        bent(data={"number": 1, "padding": "x" * 5_000_000}),
    ]  # fmt: skip
    for place, body in enumerate(bodies):
        # With an id of their own, as a sender would give; those whose body names another are refused for it.
        yield Message(good["id"] if b'"another"' in body or b"T" * 200 in body else f"poison-{place}", body)
    yield Message("", json.dumps(good).encode())
    yield Message("poison-header", json.dumps(good).encode(), {"note": "x" * 100_000})


def async_len(page: Callable[[], Awaitable[Sequence[object]]], count: int):
    async def reached() -> bool:
        return len(await page()) == count

    return reached


def empty(now: Running, queue: str):
    async def is_empty() -> bool:
        reading = await now.reading(queue)
        return reading.ready == 0 and reading.in_work == 0

    return is_empty


def test_a_handler_that_does_not_fit_its_event_is_no_subscription_of_the_wrong_type():
    async def handle(event: Rang, tx: Transaction) -> None: ...

    assert subscribe("one", Rang, handle) == Subscription("one", (Rang,), handle)
