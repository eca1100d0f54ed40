"""Takes the people of a report into identity's keeping: events and rows carry only their ids."""

from dataclasses import dataclass

from services.ingest.domain.report import Report
from shared.identity import Identity, Person
from shared.ids import PersonId, derived_id


@dataclass(frozen=True)
class People:
    contact: PersonId
    approved_by: PersonId | None


class RememberPeople:
    def __init__(self, identity: Identity) -> None:
        self.identity = identity

    async def __call__(self, report: Report, occasion: str) -> People:
        """`occasion` is the same whenever the same sending is repeated: then the same people keep the same ids."""
        sent = report.contact
        contact = PersonId(derived_id(f"contact:{occasion}"))
        await self.identity.remember(Person(id=contact, name=sent.name, phone=sent.phone, email=sent.email))
        if not report.authors.approved_by:
            return People(contact, None)
        approver = PersonId(derived_id(f"approver:{occasion}"))
        await self.identity.remember(Person(id=approver, name=report.authors.approved_by))
        return People(contact, approver)
