"""Identity in a database of its own, asked anew each time, so that a revocation is in force at once."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from prometheus_client import Counter

from shared.clock import Clock
from shared.contracts.words import Stage
from shared.database import Database, Reading, Transaction
from shared.database.tables import insert_unless_there
from shared.identity.account import Account, MayOnlyRead, Person, Role, Session, SignedIn, Token
from shared.identity.logins import canonical, is_login
from shared.identity.passwords import Busy, Passwords
from shared.identity.secrets import fingerprint, new_secret
from shared.identity.strength import weakness
from shared.identity.tables import accounts, devices, people, sessions, tokens
from shared.identity.tries import LoginTries, Throttled
from shared.identity.visit import ANYWHERE, Visit
from shared.ids import AccountId, PersonId
from shared.widths import ADDRESS, AGENT

log = structlog.get_logger(__name__)

SESSION_LASTS = timedelta(hours=12)
"""Since the last use: somebody who works all day is not thrown out in the middle of a form."""
SESSION_ENDS = timedelta(days=7)
"""Whatever its use: a session that was stolen does not last for ever."""
RENEWED_EVERY = timedelta(hours=1)
"""Not at every request: reading must not write."""
DEVICE_KNOWN_FOR = timedelta(days=180)
ID_LENGTH = 16
"""Of a session's fingerprint: enough to name it, too little to be it."""

LOGINS = Counter("lianbo_logins_total", "Tries to sign in, by what became of them", ["service", "outcome"])
for _outcome in ("succeeded", "failed", "throttled", "busy"):
    LOGINS.labels("identity", _outcome)


class DatabaseIdentity:
    def __init__(self, database: Database, clock: Clock, passwords: Passwords | None = None) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords or Passwords()
        self._tries = LoginTries(database, clock)

    async def login(self, login: str, password: str, visit: Visit = ANYWHERE) -> SignedIn | None:
        row = await self._row_of(login) if is_login(login) else None
        known = await self._knows(row, visit.device)
        who = f"device:{fingerprint(visit.device)}" if known else visit.source
        account = row.id if row else ""
        try:
            one = await self._tries.begin(login, who, known_device=known)
        except Throttled:
            _told("throttled", account, visit)
            raise
        try:
            fits = await self._passwords.fits(password, row.password if row else None, who, known_device=known)
        except Busy:
            await self._tries.forgive(one)
            _told("busy", account, visit)
            raise
        if not fits or row is None:
            _told("failed", account, visit)
            return None
        await self._tries.succeeded(one)
        _told("succeeded", account, visit, known_device=known)
        return await self._begun(AccountId(row.id), visit, known=known)

    async def _begun(self, account: AccountId, visit: Visit, *, known: bool) -> SignedIn:
        secret, device, now = new_secret(), "" if known else new_secret(), self._clock.now()
        async with self._database.transaction() as tx:
            await tx.connection.execute(sessions.delete().where(sessions.c.expires_at <= now))
            await tx.connection.execute(
                sessions.insert().values(
                    secret_hash=fingerprint(secret),
                    account=account,
                    created_at=now,
                    expires_at=now + SESSION_LASTS,
                    source=visit.source[:ADDRESS],
                    agent=visit.agent[:AGENT],
                )
            )
            if device:
                await tx.connection.execute(devices.delete().where(devices.c.created_at <= now - DEVICE_KNOWN_FOR))
                await tx.connection.execute(
                    devices.insert().values(secret_hash=fingerprint(device), account=account, created_at=now)
                )
        return SignedIn(secret, device)

    async def _knows(self, row: sa.Row[Any] | None, device: str) -> bool:
        if row is None or not device:
            return False
        since = self._clock.now() - DEVICE_KNOWN_FOR
        mine = (devices.c.secret_hash == fingerprint(device), devices.c.account == row.id, devices.c.created_at > since)
        async with self._database.reading() as view:
            return await _one(view, sa.select(devices.c.account).where(*mine)) is not None

    async def _row_of(self, login: str) -> sa.Row[Any] | None:
        async with self._database.reading() as view:
            return await _one(view, sa.select(accounts).where(accounts.c.login == canonical(login), _active()))

    async def logout(self, session: str) -> None:
        async with self._database.transaction() as tx:
            await tx.connection.execute(sessions.delete().where(sessions.c.secret_hash == fingerprint(session)))
        log.info("logout")

    async def account_of_session(self, session: str) -> Account | None:
        now, hashed = self._clock.now(), fingerprint(session)
        async with self._database.reading() as view:
            row = await _one(
                view,
                sa.select(accounts, sessions.c.expires_at, sessions.c.created_at.label("begun_at"))
                .join(sessions, sessions.c.account == accounts.c.id)
                .where(
                    sessions.c.secret_hash == hashed,
                    sessions.c.expires_at > now,
                    sessions.c.created_at > now - SESSION_ENDS,
                    _active(),
                ),
            )
        if row is None:
            return None
        if row.expires_at - now < SESSION_LASTS - RENEWED_EVERY:
            async with self._database.transaction() as tx:
                await tx.connection.execute(
                    sessions.update().where(sessions.c.secret_hash == hashed).values(expires_at=now + SESSION_LASTS)
                )
        return account_of(row)

    async def account_of_token(self, token: str, *, reading: bool = False) -> Account | None:
        now = self._clock.now()
        async with self._database.reading() as view:
            row = await _one(
                view,
                sa.select(accounts, tokens.c.id.label("token"), tokens.c.used_at, tokens.c.reads_only)
                .join(tokens, tokens.c.account == accounts.c.id)
                .where(
                    tokens.c.secret_hash == fingerprint(token),
                    tokens.c.revoked_at.is_(None),
                    sa.or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now),
                    _active(),
                ),
            )
        if row is None:
            return None
        if row.reads_only and not reading:
            raise MayOnlyRead
        if row.used_at is None or now - row.used_at > RENEWED_EVERY:
            await self._used(row)
        return account_of(row)

    async def _used(self, row: sa.Row[Any]) -> None:
        async with self._database.transaction() as tx:
            await tx.connection.execute(
                tokens.update().where(tokens.c.id == row.token).values(used_at=self._clock.now())
            )
        if row.used_at is None:
            log.info("token.used_first", account=row.id, token=row.token)

    async def account(self, account: AccountId) -> Account | None:
        """Disabled ones too: a name in the history stays readable."""
        async with self._database.reading() as view:
            row = await _one(view, sa.select(accounts).where(accounts.c.id == account))
        return account_of(row) if row else None

    async def accounts(self) -> list[Account]:
        """Those in use, in the order they were made."""
        async with self._database.reading() as view:
            rows = await view.connection.execute(
                sa.select(accounts).where(_active()).order_by(accounts.c.created_at, accounts.c.id)
            )
            return [account_of(row) for row in rows]

    # What a person does with their own account

    async def change_password(self, account: Account, old: str, new: str, session: str, *, tokens: bool) -> str:
        row = await self._row_of(account.login)
        if row is None or not await self._passwords.fits(old, row.password, f"account:{account.id}", known_device=True):
            return "现在的密码不对，请重新填写。"
        if wrong := weakness(new, words_of(account)):
            return wrong
        hashed = await self._passwords.hash(new)
        async with self._database.transaction() as tx:
            await tx.connection.execute(accounts.update().where(accounts.c.id == account.id).values(password=hashed))
            await end_sessions(account.id, tx, but=session)
            if tokens:
                await end_tokens(account.id, self._clock, tx)
        log.info("password.changed", account=account.id, by=account.id, tokens_revoked=tokens)
        return ""

    async def sessions(self, account: AccountId) -> list[Session]:
        now = self._clock.now()
        lasting = (sessions.c.account == account, sessions.c.expires_at > now)
        query = sa.select(sessions).where(*lasting).order_by(sessions.c.created_at.desc())
        async with self._database.reading() as view:
            rows = await view.connection.execute(query)
            return [Session(row.secret_hash[:ID_LENGTH], row.created_at, row.source, row.agent) for row in rows]

    async def end_session(self, account: AccountId, session: str) -> bool:
        this = sa.func.substr(sessions.c.secret_hash, 1, ID_LENGTH) == session
        async with self._database.transaction() as tx:
            ended = await tx.connection.execute(sessions.delete().where(sessions.c.account == account, this))
        if ended.rowcount:
            log.info("session.ended", account=account)
        return bool(ended.rowcount)

    async def tokens(self, account: AccountId) -> list[Token]:
        query = token_rows().where(tokens.c.account == account, tokens.c.revoked_at.is_(None))
        async with self._database.reading() as view:
            return [token_of(row) for row in await view.connection.execute(query)]

    async def revoke_token(self, account: AccountId, token: str) -> bool:
        mine = (tokens.c.id == token, tokens.c.account == account, tokens.c.revoked_at.is_(None))
        async with self._database.transaction() as tx:
            revoked = await tx.connection.execute(tokens.update().where(*mine).values(revoked_at=self._clock.now()))
        if revoked.rowcount:
            log.info("token.revoked", account=account, token=token)
        return bool(revoked.rowcount)

    # People without an account

    async def remember(self, person: Person) -> None:
        async with self._database.transaction() as tx:
            await _replace_person(person, self._clock, tx)

    async def person(self, person: PersonId) -> Person | None:
        async with self._database.reading() as view:
            row = await _one(view, sa.select(people).where(people.c.id == person))
        return Person(PersonId(row.id), row.name, row.phone, row.email) if row else None


