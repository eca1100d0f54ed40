"""Guessing is slow, and slows down nobody but the guesser."""

import asyncio

import pytest
from argon2 import PasswordHasher

from shared.database.engine import SqlDatabase
from shared.identity.database import DatabaseIdentity
from shared.identity.passwords import MOST_OF_ONE_SOURCE, Busy, Passwords
from shared.identity.sample import PASSWORD, lay_sample_accounts
from shared.identity.tries import LoginTries, Throttled, unlock
from shared.identity.visit import Visit
from shared.settings import open_settings
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock
from tests.sites import CAMPAIGN, QUICK

HERE, ELSEWHERE = Visit("192.0.2.1"), Visit("198.51.100.7")


@pytest.fixture
async def database(open_database: OpenDatabase, clock: FixedClock) -> SqlDatabase:
    database = await open_database("identity")
    await lay_sample_accounts(database, CAMPAIGN, clock, open_settings({}), QUICK)
    return database


@pytest.fixture
def identity(database: SqlDatabase, clock: FixedClock) -> DatabaseIdentity:
    return DatabaseIdentity(database, clock, QUICK)


async def wait(tries: LoginTries, login: str, source: str = "here") -> float:
    """Seconds that the next try has to wait; 0: it was allowed, and counts."""
    try:
        await tries.begin(login, source)
    except Throttled as throttled:
        return throttled.seconds
    return 0


async def test_five_tries_are_free_then_each_waits_twice_as_long(database: SqlDatabase, clock: FixedClock):
    tries = LoginTries(database, clock)
    waits = []
    for _ in range(13):
        waited = await wait(tries, "editor1")
        waits.append(waited)
        if waited:
            clock.advance(seconds=waited)
            assert await wait(tries, "editor1") == 0
    assert waits == [0, 0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300]


async def test_replicas_count_together_also_tries_at_once(database: SqlDatabase, clock: FixedClock):
    replicas = [LoginTries(database, clock) for _ in range(8)]
    waits = await asyncio.gather(*(wait(one, "editor1") for one in replicas))
    assert sorted(waits) == [0, 0, 0, 0, 0, 5, 5, 5]


async def test_one_source_that_tries_many_names_is_slowed_down_as_well(database: SqlDatabase, clock: FixedClock):
    tries = LoginTries(database, clock)
    waits = [await wait(tries, f"made-up-{number}") for number in range(31)]
    assert waits[:30] == [0] * 30
    assert waits[30] > 0
    assert await wait(tries, "made-up-1", "elsewhere") == 0


async def test_success_unlocking_and_half_an_hour_forgive(database: SqlDatabase, clock: FixedClock):
    tries = LoginTries(database, clock)
    begun = [await tries.begin(login, "here") for login in ("editor1", "editor2", "editor3") for _ in range(5)]
    await tries.succeeded(begun[0])
    assert await wait(tries, "Editor1 ") == 0
    assert await wait(tries, "editor2") > 0
    async with database.transaction() as tx:
        assert await unlock("editor2", tx) == 1
    assert await wait(tries, "editor2") == 0
    assert await wait(tries, "editor3") > 0
    clock.advance(minutes=30)
    assert await wait(tries, "editor3") == 0


async def test_what_is_refused_for_load_is_no_try(database: SqlDatabase, clock: FixedClock):
    tries = LoginTries(database, clock)
    for _ in range(20):
        await tries.forgive(await tries.begin("editor1", "here"))
    assert await wait(tries, "editor1") == 0


async def test_strangers_elsewhere_lock_nobody_out(identity: DatabaseIdentity):
    for _ in range(5):
        assert await identity.login("editor3", "wrong", ELSEWHERE) is None
    for _ in range(50):
        with pytest.raises(Throttled):
            await identity.login("editor3", "wrong", ELSEWHERE)
    assert await identity.login("editor3", PASSWORD, HERE)


async def test_a_known_device_is_not_slowed_by_strangers_at_the_same_address(identity: DatabaseIdentity):
    first = await identity.login("editor3", PASSWORD, HERE)
    assert first is not None
    for _ in range(5):
        assert await identity.login("editor3", "wrong", HERE) is None
    with pytest.raises(Throttled):
        await identity.login("editor3", PASSWORD, HERE)
    again = await identity.login("editor3", PASSWORD, Visit(HERE.source, first.device))
    assert again is not None
    assert again.device == "", "it is known already"
    with pytest.raises(Throttled):
        await identity.login("editor3", PASSWORD, Visit(HERE.source, "made up"))


async def test_a_known_device_is_slowed_by_its_own_guesses(identity: DatabaseIdentity):
    first = await identity.login("editor3", PASSWORD, HERE)
    assert first is not None
    mine = Visit(HERE.source, first.device)
    for _ in range(5):
        assert await identity.login("editor3", "wrong", mine) is None
    with pytest.raises(Throttled):
        await identity.login("editor3", PASSWORD, mine)


async def test_one_source_with_many_connections_leaves_the_others_their_turn():
    slow = Passwords(PasswordHasher(time_cost=20, memory_cost=1024, parallelism=1))
    guesses = [slow.fits("wrong", None, ELSEWHERE.source) for _ in range(24)]
    honest = slow.fits(PASSWORD, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD), HERE.source)
    *outcomes, fitted = await asyncio.gather(*guesses, honest, return_exceptions=True)
    assert fitted is True
    assert [type(one) for one in outcomes].count(Busy) == 24 - MOST_OF_ONE_SOURCE
