"""Identifiers: UUIDv7 (RFC 9562) as text, so that they sort by creation in an index and in a log."""

import uuid
from datetime import UTC, datetime
from typing import NewType

import uuid_utils

EventId = NewType("EventId", str)
SubmissionId = NewType("SubmissionId", str)
StoryId = NewType("StoryId", str)
DraftId = NewType("DraftId", str)
AccountId = NewType("AccountId", str)
PersonId = NewType("PersonId", str)
Sha256 = NewType("Sha256", str)
"""Lower-case hexadecimal, 64 characters."""


def new_id() -> str:
    return str(uuid_utils.uuid7())


def first_id_at(moment: datetime) -> str:
    """The smallest id an entry of that moment could have: ids begin with their milliseconds."""
    digits = f"{max(int(moment.timestamp() * 1000), 0):012x}"
    return f"{digits[:8]}-{digits[8:]}"


def moment_of(id_: str) -> datetime:
    """When an id was made, to the millisecond."""
    return datetime.fromtimestamp(int(id_.replace("-", "")[:12], 16) / 1000, UTC)


def derived_id(key: str) -> str:
    """The same id for the same key, in every process and after every restart (UUIDv5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"tag:lianbo,2022:{key}"))
