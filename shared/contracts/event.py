"""An event and the envelope it travels in (attribute names of CloudEvents 1.0)."""

from typing import Any, ClassVar, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.unknown import RECEIVED
from shared.ids import EventId, new_id
from shared.widths import EVENT_ID, EVENT_TYPE, SUBJECT


class Fact(BaseModel):
    """A part of an event. Unknown fields are ignored: tomorrow's sender may add some."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def received(cls, data: Any) -> Self:
        """What another said, or what was kept of it: words that are not known yet are let in here, and only here."""
        return cls.model_validate(data, context=RECEIVED)


class Event(Fact):
    """Something that has happened. `type` is its address, written down, never derived from the class."""

    type: ClassVar[str]
    event_id: EventId = Field(default_factory=lambda: EventId(new_id()), exclude=True)
    occurred_at: AwareDatetime = Field(exclude=True)

    @property
    def subject(self) -> str:
        """What it is about, for people who read queues: a submission's number, say."""
        raise NotImplementedError

    def enveloped(self, source: str, traceparent: str | None = None) -> "Envelope":
        return Envelope(
            id=self.event_id,
            source=source,
            type=self.type,
            subject=self.subject,
            time=self.occurred_at,
            data=self.model_dump(mode="json"),
            traceparent=traceparent,
        )

    @classmethod
    def opened(cls, envelope: "Envelope") -> Self:
        """The event out of its envelope; pydantic's ValidationError where the data do not fit."""
        return cls.received({**envelope.data, "event_id": envelope.id, "occurred_at": envelope.time})


class Envelope(Fact):
    specversion: Literal["1.0"] = "1.0"
    id: EventId = Field(min_length=1, max_length=EVENT_ID)
    source: str = Field(min_length=1, max_length=64)
    type: str = Field(min_length=1, max_length=EVENT_TYPE)
    subject: str = Field(max_length=SUBJECT)
    time: AwareDatetime
    data: dict[str, Any]
    traceparent: str | None = None
    """W3C Trace Context."""

    def encoded(self) -> bytes:
        return self.model_dump_json(exclude_none=True).encode()
