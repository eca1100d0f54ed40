"""Whatever a foreign sender writes into a message's properties, it becomes a dead letter, and takes nothing along.

pamqp raises inside the connection's reader for a time beyond the year 9999 (a sender that counts microseconds) and for
text that is not UTF-8. The connection dies with all its consumers, the broker brings the message again, and so on.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from faststream.rabbit import RabbitMessage
from pamqp import common, decode

NO_TIME = datetime.fromtimestamp(0, UTC)


def legible(headers: Mapping[str, Any]) -> dict[str, str]:
    """Every value as text: observers and handlers believe that it is."""
    return {name: value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            for name, value in headers.items()}  # fmt: skip


async def parsed(raw: Any, original: Callable[[Any], Awaitable[RabbitMessage]]) -> RabbitMessage:
    """For `RabbitBroker(parser=…)`."""
    message = await original(raw)
    message.headers = legible(message.headers)
    return message


async def undecoded(message: RabbitMessage) -> Any:
    """For `RabbitBroker(decoder=…)`: bytes that cannot be read are ours to refuse, with a reason."""
    return message


def tolerate() -> None:
    """Teaches pamqp, for the whole process. Harmless to repeat."""
    decode.METHODS |= {"shortstr": _text, "timestamp": _time, "table": _table}


def _text(value: bytes) -> tuple[int, str]:
    length = value[0]
    return length + 1, value[1 : length + 1].decode("utf-8", "replace")


def _time(value: bytes) -> tuple[int, datetime]:
    try:
        return decode.timestamp(value)
    except (ValueError, OverflowError, OSError):
        return common.Struct.timestamp.size, NO_TIME


def _table(value: bytes) -> tuple[int, common.FieldTable]:
    """Headers of which one cannot be read are none at all: what is left of them could mean something else."""
    try:
        return decode.field_table(value)
    except (ValueError, OverflowError, OSError, RecursionError):
        length = common.Struct.integer
        return length.size + length.unpack_from(value)[0], {}
