"""What a login may be."""

import re

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)


def canonical(login: str) -> str:
    """Logins do not depend on case, nor on spaces a keyboard added."""
    return login.strip().casefold()


def is_login(login: str) -> bool:
    return LOGIN.fullmatch(canonical(login)) is not None
