"""How a commit wakes the relay of the same process.

One bell per database engine, found by the engine: the use case that commits knows no relay, the relay no use case.
A ring nobody hears costs at most one poll, a false ring one empty look.
"""

import asyncio
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

_bells: WeakKeyDictionary[Engine, asyncio.Event] = WeakKeyDictionary()


def doorbell(engine: Engine) -> asyncio.Event:
    return _bells.setdefault(engine, asyncio.Event())
