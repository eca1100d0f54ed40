import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from shared.contracts.words import Stage
from shared.database.engine import SqlDatabase
from shared.identity import Account, Person, Role
from shared.identity.account import MayOnlyRead
from shared.identity.administration import Administration, NotDone
from shared.identity.database import SESSION_LASTS, DatabaseIdentity
from shared.identity.passwords import Busy, Passwords
from shared.identity.tables import accounts, metadata
from shared.ids import AccountId, PersonId, new_id
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Real argon2, with little work: the tests ask for its answers, not for its slowness."""
EDITOR = Account(
    AccountId(""), "editor9", "李编辑", Role.EDITOR, stages=frozenset({Stage.FIRST}), email="e@example.org"
)


async def signed_in(identity: DatabaseIdentity, login: str, password: str) -> str:
    """The session's secret."""
    signed = await identity.login(login, password)
    assert signed is not None
    return signed.session


@pytest.fixture
async def database(open_database: OpenDatabase) -> SqlDatabase:
    return await open_database("identity")


@pytest.fixture
def identity(database: SqlDatabase, clock: FixedClock) -> DatabaseIdentity:
    return DatabaseIdentity(database, clock, Passwords(QUICK))


@pytest.fixture
async def administration(database: SqlDatabase, clock: FixedClock) -> Administration:
    administration = Administration(database, clock, Passwords(QUICK))
    await administration.add_account(EDITOR, "a long password")
    return administration


@pytest.mark.usefixtures("administration")
async def test_the_right_password_gives_a_session_of_the_account(identity: DatabaseIdentity):
    session = await signed_in(identity, " Editor9 ", "a long password")
    assert session
    account = await identity.account_of_session(session)
    assert account
    assert (account.login, account.name, account.role, account.stages) == (
        "editor9", "李编辑", Role.EDITOR, {Stage.FIRST},
    )  # fmt: skip
    assert await identity.account(account.id) == account


@pytest.mark.usefixtures("administration")
@pytest.mark.parametrize(
    ("login", "password"),
    [("editor9", "wrong"), ("nobody", "a long password"), ("", ""), ("editor9", "密\ud800"), ("\ud800\0", "x")],
)
async def test_anything_else_gives_none(identity: DatabaseIdentity, login: str, password: str):
    assert await identity.login(login, password) is None


@pytest.mark.usefixtures("administration")
async def test_logging_out_ends_the_session_at_once(identity: DatabaseIdentity):
    session = await signed_in(identity, "editor9", "a long password")
    assert session
    await identity.logout(session)
    assert await identity.account_of_session(session) is None


@pytest.mark.usefixtures("administration")
async def test_a_session_ends_twelve_hours_after_its_last_use(identity: DatabaseIdentity, clock: FixedClock):
    session = await signed_in(identity, "editor9", "a long password")
    assert session
    for _ in range(4):
        clock.moment += SESSION_LASTS - timedelta(minutes=1)
        assert await identity.account_of_session(session)
    clock.moment += SESSION_LASTS
    assert await identity.account_of_session(session) is None


async def test_an_account_has_several_tokens_and_loses_one_at_once(
    identity: DatabaseIdentity, administration: Administration
):
    first, second = await administration.add_token("editor9", "手机"), await administration.add_token("editor9")
    assert await identity.account_of_token(first)
    listed = await administration.tokens("editor9")
    assert [token.label for token in listed] == ["手机", ""]
    await administration.revoke_token(listed[0].id)
    assert await identity.account_of_token(first) is None
    assert await identity.account_of_token(second)
    await administration.revoke_token(second)
    assert await identity.account_of_token(second) is None
    with pytest.raises(NotDone, match="已经吊销"):
        await administration.revoke_token(second)
    with pytest.raises(NotDone, match="令牌的说明最多100个字，现有101个"):
        await administration.add_token("editor9", 101 * "机")


async def test_a_disabled_account_is_out_and_keeps_its_name(identity: DatabaseIdentity, administration: Administration):
    token = await administration.add_token("editor9")
    session = await signed_in(identity, "editor9", "a long password")
    assert session
    account = await identity.account_of_token(token)
    assert account
    await administration.disable("editor9")
    assert await identity.account_of_token(token) is None
    assert await identity.account_of_session(session) is None
    assert await identity.login("editor9", "a long password") is None
    assert await identity.accounts() == []
    kept = await identity.account(account.id)
    assert kept
    assert kept.name == "李编辑"


