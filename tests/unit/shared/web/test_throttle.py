from shared.web.throttle import REMEMBERED, LoginThrottle
from tests.fakes import FixedClock


def test_five_tries_are_free_then_each_waits_twice_as_long(clock: FixedClock):
    throttle = LoginThrottle(clock)
    waits = []
    for _ in range(13):
        waits.append(throttle.wait("editor1"))
        clock.advance(seconds=throttle.wait("editor1"))
        throttle.begin("editor1")
    assert waits == [0, 0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300]


def test_tries_at_once_count_although_none_has_ended(clock: FixedClock):
    throttle = LoginThrottle(clock)
    for _ in range(5):
        assert throttle.wait("editor1") == 0
        throttle.begin("editor1")
    assert throttle.wait("editor1") == 5


def test_success_and_half_an_hour_forgive(clock: FixedClock):
    throttle = LoginThrottle(clock)
    for login in ("editor1", "editor2"):
        for _ in range(8):
            throttle.begin(login)
    throttle.succeeded("Editor1 ")
    assert throttle.wait("editor1") == 0
    assert throttle.wait("editor2") > 0
    clock.advance(minutes=30)
    assert throttle.wait("editor2") == 0


def test_made_up_logins_do_not_fill_the_memory(clock: FixedClock):
    throttle = LoginThrottle(clock)
    for number in range(REMEMBERED + 50):
        throttle.begin(f"made up {number}")
    assert len(throttle._tries) == REMEMBERED
