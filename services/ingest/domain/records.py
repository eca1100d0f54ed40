"""Where submissions and all that belongs to them are kept."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from services.ingest.domain.quota import Counted
from services.ingest.domain.receipt import Answered
from services.ingest.domain.sender import Sight
from services.ingest.domain.submission import Happening, Recorded
from shared.contracts.stories import StoryStatus
from shared.contracts.submissions import File, Submission
from shared.contracts.words import Kind
from shared.database import Reading, Transaction
from shared.ids import AccountId, EventId, Sha256, SubmissionId


class Numbers(Protocol):
    async def next(self, series: str, tx: Transaction) -> int:
        """From 1. Whoever takes the next one of this series waits until this transaction has ended."""
        ...


class Keys(Protocol):
    """Idempotency keys, each account's own."""

    async def answered(self, account: AccountId, key: str, view: Reading) -> Answered | None: ...

    async def claim(self, account: AccountId, key: str, fingerprint: Sha256, at: datetime, tx: Transaction) -> bool:
        """False if it is taken. Waits for another transaction that claims the same key at this moment."""
        ...

    async def answer(self, account: AccountId, key: str, answered: Answered, tx: Transaction) -> None: ...


class Submissions(Protocol):
    async def add(
        self, submission: Submission, report: Mapping[str, Any], fingerprint: Sha256, at: datetime, tx: Transaction
    ) -> None:
        """A first revision, or a later one."""
        ...

    async def withdraw(self, submission: SubmissionId, reason: str, at: datetime, tx: Transaction) -> None: ...

    async def find(self, number: str, view: Reading) -> Recorded | None: ...

    async def find_to_change(self, number: str, tx: Transaction) -> Recorded | None:
        """The same; nobody else changes it until the transaction ends."""
        ...

    async def newest_first(
        self, seen: Sight, before: SubmissionId | None, limit: int, view: Reading
    ) -> Sequence[Recorded]:
        """Of those that are `seen`, the ones that came before `before`."""
        ...

    async def counted(self, unit: str, view: Reading) -> Sequence[Counted]:
        """What quotas count of a unit."""
        ...

    async def count(self, unit: str, kind: Kind, view: Reading) -> int: ...

    async def sent_since(self, unit: str, moment: datetime, view: Reading) -> int:
        """How many reports, revisions apart."""
        ...


class Progresses(Protocol):
    async def follow(self, story: StoryStatus, tx: Transaction) -> bool:
        """False, and nothing is changed, if this version of the story or a newer one is known."""
        ...


class Timeline(Protocol):
    async def add(self, submission: SubmissionId, event: EventId, happening: Happening, tx: Transaction) -> None: ...

    async def of(self, submission: SubmissionId, view: Reading) -> Sequence[Happening]:
        """In the order in which it happened, whatever the order in which it became known."""
        ...


class Uploads(Protocol):
    """Files that a form's sender has handed in already, before the rest of the form was in order."""

    async def add(self, account: AccountId, file: File, at: datetime, tx: Transaction) -> None: ...

    async def of(
        self, account: AccountId, files: Sequence[str | None], since: datetime, view: Reading
    ) -> Sequence[File]:
        """Only the account's own, and none older: a hash alone opens nobody else's file."""
        ...

    async def forget(self, before: datetime, tx: Transaction) -> None: ...


class NamedFiles(Protocol):
    def named(self, view: Reading) -> AsyncIterator[Sha256]:
        """Every file that a row still needs: of all revisions, old ones too, and of unfinished forms."""
        ...