async def test_a_token_made_for_a_disabled_account_opens_nothing(
    identity: DatabaseIdentity, administration: Administration
):
    await administration.disable("editor9")
    assert await identity.account_of_token(await administration.add_token("editor9")) is None


@pytest.mark.usefixtures("administration")
async def test_a_session_that_was_begun_while_its_account_was_disabled_opens_nothing(
    identity: DatabaseIdentity, database: SqlDatabase, clock: FixedClock
):
    session = await signed_in(identity, "editor9", "a long password")
    async with database.transaction() as tx:  # as a login leaves it that was quicker to look than to write
        await tx.connection.execute(accounts.update().values(disabled_at=clock.now()))
    assert await identity.account_of_session(session) is None


async def test_a_new_password_ends_the_sessions_of_the_old_one(
    identity: DatabaseIdentity, administration: Administration
):
    session = await signed_in(identity, "editor9", "a long password")
    assert session
    await administration.set_password("editor9", "another password", keep_tokens=False)
    assert await identity.account_of_session(session) is None
    assert await identity.login("editor9", "a long password") is None
    assert await identity.login("editor9", "another password")


async def test_no_secret_stands_in_the_database(
    identity: DatabaseIdentity, administration: Administration, database: SqlDatabase
):
    token = await administration.add_token("editor9")
    session = await signed_in(identity, "editor9", "a long password")
    assert session
    async with database.reading() as view:
        stored = ""
        for table in metadata.sorted_tables:
            stored += str((await view.connection.execute(sa.select(table))).all())
    for secret in (token, session, "a long password"):
        assert secret not in stored


@pytest.mark.parametrize(
    ("changes", "password", "why"),
    [
        ({}, "a long password", "已经存在"),
        ({"login": "EDITOR9"}, "a long password", "已经存在"),
        ({"login": "two"}, "short", "至少 10 位"),
        ({"login": "编辑"}, "a long password", "小写字母"),
        ({"login": "three", "name": " "}, "a long password", "名称"),
        ({"login": "four", "role": Role.UNIT}, "a long password", "单位代码"),
        ({"login": 65 * "x"}, "a long password", "最长64位"),
        ({"login": "five", "name": 201 * "甲"}, "a long password", "名称最多200个字，现有201个"),
        ({"login": "six", "unit": 65 * "7"}, "a long password", "单位代码最多64个字"),
        ({"login": "seven", "office": 65 * "x"}, "a long password", "代号最多64个字"),
    ],
)
async def test_an_account_that_cannot_be_says_why(
    administration: Administration, changes: dict[str, object], password: str, why: str
):
    account = Account(**{"id": AccountId(""), "login": "editor9", "name": "甲", "role": Role.EDITOR, **changes})
    with pytest.raises(NotDone, match=why):
        await administration.add_account(account, password)


async def test_a_person_is_remembered_and_replaced_under_the_same_id(identity: DatabaseIdentity):
    who = PersonId(new_id())
    assert await identity.person(who) is None
    await identity.remember(Person(who, "张老师", "0531-1", "z@example.org"))
    await identity.remember(Person(who, "张老师", "0531-2", "z@example.org"))
    assert await identity.person(who) == Person(who, "张老师", "0531-2", "z@example.org")


async def test_ten_who_remember_the_same_person_at_once_leave_one(identity: DatabaseIdentity):
    who = Person(PersonId(new_id()), "王一")
    await asyncio.gather(*(identity.remember(who) for _ in range(10)))
    assert await identity.person(who.id) == who


async def test_more_logins_than_can_wait_are_told_so():
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
    results = await asyncio.gather(
        *(passwords.fits("x", None, f"192.0.2.{number}") for number in range(60)), return_exceptions=True
    )
    assert any(isinstance(result, Busy) for result in results)
    assert [result for result in results if not isinstance(result, Busy)] == [False] * 30


