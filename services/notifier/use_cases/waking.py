"""Wakes the delivery loop of this process at once; what other processes queued, its poll finds."""

import asyncio


class Waking:
    def __init__(self, poll_seconds: float = 1.0) -> None:
        self._event = asyncio.Event()
        self._poll_seconds = poll_seconds

    def wake(self) -> None:
        self._event.set()

    async def wait(self) -> None:
        """Until woken, or until it is time to look anyway."""
        try:
            async with asyncio.timeout(self._poll_seconds):
                await self._event.wait()
        except TimeoutError:
            return
        finally:
            self._event.clear()
