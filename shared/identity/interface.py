"""The functions of identity."""

from typing import Protocol

from shared.identity.account import Account, Person, Session, SignedIn, Token
from shared.identity.visit import ANYWHERE, Visit
from shared.ids import AccountId, PersonId


class Identity(Protocol):
    async def login(self, login: str, password: str, visit: Visit = ANYWHERE) -> SignedIn | None:
        """None: which of the two was wrong is not said. Throttled after too many wrong tries from there; Busy when too
        many wait, which counts as no try.
        """
        ...

    async def logout(self, session: str) -> None: ...

    async def account_of_session(self, session: str) -> Account | None: ...

    async def account_of_token(self, token: str, *, reading: bool = False) -> Account | None:
        """`reading`: nothing is to be changed, which is all that some tokens are for. MayOnlyRead otherwise."""
        ...

    async def change_password(self, account: Account, old: str, new: str, session: str, *, tokens: bool) -> str:
        """Why it was not changed, in Chinese, or nothing. Every other session ends and every device is forgotten; with
        `tokens` all tokens are revoked.
        """
        ...

    async def sessions(self, account: AccountId) -> list[Session]:
        """Those that last, the newest first."""
        ...

    async def end_session(self, account: AccountId, session: str) -> bool:
        """By the id that `sessions` tells; False where it has none such."""
        ...

    async def tokens(self, account: AccountId) -> list[Token]:
        """Those in force."""
        ...

    async def revoke_token(self, account: AccountId, token: str) -> bool:
        """By its id; False where it has none such."""
        ...

    async def account(self, account: AccountId) -> Account | None: ...

    async def accounts(self) -> list[Account]: ...

    async def remember(self, person: Person) -> None:
        """Stores or replaces a person under their id; harmless to repeat."""
        ...

    async def person(self, person: PersonId) -> Person | None: ...
