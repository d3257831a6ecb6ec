"""What a sweep says of machines, as columns of text."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns to be written.

    Attributes:
        titles: Their titles.
        by_machine: What they say of a machine, by its name in lower case.
        unknown: What they say of a machine that the sweep did not know.
        verdicts: All that the first of them may say.
    """

    titles: tuple[str, ...]
    by_machine: Mapping[str, tuple[str, ...]] = field(repr=False)
    unknown: tuple[str, ...]
    verdicts: tuple[str, ...] = ()

    def of(self, machine: str) -> tuple[str, ...]:
        """Return what they say of a machine."""
        return self.by_machine.get(machine.casefold(), self.unknown)
