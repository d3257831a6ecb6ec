"""What goes wrong once asking has begun: it is not as if nothing had been sent or written."""

from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.errors import Problem, StateError, UnwrittenError
from orchestrator.text.message import say


@contextmanager
def machines_asked() -> Iterator[None]:
    """Let a state folder that cannot be read end as what it is once asking has begun.

    Raises:
        UnwrittenError: It cannot be: the problems of the StateError, and what is kept.
    """
    try:
        yield
    except UnwrittenError:
        raise
    except StateError as error:
        kept = Problem(what=say("store.kept_before"), mend=say("store.mend.then_resume"))
        raise UnwrittenError((*error.problems, kept)) from error
