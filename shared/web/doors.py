"""Takes the ports before anything is begun, so that a start on a taken port writes nothing and says so."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from shared.settings import ConfigurationError, Settings


@contextmanager
def doors(settings: Settings) -> Iterator[Sequence[socket.socket]]:
    """The front door and the admin door, bound, not yet open. ConfigurationError naming each that cannot be had."""
    wanted = (("PORT", settings.host, settings.port), ("ADMIN_PORT", settings.admin_host, settings.admin_port))
    errors: list[str] = []
    with ExitStack() as stack:
        bound: list[socket.socket] = []
        for name, host, port in wanted:
            try:
                bound.append(stack.enter_context(_bound(host, port)))
            except OSError as error:
                errors.append(
                    f"LIANBO_{name}：{host}:{port} 不能用（{error.strerror}）。请停止占用它的程序，或换一个端口。"
                )
        if errors:
            raise ConfigurationError(errors)
        yield bound


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    door = socket.socket(family, kind, protocol)
    try:
        # A port whose last owner has just ended may be had; one on which somebody listens may not.
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
    except OSError:
        door.close()
        raise
    return door
