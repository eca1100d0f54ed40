"""Why an act on a submission is refused, apart from mistakes in what was sent."""


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not an accident
    """In Chinese, for the person who asked."""


class NotAllowed(Refusal):
    """This account may not do it at all. `field` is what it asked for in vain, where it was a field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotFound(Refusal):
    """There is none, or it is another unit's: the two are not told apart."""


class KeyReused(Refusal):
    """The same key came with other content before."""


class Stale(Refusal):
    """Somebody was quicker: the revision that was read is no longer the newest."""


class TooMany(Refusal):
    """More than a unit sends in an hour: a program that runs wild, most likely."""


class Closed(Refusal):
    """Withdrawn or rejected: it takes no further revision."""
