"""Slows down guessing. In the database: all replicas count together, and a restart forgives nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from shared.clock import Clock
from shared.database import Database, Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.identity.logins import canonical, is_login
from shared.identity.tables import tries

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(minutes=30)
ALL, NO_LOGIN = "*", "?"
"""In the place of a login: all tries of one source; those with what can be no login."""
FREE_TRIES = {False: 5, True: 30}
"""Of one login from one source; True: of one source whatever the login, for whoever tries many names."""


class Throttled(Exception):  # noqa: N818  a state, not a mistake
    """So many wrong tries from there that the next has to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"wait {seconds:.0f} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Try:
    """One that has begun: counted as wrong until it is known, so that a hundred at once are not a hundred free ones."""

    login: str
    source: str
    keys: tuple[tuple[str, str], ...]


class LoginTries:
    """By login and source together: a stranger elsewhere locks nobody out. Nor does it tell which exist."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, login: str, source: str, *, known_device: bool = False) -> Try:
        """Throttled where it has to wait. `known_device`: `source` is a device's, which is no source of guesses."""
        login = canonical(login) if is_login(login) else NO_LOGIN
        one = Try(login, source, ((login, source),) if known_device else ((login, source), (ALL, source)))
        async with self._database.reading() as view:  # whoever has to wait costs no write
            self._refuse(await _read(one, view))
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await tx.connection.execute(tries.delete().where(tries.c.last_at <= now - FORGOTTEN_AFTER))
            for key in one.keys:
                fresh = {"login": key[0], "source": key[1], "failed": 0, "last_at": now}
                await tx.connection.execute(insert_unless_there(tx.connection, tries).values(fresh))
            self._refuse(await _read(one, tx, lock=True))
            await tx.connection.execute(_of(one).values(failed=tries.c.failed + 1, last_at=now))
        return one

    async def forgive(self, one: Try) -> None:
        """It was refused for load: no fault of the person."""
        async with self._database.transaction() as tx:
            await tx.connection.execute(_of(one).values(failed=tries.c.failed - 1))

    async def succeeded(self, one: Try) -> None:
        """Whoever knows the password has not been guessing: what was wrong before was a slip."""
        async with self._database.transaction() as tx:
            mine = (tries.c.login == one.login, tries.c.source == one.source)
            slips = (await tx.connection.execute(sa.select(tries.c.failed).where(*mine))).scalar_one_or_none() or 0
            await tx.connection.execute(tries.delete().where(*mine))
            all_of_source = tries.update().where(tries.c.login == ALL, tries.c.source == one.source)
            await tx.connection.execute(all_of_source.values(failed=tries.c.failed - slips))

    def _refuse(self, found: dict[str, tuple[int, datetime]]) -> None:
        wait = max((self._wait(failed, last, free=login == ALL) for login, (failed, last) in found.items()), default=0)
        if wait > 0:
            raise Throttled(wait)

    def _wait(self, failed: int, last: datetime, *, free: bool) -> float:
        now = self._clock.now()
        if failed < FREE_TRIES[free] or now - last >= FORGOTTEN_AFTER:
            return 0
        pause = min(FIRST_PAUSE * 2 ** min(failed - FREE_TRIES[free], 10), LONGEST_PAUSE)
        left: timedelta = last + pause - now
        return left.total_seconds()


async def _read(one: Try, view: Reading, *, lock: bool = False) -> dict[str, tuple[int, datetime]]:
    rows = sa.select(tries).where(sa.tuple_(tries.c.login, tries.c.source).in_(one.keys)).order_by(tries.c.login)
    found = await view.connection.execute(rows.with_for_update() if lock else rows)
    return {row.login: (row.failed, row.last_at) for row in found}


def _of(one: Try) -> sa.Update:
    return tries.update().where(sa.tuple_(tries.c.login, tries.c.source).in_(one.keys))


async def unlock(login: str, tx: Transaction) -> int:
    """Forgets what was tried with this login, wherever from; how many sources that were."""
    return (await tx.connection.execute(tries.delete().where(tries.c.login == canonical(login)))).rowcount
