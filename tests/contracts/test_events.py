"""The events' promise to yesterday's senders and tomorrow's: a sample of each, which never changes within v1."""

import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from shared.contracts import Envelope
from shared.contracts.asyncapi import asyncapi
from shared.contracts.catalogue import EVENTS
from shared.contracts.stories import DraftReleased, DraftSignedOff
from shared.contracts.submissions import SubmissionReceived

GOLDEN = Path(__file__).parent / "golden"
each_event = pytest.mark.parametrize("type_", EVENTS)


def sample(type_: str) -> dict[str, Any]:
    return json.loads((GOLDEN / f"{type_}.json").read_text("utf-8"))


def test_every_event_has_a_sample_and_every_sample_an_event():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(EVENTS)


def test_the_samples_stay_as_they_were():
    kept = dict(reversed(line.split("  ")) for line in (GOLDEN / "v1.sha256").read_text().splitlines())
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in GOLDEN.glob("*.json")}
    assert now == kept, "a sample is what somebody has already sent: add a field to the event, not to the sample"


@each_event
def test_a_sample_is_read_and_said_again_with_nothing_lost(type_: str):
    envelope = Envelope.model_validate(sample(type_))
    event = EVENTS[type_].opened(envelope)
    again = event.enveloped(envelope.source, envelope.traceparent)
    assert EVENTS[type_].opened(Envelope.model_validate_json(again.encoded())) == event
    assert_within(sample(type_), again.model_dump(mode="json"))


@each_event
def test_a_field_nobody_knows_yet_is_ignored(type_: str):
    known = EVENTS[type_].opened(Envelope.model_validate(sample(type_)))
    assert EVENTS[type_].opened(Envelope.model_validate(with_more_everywhere(sample(type_)))) == known


@each_event
def test_an_event_says_what_it_is_about(type_: str):
    envelope = Envelope.model_validate(sample(type_))
    assert EVENTS[type_].opened(envelope).subject == envelope.subject != ""


@each_event
def test_the_published_schema_accepts_the_sample(type_: str):
    document = asyncapi({})
    payload = document["components"]["messages"][type_]["payload"]
    validator = jsonschema_rs.validator_for({**payload, "components": document["components"]})
    validator.validate(sample(type_))
    assert not validator.is_valid({**sample(type_), "type": "something.else"})
    assert not validator.is_valid({**sample(type_), "data": {}})


def test_the_catalogue_is_a_document_of_asyncapi_and_names_who_takes_what():
    document = asyncapi(
        {"publisher.releases": [DraftSignedOff], "notifier.events": [DraftReleased, SubmissionReceived]}
    )
    ApplicationSchema.model_validate(document)
    assert set(document["channels"]) == set(EVENTS)
    assert set(document["operations"]) == {
        "publisher.releases.draft.signed_off",
        "notifier.events.draft.released",
        "notifier.events.submission.received",
    }
    for reference in references(document):
        assert resolves(reference, document), reference


def assert_within(old: Any, new: Any) -> None:
    """All that the sample says is said again; more may be."""
    if isinstance(old, dict):
        for name, value in old.items():
            assert_within(value, new[name])
    elif isinstance(old, list):
        assert len(old) == len(new)
        for one, other in zip(old, new, strict=True):
            assert_within(one, other)
    else:
        assert old == new


def with_more_everywhere(value: Any) -> Any:
    if isinstance(value, dict):
        return {**{name: with_more_everywhere(inner) for name, inner in value.items()}, "added_tomorrow": [1]}
    if isinstance(value, list):
        return [with_more_everywhere(inner) for inner in value]
    return value


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [inner for name, inner in value.items() if name == "$ref"] + [
            reference for inner in value.values() for reference in references(inner)
        ]
    return [reference for inner in value for reference in references(inner)] if isinstance(value, list) else []


def resolves(reference: str, document: Any) -> bool:
    for part in reference.removeprefix("#/").split("/"):
        if part not in document:
            return False
        document = document[part]
    return True
