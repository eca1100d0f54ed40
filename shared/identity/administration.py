"""What an administrator does with accounts and tokens; the command line calls it."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from shared.clock import Clock
from shared.contacts import mail_address
from shared.database import Database, Transaction
from shared.identity.account import Account, Role
from shared.identity.logins import canonical, is_login
from shared.identity.passwords import Passwords
from shared.identity.secrets import fingerprint, new_secret
from shared.identity.tables import accounts, sessions, tokens
from shared.ids import AccountId, new_id

SHORTEST_PASSWORD = 10


class NotDone(Exception):  # noqa: N818  the sentence is what counts
    """Why it was not done, in Chinese, for the terminal."""


@dataclass(frozen=True)
class Token:
    id: str
    login: str
    label: str
    created_at: datetime
    revoked_at: datetime | None


class Administration:
    def __init__(self, database: Database, clock: Clock, passwords: Passwords | None = None) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords or Passwords()

    async def add_account(self, account: Account, password: str | None = None) -> None:
        """A new account; without a password it can only be used with tokens. Its id may be empty."""
        if not is_login(account.login):
            raise NotDone("账号只能用小写字母、数字、点、横线和下划线，以字母或数字开头，最长64位。")
        if not account.name.strip():
            raise NotDone("请填写名称。")
        if account.role == Role.UNIT and not account.unit:
            raise NotDone("供稿单位的账号要写明单位代码。")
        account = replace(account, email=_mail_address(account.email))
        hashed = await self._passwords.hash(_strong(password)) if password is not None else None
        async with self._database.transaction() as tx:
            if await _id_of(account.login, tx):
                raise NotDone(f"账号 {account.login} 已经存在。")
            await tx.connection.execute(accounts.insert().values(**row_of(account, self._clock), password=hashed))

    async def set_password(self, login: str, password: str) -> None:
        """Ends every session of the account: whoever knew the old one is out."""
        hashed = await self._passwords.hash(_strong(password))
        async with self._database.transaction() as tx:
            account = await _existing(login, tx)
            await tx.connection.execute(accounts.update().where(accounts.c.id == account).values(password=hashed))
            await tx.connection.execute(sessions.delete().where(sessions.c.account == account))

    async def disable(self, login: str) -> None:
        """Out at once, sessions and tokens with it; the history keeps the name."""
        now = self._clock.now()
        async with self._database.transaction() as tx:
            account = await _existing(login, tx)
            await tx.connection.execute(accounts.update().where(accounts.c.id == account).values(disabled_at=now))
            await tx.connection.execute(sessions.delete().where(sessions.c.account == account))
            await tx.connection.execute(
                tokens.update().where(tokens.c.account == account, tokens.c.revoked_at.is_(None)).values(revoked_at=now)
            )

    async def add_token(self, login: str, label: str = "") -> str:
        """The secret, told this once and never again. An account may have several."""
        secret = new_secret()
        async with self._database.transaction() as tx:
            account = await _existing(login, tx)
            await tx.connection.execute(
                tokens.insert().values(
                    id=new_id(),
                    secret_hash=fingerprint(secret),
                    account=account,
                    label=label[:100],
                    created_at=self._clock.now(),
                )
            )
        return secret

    async def tokens(self, login: str | None = None) -> list[Token]:
        query = (
            sa.select(tokens, accounts.c.login)
            .join(accounts, accounts.c.id == tokens.c.account)
            .order_by(accounts.c.login, tokens.c.id)
        )
        if login is not None:
            query = query.where(accounts.c.login == canonical(login))
        async with self._database.reading() as view:
            rows = await view.connection.execute(query)
            return [Token(row.id, row.login, row.label, row.created_at, row.revoked_at) for row in rows]

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


def row_of(account: Account, clock: Clock, *, sample: bool = False) -> dict[str, object]:
    return {
        "id": account.id or AccountId(new_id()),
        "login": canonical(account.login),
        "name": account.name.strip(),
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


def _strong(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise NotDone(f"密码至少 {SHORTEST_PASSWORD} 位。")
    return password


async def _id_of(login: str, tx: Transaction) -> str | None:
    found: str | None = await tx.connection.scalar(sa.select(accounts.c.id).where(accounts.c.login == canonical(login)))
    return found


async def _existing(login: str, tx: Transaction) -> str:
    account = await _id_of(login, tx)
    if account is None:
        raise NotDone(f"没有账号 {login}。")
    return account