async def end_sessions(account: str, tx: Transaction, *, but: str = "") -> None:
    """Of an account: its devices are no longer known either."""
    others = sessions.delete().where(sessions.c.account == account)
    await tx.connection.execute(others.where(sessions.c.secret_hash != fingerprint(but)) if but else others)
    await tx.connection.execute(devices.delete().where(devices.c.account == account))


async def end_tokens(account: str, clock: Clock, tx: Transaction) -> int:
    """How many there were."""
    mine = tokens.update().where(tokens.c.account == account, tokens.c.revoked_at.is_(None))
    return (await tx.connection.execute(mine.values(revoked_at=clock.now()))).rowcount


def token_rows() -> sa.Select[Any]:
    joined = sa.select(tokens, accounts.c.login).join(accounts, accounts.c.id == tokens.c.account)
    return joined.order_by(accounts.c.login, tokens.c.id)


def token_of(row: sa.Row[Any]) -> Token:
    return Token(
        row.id, row.login, row.label, row.created_at, row.revoked_at, row.expires_at, row.used_at, row.reads_only
    )


def words_of(account: Account) -> tuple[str, ...]:
    """What somebody who knows the account would try first."""
    return account.login, account.name, account.unit, account.office, account.email.partition("@")[0]


def _told(outcome: str, account: str, visit: Visit, **more: object) -> None:
    """Never what was typed: into the field for the login people type passwords too."""
    LOGINS.labels("identity", outcome).inc()
    event = f"login.{outcome}"
    log.info(event, account=account or None, source=visit.source, **more)


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


def account_of(row: sa.Row[Any]) -> Account:
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
