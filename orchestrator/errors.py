"""Every error that may leave the program, and the exit code that each one carries.

    OrchestratorError            1   a fault of ours
    └── InputError               2   something a person wrote is wrong; carries every problem found
        ├── UsageError               the command line
        ├── InventoryError           an inventory, its variables, a pattern
        ├── PlaybookError            a playbook
        ├── CampaignError            a campaign file
        ├── ListError                a list of indicators
        ├── VaultError               a vaulted value or file, or its password
        └── StateError               the state folder, an unknown sweep
            ├── BusyError            another process writes to the state folder
            └── UnwrittenError   5   it ran, and not all of it could be kept or put in its place

What befalls a machine is no error: after the edge of `transport` it is data (`model.outcome`).
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar, Self

from msgspec import Struct

PROGRAMS = frozenset({"chmod", "keyring", "orchestrator", "pip"})  # a mend may begin with one


class ExitCode(IntEnum):
    """How the program ends; of two that fit, a command says which one wins."""

    DONE = 0  # a sweep: all selected machines are assessed and compliant
    FAULT = 1  # ours, with a traceback
    BAD_INPUT = 2  # usage, inventory, playbook or list: nothing was sent, nothing written
    FOUND = 3  # a machine that does not comply, a listed value, a difference
    INCOMPLETE = 4  # not all is assessed, askable, taken in or beyond doubt
    UNWRITTEN = 5  # it ran, and state or reports could not be written; what is kept is said
    HUNG_UP = 129
    INTERRUPTED = 130
    TERMINATED = 143


class Place(Struct, frozen=True, kw_only=True):
    """Where in a file something stands; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Return `file:line:column`, the form that editors jump to."""
        return f"{self.file}:{self.line}:{self.column}"


class Problem(Struct, frozen=True, kw_only=True):
    """One thing wrong with what a person wrote: where, what, and how to mend it.

    To mend is what a person does to what they wrote; what is done about a machine that cannot be
    asked is its remedy.
    """

    place: Place | None = None
    what: str
    mend: str = ""

    def __str__(self) -> str:
        """Return `file:line:column: what. How to mend it.` on one line."""
        where = f"{self.place}: " if self.place else ""
        said = f"{where}{_sentence(self.what)}"
        return f"{said} {_sentence(_capital(self.mend))}" if self.mend else said


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!")) else f"{text.rstrip('.')}."


def _capital(mend: str) -> str:
    # After a full stop prose begins with a capital; what is typed as it stands keeps its letters.
    first = mend.partition(" ")[0].rstrip(",:;?!")
    if first in PROGRAMS or not first.isalpha():
        return mend
    return mend[0].upper() + mend[1:]


class OrchestratorError(Exception):
    """Base of all errors of this program."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAULT


class InputError(OrchestratorError):
    """What a person wrote cannot be used.

    Args:
        problems: Everything found wrong, in the order of the files; at least one.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems; the message is one problem a line."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def one(cls, what: str, mend: str = "", place: Place | None = None) -> Self:
        """Return the error for a single problem."""
        return cls((Problem(place=place, what=what, mend=mend),))


class UsageError(InputError):
    """The command line asks for something that cannot be done."""


class InventoryError(InputError):
    """An inventory, its variables or a pattern over it cannot be used."""


class PlaybookError(InputError):
    """A playbook cannot be used."""


class CampaignError(InputError):
    """A campaign file cannot be used."""


class ListError(InputError):
    """A list of indicators cannot be used, or nothing of it is left."""


class VaultError(InputError):
    """A vaulted value or file cannot be opened, or its password cannot be had."""


class StateError(InputError):
    """The state folder cannot be used, or does not know the sweep."""


class BusyError(StateError):
    """Another process writes to the state folder; nothing is wrong with it."""


class UnwrittenError(StateError):
    """It ran, and something of it could not be written; the text says what is kept."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNWRITTEN
