"""An expression that was understood, as `expressions` makes it and `templating` uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One expression or text, ready to be evaluated many times; `names` are its variables."""

    names: frozenset[str]
    evaluate: Evaluate
