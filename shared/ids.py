"""Identifiers: UUIDv7 (RFC 9562) as text, so that they sort by creation in an index and in a log."""

import uuid
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


def derived_id(key: str) -> str:
    """The same id for the same key, in every process and after every restart (UUIDv5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"tag:lianbo,2022:{key}"))
