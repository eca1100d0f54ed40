"""What a service is made of. Production, all-in-one and tests run it through the same `running()`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from aiohttp import web

    from shared.bus import Subscription
    from shared.database import Database


@dataclass(frozen=True)
class BackgroundTask:
    """Runs until cancelled; supervised: an exception is logged and it is started again after a pause."""

    name: str
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Service:
    name: str
    database: Database
    subscriptions: Sequence[Subscription] = ()
    routes: Sequence[web.AbstractRouteDef] = ()
    templates: Path | None = None
    static: Path | None = None
    tasks: Sequence[BackgroundTask] = field(default_factory=tuple)
