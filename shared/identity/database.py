"""Identity in a database of its own, asked anew each time, so that a revocation is in force at once."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from shared.clock import Clock
from shared.contracts.words import Stage
from shared.database import Database, Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.identity.account import Account, Person, Role
from shared.identity.logins import canonical, is_login
from shared.identity.passwords import Passwords
from shared.identity.secrets import fingerprint, new_secret
from shared.identity.tables import accounts, people, sessions, tokens
from shared.ids import AccountId, PersonId

SESSION_LASTS = timedelta(hours=12)
"""Since the last use: somebody who works all day is not thrown out in the middle of a form."""
RENEWED_EVERY = timedelta(hours=1)
"""Not at every request: reading must not write."""


class DatabaseIdentity:
    def __init__(self, database: Database, clock: Clock, passwords: Passwords | None = None) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords or Passwords()

    async def login(self, login: str, password: str) -> str | None:
        """A new session's secret, or None: which of the two was wrong is not said. Busy when too many wait."""
        row = await self._row_of(login) if is_login(login) else None
        if not await self._passwords.fits(password, row.password if row else None) or row is None:
            return None
        secret, now = new_secret(), self._clock.now()
        async with self._database.transaction() as tx:
            await tx.connection.execute(sessions.delete().where(sessions.c.expires_at <= now))
            await tx.connection.execute(
                sessions.insert().values(
                    secret_hash=fingerprint(secret), account=row.id, created_at=now, expires_at=now + SESSION_LASTS
                )
            )
        return secret

    async def _row_of(self, login: str) -> sa.Row[Any] | None:
        async with self._database.reading() as view:
            return await _one(view, sa.select(accounts).where(accounts.c.login == canonical(login), _active()))

    async def logout(self, session: str) -> None:
        async with self._database.transaction() as tx:
            await tx.connection.execute(sessions.delete().where(sessions.c.secret_hash == fingerprint(session)))

    async def account_of_session(self, session: str) -> Account | None:
        now, hashed = self._clock.now(), fingerprint(session)
        async with self._database.reading() as view:
            row = await _one(
                view,
                sa.select(accounts, sessions.c.expires_at)
                .join(sessions, sessions.c.account == accounts.c.id)
                .where(sessions.c.secret_hash == hashed, sessions.c.expires_at > now, _active()),
            )
        if row is None:
            return None
        if row.expires_at - now < SESSION_LASTS - RENEWED_EVERY:
            async with self._database.transaction() as tx:
                await tx.connection.execute(
                    sessions.update().where(sessions.c.secret_hash == hashed).values(expires_at=now + SESSION_LASTS)
                )
        return _account(row)

    async def account_of_token(self, token: str) -> Account | None:
        async with self._database.reading() as view:
            row = await _one(
                view,
                sa.select(accounts)
                .join(tokens, tokens.c.account == accounts.c.id)
                .where(tokens.c.secret_hash == fingerprint(token), tokens.c.revoked_at.is_(None), _active()),
            )
        return _account(row) if row else None

    async def account(self, account: AccountId) -> Account | None:
        """Disabled ones too: a name in the history stays readable."""
        async with self._database.reading() as view:
            row = await _one(view, sa.select(accounts).where(accounts.c.id == account))
        return _account(row) if row else None

    async def accounts(self) -> list[Account]:
        """Those in use, in the order they were made."""
        async with self._database.reading() as view:
            rows = await view.connection.execute(
                sa.select(accounts).where(_active()).order_by(accounts.c.created_at, accounts.c.id)
            )
            return [_account(row) for row in rows]

    async def remember(self, person: Person) -> None:
        async with self._database.transaction() as tx:
            await _replace_person(person, self._clock, tx)

    async def person(self, person: PersonId) -> Person | None:
        async with self._database.reading() as view:
            row = await _one(view, sa.select(people).where(people.c.id == person))
        return Person(PersonId(row.id), row.name, row.phone, row.email) if row else None


async def _replace_person(person: Person, clock: Clock, tx: Transaction) -> None:
    values = {"name": person.name, "phone": person.phone, "email": person.email, "changed_at": clock.now()}
    added = await tx.connection.execute(insert_unless_there(tx.connection, people).values(id=person.id, **values))
    if not added.rowcount:
        await tx.connection.execute(people.update().where(people.c.id == person.id).values(**values))


def _active() -> sa.ColumnElement[bool]:
    return accounts.c.disabled_at.is_(None)


async def _one(view: Reading, query: sa.Select[Any]) -> sa.Row[Any] | None:
    found: sa.Row[Any] | None = (await view.connection.execute(query)).one_or_none()
    return found


def _account(row: sa.Row[Any]) -> Account:
    return Account(
        id=AccountId(row.id),
        login=row.login,
        name=row.name,
        role=Role(row.role),
        unit=row.unit,
        office=row.office,
        stages=frozenset(Stage(stage) for stage in row.stages),
        duty=row.duty,
        email=row.email,
    )
