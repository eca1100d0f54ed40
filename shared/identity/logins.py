"""What a login may be."""

import re

from shared.widths import LOGIN

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]*", re.ASCII)


def canonical(login: str) -> str:
    """Logins do not depend on case, nor on spaces a keyboard added."""
    return login.strip().casefold()


def is_login(login: str) -> bool:
    return len(login := canonical(login)) <= LOGIN and _LOGIN.fullmatch(login) is not None
