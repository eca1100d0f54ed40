"""A web application as people and browsers meet it: real server, real identity, the sample accounts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from shared.campaign.folder import load_campaign
from shared.database.engine import SqlDatabase
from shared.identity.database import DatabaseIdentity
from shared.identity.passwords import Passwords
from shared.identity.sample import PASSWORD, lay_sample_accounts
from shared.service import Service
from shared.settings import ROOT, open_settings
from shared.web.application import build_application
from shared.web.keys import Site
from tests.fakes import FixedClock

CAMPAIGN = load_campaign(ROOT / "deploy/campaigns/2022-lifelong-learning-week")
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Real argon2 with little work."""


async def sample_site(database: SqlDatabase, clock: FixedClock, **settings: Any) -> Site:
    """`database`: identity's. The accounts are laid as on this machine, whatever address the site then shows."""
    await lay_sample_accounts(database, CAMPAIGN, clock, open_settings({}), QUICK)
    identity = DatabaseIdentity(database, clock, QUICK)
    return Site(open_settings({}, **settings), identity, clock, CAMPAIGN, sample=True)


@asynccontextmanager
async def serving(services: Sequence[Service], site: Site) -> AsyncIterator[TestClient[Any, Any]]:
    """A client that follows no redirects and keeps its cookies."""
    server = TestServer(build_application(services, site), host="127.0.0.1")
    async with TestClient(server) as client:
        yield client


async def sign_in(client: TestClient[Any, Any], login: str) -> None:
    answer = await client.post("/login", data={"login": login, "password": PASSWORD}, allow_redirects=False)
    assert answer.status == 303, await answer.text()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
