"""Whom a recipient stands for at this moment."""

from dataclasses import dataclass
from typing import Protocol

from services.notifier.domain.message import Recipient


@dataclass(frozen=True)
class Addressee:
    name: str
    email: str = ""
    phone: str = ""

    @property
    def can_be_mailed(self) -> bool:
        """One plain mailbox: more of RFC 5322's grammar is of no use here, only to an attacker."""
        name, at, domain = self.email.partition("@")
        plain = self.email.isascii() and self.email.isprintable() and not set(self.email) & set(' ,;:<>"()[]\\')
        return bool(name and at and domain) and "@" not in domain and plain


class Directory(Protocol):
    async def find(self, recipient: Recipient) -> Addressee:
        """An empty address where none is known; never fails for somebody unknown."""
        ...
