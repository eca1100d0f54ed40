"""The object store's failures as the operating system's, so that nobody above has to know the library."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError

NO_SPACE = f"os error {errno.ENOSPC}"


class FilesAway(ConnectionError):  # noqa: N818  a state, not a mistake
    """The store does not answer, or refuses: worth trying again later."""


@contextmanager
def as_os_errors() -> Iterator[None]:
    """FileNotFoundError stays; a full disk becomes OSError with ENOSPC, the rest FilesAway."""
    try:
        yield
    except (BaseError, OSError) as error:
        # The library's writer raises a bare OSError without a number; one that has a number says enough itself.
        if isinstance(error, OSError) and (error.errno is not None or type(error) is not OSError):
            raise
        if NO_SPACE in str(error):
            raise OSError(errno.ENOSPC, "No space left on device") from error
        raise FilesAway("the file store does not answer") from error