async def test_an_accounts_address_is_read_like_every_other(administration: Administration, identity: DatabaseIdentity):
    await administration.add_account(replace(EDITOR, login="folded", email="ｅ＠例子。中国"))
    assert [one.email for one in await identity.accounts() if one.login == "folded"] == ["e@例子.中国"]
    with pytest.raises(NotDone, match="邮箱：末尾多了“。”"):
        await administration.add_account(replace(EDITOR, login="refused", email="e@example.org。"))
    assert [one.login for one in await identity.accounts()] == ["editor9", "folded"]


WEAK = [
    "aaaaaaaaaa", "1234567890", "qwertyuiop", "password123", "a1b2c3d4e5", "mima123456", "editor9editor9",
    "lianbo2022", "联播联播联播联播联播", "9876543210a",
]  # fmt: skip


@pytest.mark.parametrize("password", WEAK)
async def test_a_password_that_is_easily_guessed_is_refused(administration: Administration, password: str):
    with pytest.raises(NotDone, match="太容易猜到"):
        await administration.set_password("editor9", password, keep_tokens=True)


@pytest.mark.usefixtures("administration")
async def test_a_session_ends_after_a_week_however_busy_it_is(identity: DatabaseIdentity, clock: FixedClock):
    session = await signed_in(identity, "editor9", "a long password")
    for _ in range(7 * 24 - 1):
        clock.advance(hours=1)
        assert await identity.account_of_session(session) is not None
    clock.advance(hours=1)
    assert await identity.account_of_session(session) is None


async def test_a_token_ends_with_its_time(
    identity: DatabaseIdentity, administration: Administration, clock: FixedClock
):
    token = await administration.add_token("editor9", lasts=timedelta(days=1))
    assert await identity.account_of_token(token) is not None
    clock.advance(days=1)
    assert await identity.account_of_token(token) is None


async def test_a_token_for_reading_changes_nothing(identity: DatabaseIdentity, administration: Administration):
    token = await administration.add_token("editor9", reads_only=True)
    assert await identity.account_of_token(token, reading=True) is not None
    with pytest.raises(MayOnlyRead):
        await identity.account_of_token(token)


async def test_a_new_password_takes_the_tokens_along_unless_they_are_kept(
    identity: DatabaseIdentity, administration: Administration
):
    token = await administration.add_token("editor9")
    assert await administration.set_password("editor9", "another password", keep_tokens=True) == 0
    assert await identity.account_of_token(token) is not None
    assert await administration.set_password("editor9", "yet another password", keep_tokens=False) >= 1
    assert await identity.account_of_token(token) is None


async def test_whoever_changes_the_own_password_stays_and_all_others_are_out(
    identity: DatabaseIdentity, administration: Administration
):
    here, there = [await signed_in(identity, "editor9", "a long password") for _ in range(2)]
    token = await administration.add_token("editor9")
    account = await identity.account_of_session(here)
    assert account is not None
    assert "现在的密码不对" in await identity.change_password(account, "wrong", "x" * 12, here, tokens=False)
    assert "太容易猜到" in await identity.change_password(account, "a long password", "x" * 12, here, tokens=False)
    assert await identity.change_password(account, "a long password", "quite another word", here, tokens=True) == ""
    assert await identity.account_of_session(here) is not None
    assert await identity.account_of_session(there) is None
    assert await identity.account_of_token(token) is None
    assert await identity.login("editor9", "quite another word") is not None


async def test_a_session_is_ended_and_a_token_revoked_by_its_owner_alone(
    identity: DatabaseIdentity, administration: Administration
):
    session = await signed_in(identity, "editor9", "a long password")
    account = await identity.account_of_session(session)
    assert account is not None
    await administration.add_token("editor9", "我的")
    (listed,) = await identity.sessions(account.id)
    token = next(one for one in await identity.tokens(account.id) if one.label == "我的")
    stranger = AccountId("somebody")
    assert not await identity.end_session(stranger, listed.id)
    assert not await identity.revoke_token(stranger, token.id)
    assert await identity.revoke_token(account.id, token.id)
    assert await identity.end_session(account.id, listed.id)
    assert await identity.account_of_session(session) is None
