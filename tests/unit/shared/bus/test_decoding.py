import json

import pytest

from shared.bus import PermanentFailure, TemporaryFailure
from shared.bus.decoding import decoded, glimpsed
from shared.bus.message import Message
from tests.buses import Knocked, Rang, rang


def test_what_was_enveloped_is_read_again():
    event = rang(1)
    _, read = decoded(Message(event.event_id, event.enveloped("test").encoded()), (Knocked, Rang))
    assert read == event


def test_a_refusal_names_the_field_and_never_its_value():
    body = json.dumps({**rang(1).enveloped("test").model_dump(mode="json"), "data": {"number": "13812345678 王芳"}})
    with pytest.raises(PermanentFailure) as refusal:
        decoded(Message(json.loads(body)["id"], body.encode()), (Rang,))
    assert str(refusal.value) == "data do not fit test.rang: number (int_parsing)"


def test_an_event_of_a_type_of_tomorrow_is_tried_again_for_another_replica_may_know_it():
    with pytest.raises(TemporaryFailure, match="unknown event type"):
        decoded(Message((event := rang(1)).event_id, event.enveloped("test").encoded()), (Knocked,))


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": null}', b"\xff", b"[" * 100_000])
def test_a_glimpse_fails_on_nothing(body: bytes):
    assert glimpsed(body) == ("", "", "")
