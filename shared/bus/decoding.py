"""From bytes to an event. What cannot be read now cannot be read later: every refusal here but one is permanent."""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from shared.bus.failures import PermanentFailure, TemporaryFailure
from shared.bus.message import Message
from shared.contracts import Envelope, Event

LONGEST_BODY = 4 * 1024 * 1024
"""Bytes. Text travels in events, files do not: the longest report is far below."""
LONGEST_HEADERS = 64 * 1024
MOST_FIELDS = 5


def decoded(message: Message, events: Iterable[type[Event]]) -> tuple[Envelope, Event]:
    """PermanentFailure with a reason that names fields, never their values: a person's data stay out of it."""
    if len(message.body) > LONGEST_BODY:
        raise PermanentFailure(f"body too long: {len(message.body)} bytes")
    if sum(len(name) + len(str(value)) for name, value in message.headers.items()) > LONGEST_HEADERS:
        raise PermanentFailure("headers too long")
    envelope = _opened(_json(message.body))
    if message.id != envelope.id:
        raise PermanentFailure("the message's id is not its event's" if message.id else "the message has no id")
    event = next((event for event in events if event.type == envelope.type), None)
    if event is None:
        # While an upgrade runs, another replica knows it already.
        raise TemporaryFailure(f"unknown event type: {envelope.type}")
    try:
        return envelope, event.opened(envelope)
    except ValidationError as error:
        raise PermanentFailure(f"data do not fit {envelope.type}: {fields_in(error)}") from None


def glimpsed(body: bytes) -> tuple[str, str, str]:
    """Id, type and subject as far as they can be made out, for the list of dead letters."""
    try:
        data = _json(body) if len(body) <= LONGEST_BODY else {}
    except PermanentFailure:
        data = {}
    found = data if isinstance(data, dict) else {}
    return tuple(str(found.get(name) or "") for name in ("id", "type", "subject"))  # type: ignore[return-value]


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PermanentFailure(f"not JSON: {type(error).__name__}") from None


def _opened(data: Any) -> Envelope:
    try:
        return Envelope.model_validate(data)
    except ValidationError as error:
        raise PermanentFailure(f"not an envelope of version 1.0: {fields_in(error)}") from None


def fields_in(error: ValidationError) -> str:
    """What does not fit, by name: never what stands there."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    named = [f"{'.'.join(map(str, part['loc'])) or 'all'} ({part['type']})" for part in found]
    return ", ".join(named[:MOST_FIELDS]) + (" and more" if len(named) > MOST_FIELDS else "")
