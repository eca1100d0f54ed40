import socket

import pytest

from shared.settings import ConfigurationError, open_settings
from shared.web.doors import doors


def test_a_taken_port_is_named_before_anything_begins():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(ConfigurationError, match="LIANBO_ADMIN_PORT") as caught,
            doors(open_settings({"LIANBO_PORT": "0", "LIANBO_ADMIN_PORT": str(port)})),
        ):
            pass
    assert len(caught.value.errors) == 1


def test_free_ports_are_held_until_left():
    with doors(open_settings({"LIANBO_PORT": "0", "LIANBO_ADMIN_PORT": "0"})) as (front, admin):
        assert front.getsockname()[1] != admin.getsockname()[1]
    assert front.fileno() == -1
