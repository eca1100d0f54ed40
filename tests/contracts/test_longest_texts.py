"""What may be written fits into every table it comes to, on both databases: the longest of all goes all the way."""

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from shared.contracts import Envelope
from shared.contracts.catalogue import EVENTS
from tests.contracts.reflection import put, texts
from tests.contracts.test_events import sample
from tests.contracts.today import Today, known_story, of_story

LONG = 5000
"""Characters of what has no limit in the contract."""


async def test_the_longest_of_every_field_goes_through_every_service(today: Today):
    story = await known_story(today)
    wrong = []
    for type_ in EVENTS:
        said = of_story(with_longest_texts(type_), story, today.picture)
        wrong += await today.take(said)
    assert wrong == []


@pytest.mark.parametrize("type_", EVENTS)
def test_what_is_longer_is_refused_by_its_field(type_: str):
    for place, longest in texts(EVENTS[type_], sample(type_)["data"]):
        if longest is not None:
            data = copy.deepcopy(sample(type_)["data"])
            put(data, place, "x" * (longest + 1))
            with pytest.raises(ValidationError) as refusal:
                EVENTS[type_].opened(Envelope.model_validate({**sample(type_), "data": data}))
            assert [error["loc"] for error in refusal.value.errors()] == [place]


def with_longest_texts(type_: str) -> dict[str, Any]:
    said = sample(type_)
    for place, longest in texts(EVENTS[type_], said["data"]):
        put(said["data"], place, "x" * (longest or LONG))
    return said
