"""Everything wrong with what a person wrote, gathered so that one run can show it all."""

from collections.abc import Collection, Iterable, Iterator

from orchestrator.errors import Place, Problem
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean


class Problems:
    """Collects problems in the order in which they are met; true if there is one."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        """Start with what is known already, such as what a file's reader found."""
        self._problems = list(problems)

    def __iter__(self) -> Iterator[Problem]:
        """Iterate over the problems as they were met."""
        return iter(self._problems)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._problems)

    def add(self, place: Place | None, what: str, mend: str = "") -> None:
        """Note one problem."""
        self._problems.append(Problem(place=place, what=what, mend=mend))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note problems that were found elsewhere."""
        self._problems.extend(problems)

    def unknown(self, place: Place, what: str, word: str, known: Collection[str]) -> None:
        """Note a word that is not known, with the nearest one or all that there are."""
        if meant := did_you_mean(word, known):
            mend = say("mend.did_you_mean", meant=meant)
        elif known:
            mend = say("mend.one_of", words=", ".join(known))
        else:
            mend = say("mend.takes_none")
        self.add(place, what, mend)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by file, line and column."""
    return tuple(sorted(problems, key=_position))


def _position(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)
