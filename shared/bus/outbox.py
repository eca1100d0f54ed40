"""State and the events it causes are saved together; the relay takes them from here."""

from shared.bus.doorbell import doorbell
from shared.bus.tables import outbox
from shared.clock import Clock, SystemClock
from shared.contracts import Event
from shared.database import Transaction
from shared.tracing import current_traceparent


class DatabaseOutbox:
    """The outbox of the database whose transaction it is given. `source` names the service in the envelopes."""

    def __init__(self, source: str, clock: Clock | None = None) -> None:
        self._source = source
        self._clock = clock or SystemClock()

    async def add(self, event: Event, tx: Transaction) -> None:
        """The event leaves if and only if the transaction commits, and then at once."""
        envelope = event.enveloped(self._source, current_traceparent())
        await tx.connection.execute(
            outbox.insert().values(
                id=envelope.id,
                type=envelope.type,
                subject=envelope.subject,
                body=envelope.encoded(),
                created_at=self._clock.now(),
            )
        )
        tx.after_commit(doorbell(tx.connection.sync_engine).set)
