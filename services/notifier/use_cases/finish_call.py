"""Somebody has made the call."""

import structlog

from services.notifier.domain.call import Call
from services.notifier.domain.stores import Calls
from shared.clock import Clock
from shared.database import Database
from shared.ids import AccountId
from shared.text.normalising import normalise

log = structlog.get_logger()


class FinishCall:
    """May be said twice: who said it first stands."""

    def __init__(self, database: Database, calls: Calls, clock: Clock) -> None:
        self._database = database
        self._calls = calls
        self._clock = clock

    async def __call__(self, call_id: str, by: AccountId, note: str) -> Call | None:
        """None where there is no such call."""
        async with self._database.transaction() as tx:
            call = await self._calls.get(call_id, tx)
            if call is None:
                return None
            finished = call.done(by, normalise(note).text.strip(), self._clock.now())
            if finished is not call:
                await self._calls.save(finished, tx)
                log.info("call.done", call=call_id, by=by)
        return finished
