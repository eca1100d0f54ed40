from pathlib import Path

import pytest
from argon2 import PasswordHasher

from shared.campaign.folder import load_campaign
from shared.campaign.model import Campaign
from shared.contracts.words import Stage
from shared.identity import Account, Role
from shared.identity.administration import Administration
from shared.identity.database import DatabaseIdentity
from shared.identity.passwords import Passwords
from shared.identity.sample import PASSWORD, has_sample_accounts, lay_sample_accounts
from shared.ids import AccountId
from shared.settings import ROOT, ConfigurationError, Settings, open_settings
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(ROOT / "deploy/campaigns/2022-lifelong-learning-week")


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    return open_settings({}, data=tmp_path)


async def test_the_sample_accounts_are_those_that_are_promised(
    open_database: OpenDatabase, clock: FixedClock, campaign: Campaign, here: Settings
):
    database = await open_database("identity")
    for _ in range(2):  # harmless to repeat
        await lay_sample_accounts(database, campaign, clock, here, QUICK)
    identity = DatabaseIdentity(database, clock, QUICK)
    expected = {
        "sample-unit-370100": ("jinan", Role.UNIT, set()),
        "sample-unit-370600": ("yantai", Role.UNIT, set()),
        "sample-editor-1": ("editor1", Role.EDITOR, {Stage.FIRST}),
        "sample-editor-2": ("editor2", Role.EDITOR, {Stage.SECOND}),
        "sample-editor-3": ("editor3", Role.EDITOR, {Stage.FINAL}),
        "sample-writer-1": ("writer1", Role.WRITER, set()),
        "sample-chief": ("chief", Role.EDITOR, set(Stage)),
        "sample-office-1": ("minji", Role.OFFICE, set()),
        "sample-office-2": ("zhidao", Role.OFFICE, set()),
        "sample-tvdesk": ("tvdesk", Role.STATION, set()),
        "sample-tv": ("tv", Role.SUBSCRIBER, set()),
        "sample-ops": ("ops", Role.OPERATOR, set()),
    }
    for token, (login, role, stages) in expected.items():
        account = await identity.account_of_token(token)
        assert account, token
        assert (account.login, account.role, account.stages) == (login, role, stages)
        assert account.email.endswith("@example.org")
        assert account.duty == (login == "chief")
    assert await identity.login("chief", PASSWORD)
    assert len(await identity.accounts()) == 10 + len(campaign.units)
    assert {unit.code for unit in campaign.units} == {
        account.unit for account in await identity.accounts() if account.role == Role.UNIT
    }


async def test_a_real_account_keeps_its_login(
    open_sqlite: OpenDatabase, clock: FixedClock, campaign: Campaign, here: Settings
):
    database = await open_sqlite("identity")
    real = Account(AccountId(""), "chief", "真正的总编", Role.EDITOR)
    await Administration(database, clock, QUICK).add_account(real, "a long password")
    await lay_sample_accounts(database, campaign, clock, here, QUICK)
    identity = DatabaseIdentity(database, clock, QUICK)
    assert await identity.account_of_token("sample-chief") is None
    assert await identity.login("chief", PASSWORD) is None


@pytest.mark.parametrize(
    "where", [{"host": "0.0.0.0"}, {"public_url": "https://lianbo.example.org"}, {"host": "192.168.1.7"}]  # noqa: S104
)  # fmt: skip
async def test_samples_beyond_loopback_are_refused_and_left_over_ones_are_found(
    open_sqlite: OpenDatabase, clock: FixedClock, campaign: Campaign, here: Settings, where: dict[str, str]
):
    database = await open_sqlite("identity")
    public = open_settings({}, **where)
    with pytest.raises(ConfigurationError, match="只能在本机"):
        await lay_sample_accounts(database, campaign, clock, public, QUICK)
    assert not await has_sample_accounts(database)
    await lay_sample_accounts(database, campaign, clock, here, QUICK)
    assert await has_sample_accounts(database)
