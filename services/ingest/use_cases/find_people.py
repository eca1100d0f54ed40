"""Finds who is behind a submission: identity keeps them, the submission only their ids."""

from dataclasses import dataclass

from services.ingest.domain.submission import Recorded
from shared.identity import Identity, Person
from shared.ids import PersonId


@dataclass(frozen=True)
class People:
    contact: Person | None
    approved_by: Person | None


class FindPeople:
    def __init__(self, identity: Identity) -> None:
        self.identity = identity

    async def __call__(self, recorded: Recorded) -> People:
        sent = recorded.submission
        return People(await self._person(sent.contact), await self._person(sent.approved_by))

    async def _person(self, person: PersonId | None) -> Person | None:
        return await self.identity.person(person) if person else None
