"""From where somebody signs in: what slows down guessing, and what the account's page tells of a session."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visit:
    source: str = ""
    """The client's address; of IPv6 the network, which one household has."""
    device: str = ""
    """The secret of a device on which somebody has signed in before; empty where it has none."""
    agent: str = ""
    """What the browser calls itself."""


ANYWHERE = Visit()
