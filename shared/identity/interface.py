"""The functions of identity."""

from typing import Protocol

from shared.identity.account import Account, Person
from shared.ids import AccountId, PersonId


class Identity(Protocol):
    async def login(self, login: str, password: str) -> str | None:
        """A new session's secret, or None: which of the two was wrong is not said."""
        ...

    async def logout(self, session: str) -> None: ...

    async def account_of_session(self, session: str) -> Account | None: ...

    async def account_of_token(self, token: str) -> Account | None: ...

    async def account(self, account: AccountId) -> Account | None: ...

    async def accounts(self) -> list[Account]: ...

    async def remember(self, person: Person) -> None:
        """Stores or replaces a person under their id; harmless to repeat."""
        ...

    async def person(self, person: PersonId) -> Person | None: ...
