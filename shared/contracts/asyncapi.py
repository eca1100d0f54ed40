"""The catalogue for other people's tools: every event and who takes it, as AsyncAPI 3.0."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.contracts.catalogue import EVENTS
from shared.contracts.event import Envelope, Event

SCHEMAS = "#/components/schemas/{model}"


def asyncapi(queues: Mapping[str, Iterable[type[Event]]], version: str = "1.0.0") -> dict[str, Any]:
    """The document. `queues`: each consumer's queue with the events it takes, from the subscription lists.

    A channel per event type, whose address is the routing key; an operation per queue and event.
    """
    models: list[type[BaseModel]] = [Envelope, *EVENTS.values()]
    _, schemas = models_json_schema([(model, "serialization") for model in models], ref_template=SCHEMAS)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lianbo 联播 events",
            "version": version,
            "description": "Facts in the past tense, in an envelope named as in CloudEvents 1.0. Within v1 fields are "
            "only added; ignore those you do not know. Delivered at least once: deduplicate by `id`.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {type_: _channel(type_, event) for type_, event in EVENTS.items()},
        "operations": {
            f"{queue}.{event.type}": _operation(queue, event.type)
            for queue, events in sorted(queues.items())
            for event in events
        },
        "components": {
            "messages": {type_: _message(type_, event) for type_, event in EVENTS.items()},
            "schemas": schemas["$defs"],
        },
    }


def _channel(type_: str, event: type[Event]) -> dict[str, Any]:
    return {
        "address": type_,
        "description": _promise(event),
        "messages": {type_: {"$ref": f"#/components/messages/{type_}"}},
    }


def _message(type_: str, event: type[Event]) -> dict[str, Any]:
    narrowed = {"properties": {"type": {"const": type_}, "data": {"$ref": SCHEMAS.format(model=event.__name__)}}}
    return {
        "name": type_,
        "summary": _promise(event),
        "contentType": "application/json",
        "payload": {"allOf": [{"$ref": SCHEMAS.format(model="Envelope")}, narrowed]},
    }


def _operation(queue: str, type_: str) -> dict[str, Any]:
    return {
        "action": "receive",
        "title": queue,
        "channel": {"$ref": f"#/channels/{type_}"},
        "messages": [{"$ref": f"#/channels/{type_}/messages/{type_}"}],
    }


def _promise(event: type[Event]) -> str:
    return (event.__doc__ or f"{event.type} has happened.").strip().splitlines()[0]
