"""What of a list passed the guards: a word for each value, not an object."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice

from orchestrator.ioc.entries import Entries, Entry
from orchestrator.ioc.guard import Passed
from orchestrator.ioc.values import Value
from orchestrator.model.indicator import Kind, Unused


@dataclass(frozen=True, slots=True)
class Judged:
    """The entries of a list that passed the guards, made anew each time somebody asks."""

    entries: Entries
    judged: Sequence[Passed | Unused] = field(repr=False)

    def __iter__(self) -> Iterator[tuple[Entry, Passed]]:
        """Yield each with how far it reaches, in the order of the list."""
        for entry, judged in zip(self.entries, self.judged, strict=True):
            if isinstance(judged, Passed):
                yield entry, judged

    def distinct(self) -> int:
        """Count the distinct values that passed."""
        found: dict[Kind, set[str | Value]] = {kind: set() for kind in Kind}
        judged = iter(self.judged)
        for part in self.entries.parts:
            if isinstance(part, Entry):
                if isinstance(next(judged), Passed):
                    found[part.value.kind].add(part.value if part.value.port else part.value.text)
                continue
            passed = [isinstance(one, Passed) for one in islice(judged, len(part.values))]
            found[part.kind].update(compress(part.values, passed))
        return sum(map(len, found.values()))

    def __bool__(self) -> bool:
        """Whether any entry passed."""
        return any(isinstance(judged, Passed) for judged in self.judged)
