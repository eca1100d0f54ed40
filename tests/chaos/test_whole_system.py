"""Every fault of tests/chaos/faults, on one scene: in one module, so that one worker starts the system once."""

import pytest

from tests.chaos.faults.broker import (
    test_frozen_and_thawed,
    test_killed_and_started_again,
    test_under_an_alarm_it_takes_nothing,
)
from tests.chaos.faults.database import test_cutting_everybody_off, test_stopped_at_once_and_started_again
from tests.chaos.faults.full_disk import test_the_files_disk_is_full
from tests.chaos.faults.kill_points import test_killed_at_its_points_under_load
from tests.chaos.faults.network import (
    test_cut_and_joined_again,
    test_half_open_it_is_noticed_and_left,
    test_slow_to_every_service_at_once,
)
from tests.chaos.faults.random_kills import (
    test_killed_at_random_moments_it_goes_on,
    test_told_to_stop_it_finishes_what_it_does,
)
from tests.chaos.faults.stops import (
    test_told_to_stop_while_the_broker_is_frozen,
    test_told_to_stop_while_the_database_is_half_open,
)
from tests.chaos.scene import FULL

__all__ = [
    "test_cut_and_joined_again",
    "test_cutting_everybody_off",
    "test_frozen_and_thawed",
    "test_half_open_it_is_noticed_and_left",
    "test_killed_and_started_again",
    "test_killed_at_its_points_under_load",
    "test_killed_at_random_moments_it_goes_on",
    "test_slow_to_every_service_at_once",
    "test_stopped_at_once_and_started_again",
    "test_the_files_disk_is_full",
    "test_told_to_stop_it_finishes_what_it_does",
    "test_told_to_stop_while_the_broker_is_frozen",
    "test_told_to_stop_while_the_database_is_half_open",
    "test_under_an_alarm_it_takes_nothing",
]
pytestmark = [
    pytest.mark.chaos,
    pytest.mark.rabbitmq,
    pytest.mark.postgres,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(7200 if FULL else 600),
]
