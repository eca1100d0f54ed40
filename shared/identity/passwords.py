"""Passwords by argon2id: 0.2 s and 64 MiB each, so in a thread, and few at a time."""

import asyncio
from collections import Counter

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE = 2
LONGEST_QUEUE = 30
MOST_OF_ONE_SOURCE = 4
"""Of those that wait: one source that opens many connections does not make all others wait."""


class Busy(Exception):  # noqa: N818  a state, not a mistake
    """So many wait already that another would wait for seconds."""


class Passwords:
    """Hashes and checks. Whether a login exists cannot be told from the time a check takes."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._turn_of_known = asyncio.Semaphore(1)
        self._waiting: Counter[str] = Counter()
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, _bytes(password))

    async def fits(self, password: str, hashed: str | None, source: str = "", *, known_device: bool = False) -> bool:
        """False as well where there is no hash, after the same work. Busy where too many wait, all or of this source;
        known devices have a lane of their own.
        """
        if self._waiting.total() >= LONGEST_QUEUE or self._waiting[source] >= MOST_OF_ONE_SOURCE:
            raise Busy
        self._waiting[source] += 1
        try:
            async with self._turn_of_known if known_device else self._turn:
                if self._nobodys is None:
                    self._nobodys = await asyncio.to_thread(self._hasher.hash, "nobody's password")
                fitting = await asyncio.to_thread(self._verify, hashed or self._nobodys, password)
                return fitting and hashed is not None
        finally:
            self._waiting[source] -= 1
            if not self._waiting[source]:
                del self._waiting[source]

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    return password.encode(errors="replace")  # half a surrogate pair, from a forged form, is no reason to fail
