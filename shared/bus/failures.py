"""Two kinds of failure, decided where the knowledge is. Anything else a handler raises counts as temporary."""


class TemporaryFailure(Exception):  # noqa: N818  the field's word
    """Trying again later may help: the message goes up the retry ladder."""


class PermanentFailure(Exception):  # noqa: N818  the field's word
    """Trying again cannot help: the message becomes a dead letter at once, with this reason."""
