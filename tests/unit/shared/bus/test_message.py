import pytest

from shared.bus.message import Message


def test_a_brokers_own_headers_are_never_published_again():
    message = Message("1", b"", {"x-death": "one", "x-delivery-count": "4", "attempts": "1", "replay-count": "2"})
    assert message.tried_again().headers == {"attempts": "2", "replay-count": "2"}
    assert message.replayed("ops").headers == {"replay-count": "3", "replayed-by": "ops"}


def test_a_replay_keeps_id_and_body():
    replayed = Message("1", b"body", {}).replayed("ops")
    assert (replayed.id, replayed.body) == ("1", b"body")


@pytest.mark.parametrize("nonsense", ["", "many", "-1", "1.5", "9" * 400, "٣"])
def test_a_counter_that_is_no_number_counts_from_zero(nonsense: str):
    assert Message("1", b"", {"attempts": nonsense}).attempts == 0
