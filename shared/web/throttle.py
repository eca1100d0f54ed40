"""Slows down guessing: after a few wrong passwords for a login, each further try has to wait longer."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.clock import Clock

FREE_TRIES = 5
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(minutes=30)
REMEMBERED = 10_000
"""Logins at most: those that somebody makes up must not fill the memory."""


@dataclass(frozen=True)
class Tries:
    failed: int
    last: datetime


class LoginThrottle:
    """By login, known or not, so that it does not tell which exist. Kept in memory: a restart forgives."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, Tries] = OrderedDict()

    def wait(self, login: str) -> float:
        """Seconds until the next try is allowed; 0 if it is now."""
        tries = self._of(login)
        if tries.failed < FREE_TRIES:
            return 0
        pause = min(FIRST_PAUSE * 2 ** min(tries.failed - FREE_TRIES, 10), LONGEST_PAUSE)
        left: timedelta = tries.last + pause - self._clock.now()
        return max(0.0, left.total_seconds())

    def begin(self, login: str) -> None:
        """Counts the try as failed until it has succeeded, so that a hundred at once are not a hundred free ones."""
        self._tries[_key(login)] = Tries(self._of(login).failed + 1, self._clock.now())
        self._tries.move_to_end(_key(login))
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

    def succeeded(self, login: str) -> None:
        self._tries.pop(_key(login), None)

    def _of(self, login: str) -> Tries:
        tries = self._tries.get(_key(login))
        now = self._clock.now()
        return tries if tries and now - tries.last < FORGOTTEN_AFTER else Tries(0, now)


def _key(login: str) -> str:
    return login.strip().casefold()[:200]
