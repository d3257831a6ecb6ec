"""An expression that was understood, and what is wrong with a value of no place yet."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from orchestrator.errors import Place, Problem


class BadValueError(Exception):
    """One value that cannot be used; whoever knows its place turns it into a Problem.

    Args:
        what: What is wrong, without the value of any variable (it may be a password).
        mend: What to write instead.
    """

    def __init__(self, what: str, mend: str = "") -> None:
        """Keep both sentences."""
        super().__init__(what)
        self.what = what
        self.mend = mend

    def at(self, place: Place | None) -> Problem:
        """Return the problem at that place."""
        return Problem(place=place, what=self.what, mend=self.mend)


class Evaluate(Protocol):
    """Works one expression out."""

    def __call__(self, values: Mapping[str, object], missing: Mapping[str, str], /) -> object:
        """Return the value: plain data, measured.

        Args:
            values: The variables that have a value.
            missing: Why each of the others has none; only using one is an error.

        Raises:
            BadValueError: A missing variable, an operation that these values do not allow, a
                result too large or no data, a secret put together with anything.
        """
        ...


class Compiled(Struct, frozen=True, kw_only=True):
    """One expression or text, ready to be evaluated many times; `names` are its variables."""

    names: frozenset[str]
    evaluate: Evaluate
