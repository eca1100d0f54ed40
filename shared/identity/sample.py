"""The sample campaign's accounts, with a password and tokens that everybody knows: on this machine only."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from shared.campaign.model import Campaign
from shared.clock import Clock
from shared.contracts.words import Stage
from shared.database import Database
from shared.database.tables import insert_unless_there
from shared.identity.account import Account, Role
from shared.identity.administration import row_of
from shared.identity.passwords import Passwords
from shared.identity.secrets import fingerprint
from shared.identity.tables import accounts, tokens
from shared.ids import AccountId, derived_id
from shared.settings import ConfigurationError, Settings

PASSWORD = "lianbo-sample"  # noqa: S105  known to everybody, and refused beyond loopback
REMEDY = "请用 --no-sample 启动，并换一个没有示例账号的数据文件夹。"
EVERY_STAGE = frozenset(Stage)


@dataclass(frozen=True)
class Sample:
    account: Account
    token: str


async def lay_sample_accounts(
    database: Database, campaign: Campaign, clock: Clock, settings: Settings, passwords: Passwords | None = None
) -> None:
    """Adds those that are not there; harmless to repeat. ConfigurationError beyond loopback."""
    refuse_sample_beyond_loopback(settings)
    missing = [sample for sample in samples(campaign) if sample.account.id not in await _there(database)]
    if not missing:
        return
    # One hash for all of them: the password is no secret, and thirty times 0.2 s would be felt at every first start.
    hashed = await (passwords or Passwords()).hash(PASSWORD)
    async with database.transaction() as tx:
        for sample in missing:
            row = row_of(sample.account, clock, sample=True)
            added = await tx.connection.execute(
                insert_unless_there(tx.connection, accounts).values(**row, password=hashed)
            )
            if not added.rowcount:
                continue  # a real account has taken the login
            await tx.connection.execute(
                insert_unless_there(tx.connection, tokens).values(
                    id=derived_id(f"token:{sample.token}"),
                    secret_hash=fingerprint(sample.token),
                    account=sample.account.id,
                    label="示例",
                    created_at=clock.now(),
                )
            )


def refuse_sample_beyond_loopback(settings: Settings) -> None:
    if settings.on_loopback:
        return
    where = f"{settings.address}（监听 {settings.host}）"
    raise ConfigurationError([f"示例账号的密码和令牌人人皆知，只能在本机使用；现在的网址是 {where}。{REMEDY}"])


async def has_sample_accounts(database: Database) -> bool:
    """For starts with --no-sample: accounts of an earlier start must not go public with the next one."""
    async with database.reading() as view:
        found = await view.connection.scalar(
            sa.select(accounts.c.id).where(accounts.c.sample.is_(True), accounts.c.disabled_at.is_(None)).limit(1)
        )
    return found is not None


def samples(campaign: Campaign) -> Iterator[Sample]:
    """Those who work on reports first, then the units in the campaign's order."""
    editors = (("1", Stage.FIRST, "初审"), ("2", Stage.SECOND, "复审"), ("3", Stage.FINAL, "终审"))
    for number, stage, title in editors:
        yield _sample(
            f"editor{number}", f"sample-editor-{number}", f"{title}编辑", Role.EDITOR, stages=frozenset({stage})
        )
    yield _sample("writer1", "sample-writer-1", "撰稿人", Role.WRITER)
    yield _sample("chief", "sample-chief", "总编辑", Role.EDITOR, stages=EVERY_STAGE, duty=True)
    yield _sample("minji", "sample-office-1", "民继处", Role.OFFICE, office="minji")
    yield _sample("zhidao", "sample-office-2", "指导中心", Role.OFFICE, office="zhidao")
    yield _sample("tvdesk", "sample-tvdesk", "电视台编辑", Role.STATION, office="station")
    yield _sample("tv", "sample-tv", "电视台供稿订阅", Role.SUBSCRIBER)
    yield _sample("ops", "sample-ops", "运维", Role.OPERATOR)
    for unit in campaign.units:
        yield _sample(unit.login, f"sample-unit-{unit.code}", unit.name, Role.UNIT, unit=unit.code)


def _sample(
    login: str,
    token: str,
    name: str,
    role: Role,
    *,
    unit: str = "",
    office: str = "",
    stages: frozenset[Stage] = frozenset(),
    duty: bool = False,
) -> Sample:
    account = Account(
        id=AccountId(derived_id(f"sample-account:{login}")),
        login=login,
        name=name,
        role=role,
        unit=unit,
        office=office,
        stages=stages,
        duty=duty,
        email=f"{login}@example.org",
    )
    return Sample(account, token)


async def _there(database: Database) -> set[str]:
    async with database.reading() as view:
        return set(await view.connection.scalars(sa.select(accounts.c.id)))
