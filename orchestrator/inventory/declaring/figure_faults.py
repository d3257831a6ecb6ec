"""What can be wrong with a figure, or with a row of figures; `text` has the words."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from orchestrator.errors import Problem
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.visible import visible

_LONGEST = 60
_PARTS = ("why", "mend")


class FigureFault(StrEnum):
    """Why a figure or a row is not taken; closed."""

    NO_UNIT = "no_unit"  # the row names none
    UNKNOWN_UNIT = "unknown_unit"
    OTHER_NAME = "other_name"  # code and name are of two units
    TWICE = "twice"
    NO_NUMBER = "no_number"
    NEGATIVE = "negative"
    TOO_MANY = "too_many"
    NOT_EVALUATING = "not_evaluating"  # section 3 from a unit that does not report it
    TOO_LONG = "too_long"
    OLD_FONT = "old_font"
    BAD_CELL = "bad_cell"  # an error, or a formula that was never worked out


class FigureProblem(Struct, frozen=True, kw_only=True):
    """One thing that is wrong; `column` is its title or option, `text` what stands there."""

    fault: FigureFault
    column: str = ""
    text: str = ""

    def reason(self, words: Catalogue) -> str:
        """Return why, in words without a full stop."""
        return self._said("why", words)

    def mend(self, words: Catalogue) -> str:
        """Return how it is mended, likewise."""
        return self._said("mend", words)

    def problem(self) -> Problem:
        """Return the same of what was typed on the command line."""
        what, mend = (say(f"figure_fault.{self.fault}.{part}", **self._fields) for part in _PARTS)
        return Problem(what=what, mend=mend)

    @property
    def _fields(self) -> Mapping[str, str]:
        text = visible(self.text)
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        return {"column": visible(self.column), "text": short}

    def _said(self, part: str, words: Catalogue) -> str:
        return words(f"figure_fault.{self.fault}.{part}", **self._fields)
