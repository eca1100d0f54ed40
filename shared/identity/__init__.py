"""Who somebody is, and what they may do. All services call these functions; none touches the tables."""

from shared.identity.account import Account, Person, Role
from shared.identity.interface import Identity

__all__ = ["Account", "Identity", "Person", "Role"]
