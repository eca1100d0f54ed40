"""Accounts, roles and people, as the rest of the system sees them."""

from dataclasses import dataclass, field
from datetime import datetime
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


class MayOnlyRead(Exception):  # noqa: N818  a fact about the token
    """The token is for reading, and something was to be changed."""


@dataclass(frozen=True)
class SignedIn:
    session: str
    """Its secret, told this once."""
    device: str
    """The secret by which the device is known the next time; empty where it is known already."""


@dataclass(frozen=True)
class Session:
    id: str
    since: datetime
    source: str
    agent: str
    is_this: bool = False


@dataclass(frozen=True)
class Token:
    id: str
    login: str
    label: str
    created_at: datetime
    revoked_at: datetime | None
    expires_at: datetime | None
    used_at: datetime | None
    """Within an hour of its last use."""
    reads_only: bool
