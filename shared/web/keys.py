"""Where application and request keep what the web layer shares."""

from dataclasses import dataclass

from aiohttp import web

from shared.campaign.model import Campaign
from shared.clock import Clock
from shared.identity import Account, Identity
from shared.settings import Settings


@dataclass(frozen=True)
class Site:
    """What every page may need of the installation."""

    settings: Settings
    identity: Identity
    clock: Clock
    campaign: Campaign
    sample: bool = False
    """Whether the sample accounts are there, so that `/` may list them (on loopback only)."""


SITE = web.AppKey("SITE", Site)
ADDRESSES: web.AppKey[frozenset[str]] = web.AppKey("ADDRESSES", frozenset)
"""What the system answers to, here or in another process: nothing else is offered in the navigation."""
ACCOUNT = web.RequestKey("ACCOUNT", Account)
SESSION = web.RequestKey("SESSION", str)
TRACE_ID = web.RequestKey("TRACE_ID", str)


def speaks_to_programs(request: web.BaseRequest) -> bool:
    """Whether errors here are problem+json; everywhere else a person reads a page."""
    return request.path.startswith(("/api/", "/feed"))
