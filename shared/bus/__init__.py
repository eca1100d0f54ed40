"""The interface to the bus: what handlers and use cases see of it, whichever implementation carries the messages."""

from shared.bus.failures import PermanentFailure, TemporaryFailure
from shared.bus.interface import Bus, DeadLetter, Outbox, QueueReading
from shared.bus.subscription import Preparation, Subscription, subscribe

__all__ = [
    "Bus",
    "DeadLetter",
    "Outbox",
    "PermanentFailure",
    "Preparation",
    "QueueReading",
    "Subscription",
    "TemporaryFailure",
    "subscribe",
]
