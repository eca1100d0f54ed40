"""An event and the envelope it travels in (attribute names of CloudEvents 1.0)."""

from typing import Any, ClassVar, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.ids import EventId, new_id


class Fact(BaseModel):
    """A part of an event. Unknown fields are ignored: tomorrow's sender may add some."""

    model_config = ConfigDict(frozen=True, extra="ignore")


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
        return cls.model_validate({**envelope.data, "event_id": envelope.id, "occurred_at": envelope.time})


class Envelope(Fact):
    specversion: Literal["1.0"] = "1.0"
    id: EventId = Field(min_length=1, max_length=64)
    source: str = Field(min_length=1, max_length=64)
    type: str = Field(min_length=1, max_length=128)
    subject: str = Field(max_length=256)
    time: AwareDatetime
    data: dict[str, Any]
    traceparent: str | None = None
    """W3C Trace Context."""

    def encoded(self) -> bytes:
        return self.model_dump_json(exclude_none=True).encode()
