"""What goes wrong once asking has begun: it is not as if nothing had been sent or written."""

from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.errors import StateError, UnwrittenError


@contextmanager
def machines_asked() -> Iterator[None]:
    """Let a state folder that cannot be read end as what it is once asking has begun.

    Raises:
        UnwrittenError: It cannot be; the problems are those of the StateError.
    """
    try:
        yield
    except UnwrittenError:
        raise
    except StateError as error:
        raise UnwrittenError(error.problems) from error
