"""What an administrator does with accounts and tokens; the command line calls it."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
import structlog

from shared.clock import Clock
from shared.contacts import mail_address
from shared.database import Database, Reading, Transaction
from shared.identity.account import Account, Role, Token
from shared.identity.database import account_of, end_sessions, end_tokens, token_of, token_rows, words_of
from shared.identity.logins import canonical, is_login
from shared.identity.passwords import Passwords
from shared.identity.secrets import fingerprint, new_secret
from shared.identity.strength import weakness
from shared.identity.tables import accounts, tokens
from shared.identity.tries import unlock
from shared.ids import AccountId, new_id
from shared.text.normalising import normalise_line, says_something
from shared.widths import KEY, LABEL, LOGIN, NAME, UNIT

log = structlog.get_logger(__name__)


class NotDone(Exception):  # noqa: N818  the sentence is what counts
    """Why it was not done, in Chinese, for the terminal."""


class Administration:
    def __init__(self, database: Database, clock: Clock, passwords: Passwords | None = None) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords or Passwords()

    async def add_account(self, account: Account, password: str | None = None) -> None:
        """A new account; without a password it can only be used with tokens. Its id may be empty."""
        if not is_login(account.login):
            raise NotDone(f"账号只能用小写字母、数字、点、横线和下划线，以字母或数字开头，最长{LOGIN}位。")
        if not says_something(account.name):
            raise NotDone("请填写名称。")
        if account.role == Role.UNIT and not account.unit:
            raise NotDone("供稿单位的账号要写明单位代码。")
        _short("名称", account.name.strip(), NAME)
        _short("单位代码", account.unit, UNIT)
        _short("联系单位的代号", account.office, KEY)
        account = replace(account, email=_mail_address(account.email))
        hashed = await self._passwords.hash(_strong(password, account)) if password is not None else None
        async with self._database.transaction() as tx:
            if await _id_of(account.login, tx):
                raise NotDone(f"账号 {account.login} 已经存在。")
            await tx.connection.execute(accounts.insert().values(**row_of(account, self._clock), password=hashed))
        log.info("account.added", login=account.login, role=account.role)

    async def set_password(self, login: str, password: str, *, keep_tokens: bool) -> int:
        """Ends every session and forgets every device: whoever knew the old one is out. How many tokens were revoked
        with it: all, unless they are kept.
        """
        async with self._database.reading() as view:
            known = await _account_of(login, view)
        hashed = await self._passwords.hash(_strong(password, known))
        async with self._database.transaction() as tx:
            account = await _existing(login, tx)
            await tx.connection.execute(accounts.update().where(accounts.c.id == account).values(password=hashed))
            await end_sessions(account, tx)
            await unlock(login, tx)
            revoked = 0 if keep_tokens else await end_tokens(account, self._clock, tx)
        log.info("password.changed", account=account, by="operator", tokens_revoked=revoked)
        return revoked

    async def unlock(self, login: str) -> int:
        """Forgets the wrong tries with this login; from how many sources they came."""
        async with self._database.transaction() as tx:
            await _existing(login, tx)
            forgotten = await unlock(login, tx)
        log.info("account.unlocked", login=canonical(login), sources=forgotten)
        return forgotten

    async def disable(self, login: str) -> None:
        """Out at once, sessions and tokens with it; the history keeps the name."""
        async with self._database.transaction() as tx:
            account = await _existing(login, tx)
            off = accounts.update().where(accounts.c.id == account)
            await tx.connection.execute(off.values(disabled_at=self._clock.now()))
            await end_sessions(account, tx)
            await end_tokens(account, self._clock, tx)
        log.info("account.disabled", account=account)

    async def add_token(
        self, login: str, label: str = "", *, lasts: timedelta | None = None, reads_only: bool = False
    ) -> str:
        """The secret, told this once and never again. An account may have several. `lasts`: None is without end."""
        _short("令牌的说明", label, LABEL)
        secret = new_secret()
        async with self._database.transaction() as tx:
            account = await _existing(login, tx)
            await tx.connection.execute(
                tokens.insert().values(
                    id=new_id(),
                    secret_hash=fingerprint(secret),
                    account=account,
                    label=label,
                    created_at=self._clock.now(),
                    expires_at=self._clock.now() + lasts if lasts else None,
                    reads_only=reads_only,
                )
            )
        log.info("token.added", account=account)
        return secret

    async def tokens(self, login: str | None = None) -> list[Token]:
        query = token_rows()
        if login is not None:
            query = query.where(accounts.c.login == canonical(login))
        async with self._database.reading() as view:
            return [token_of(row) for row in await view.connection.execute(query)]

    async def revoke_token(self, token: str) -> None:
        """By its id or, where it leaked, by the secret itself. In force at once."""
        async with self._database.transaction() as tx:
            revoked = await tx.connection.execute(
                tokens.update()
                .where(sa.or_(tokens.c.id == token, tokens.c.secret_hash == fingerprint(token)))
                .where(tokens.c.revoked_at.is_(None))
                .values(revoked_at=self._clock.now())
            )
            if not revoked.rowcount:
                raise NotDone("没有这个令牌，或者已经吊销。")
        log.info("token.revoked")


def row_of(account: Account, clock: Clock, *, sample: bool = False) -> dict[str, object]:
    return {
        "id": account.id or AccountId(new_id()),
        "login": canonical(account.login),
        "name": normalise_line(account.name).text,
        "role": account.role,
        "unit": account.unit,
        "office": account.office,
        "stages": sorted(account.stages),
        "duty": account.duty,
        "email": account.email,
        "sample": sample,
        "created_at": clock.now(),
    }


def _mail_address(text: str) -> str:
    try:
        return mail_address(text) if text else ""
    except ValueError as told:
        raise NotDone(f"邮箱：{told}") from None


def _short(what: str, text: str, width: int) -> None:
    if len(text) > width:
        raise NotDone(f"{what}最多{width}个字，现有{len(text)}个，请改短。")


def _strong(password: str, account: Account) -> str:
    if wrong := weakness(password, words_of(account)):
        raise NotDone(wrong)
    return password


async def _id_of(login: str, tx: Transaction) -> str | None:
    found: str | None = await tx.connection.scalar(sa.select(accounts.c.id).where(accounts.c.login == canonical(login)))
    return found


async def _existing(login: str, tx: Transaction) -> str:
    account = await _id_of(login, tx)
    if account is None:
        raise NotDone(f"没有账号 {login}。")
    return account


async def _account_of(login: str, view: Reading) -> Account:
    row = (await view.connection.execute(sa.select(accounts).where(accounts.c.login == canonical(login)))).one_or_none()
    if row is None:
        raise NotDone(f"没有账号 {login}。")
    return account_of(row)
