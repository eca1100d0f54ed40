"""Whom a recipient stands for at this moment."""

from dataclasses import dataclass
from typing import Protocol

from services.notifier.domain.message import Recipient


@dataclass(frozen=True)
class Addressee:
    name: str
    email: str = ""
    phone: str = ""


class Directory(Protocol):
    async def find(self, recipient: Recipient) -> Addressee:
        """An empty address where none is known; never fails for somebody unknown."""
        ...
