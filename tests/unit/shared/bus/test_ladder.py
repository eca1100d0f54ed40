import pytest

from shared.bus.ladder import Bury, Failed, Ladder, Retry
from shared.bus.message import Message

LATER = Failed("the server is away", permanent=False)


def test_delays_grow_and_end():
    ladder, message = Ladder((5, 60, 600)), Message("1", b"")
    for delay in (5, 60, 600):
        assert ladder.next_step(message, LATER) == Retry(delay, message.tried_again())
        message = message.tried_again()
    assert ladder.next_step(message, LATER) == Bury("given up after 4 attempts: the server is away")


@pytest.mark.parametrize("attempts", ["0", "1", "3"])
def test_an_innocent_message_waits_the_shortest_and_keeps_its_attempts(attempts: str):
    message = Message("1", b"", {"attempts": attempts, "x-death": "once"})
    step = Ladder((5, 60, 600)).next_step(message, Failed("the database is away", permanent=False, innocent=True))
    assert step == Retry(5, Message("1", b"", {"attempts": attempts}))


def test_a_permanent_failure_takes_no_step_at_all():
    assert Ladder((5,)).next_step(Message("1", b""), Failed("no", permanent=True)) == Bury("no")


def test_without_delays_the_first_failure_is_the_last():
    assert isinstance(Ladder(()).next_step(Message("1", b""), LATER), Bury)


def test_a_replay_climbs_the_whole_ladder_again():
    worn = Message("1", b"", {"attempts": "3"})
    assert Ladder((5, 60, 600)).next_step(worn.replayed("ops"), LATER) == Retry(5, worn.replayed("ops").tried_again())
