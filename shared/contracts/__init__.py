"""The API between services: events as facts, pydantic only, additive within v1."""

from shared.contracts.event import Envelope, Event

__all__ = ["Envelope", "Event"]
