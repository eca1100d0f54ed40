"""Accounts, roles and people, as the rest of the system sees them."""

from dataclasses import dataclass, field
from enum import StrEnum

from shared.contracts.words import Stage
from shared.ids import AccountId, PersonId


class Role(StrEnum):
    UNIT = "unit"
    EDITOR = "editor"
    WRITER = "writer"
    OFFICE = "office"
    STATION = "station"
    SUBSCRIBER = "subscriber"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Account:
    id: AccountId
    login: str
    name: str
    role: Role
    unit: str = ""
    """The unit's code, for role unit."""
    office: str = ""
    """The key of the campaign's contact, for roles office and station."""
    stages: frozenset[Stage] = field(default_factory=frozenset)
    """What an editor may review."""
    duty: bool = False
    """May withdraw what is out, 值班."""
    email: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody without an account: a report's contact, its approver. Never on the bus, never in a log."""

    id: PersonId
    name: str
    phone: str = ""
    email: str = ""
