"""One thing wrong with a row, as data: the words for it stand in `text.row_table`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.text.pair import Pair
from orchestrator.text.row_table import ROW_REFUSALS, RowRefusal
from orchestrator.text.visible import visible

_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is refused, with what its words are filled with."""

    why: RowRefusal
    said: Mapping[str, str] = field(default_factory=dict)

    def reason(self, lang: str) -> str:
        """Return why, in words without a full stop (`lang`: `vi` or `en`)."""
        return self._filled(ROW_REFUSALS[self.why].why, lang)

    def mend(self, lang: str) -> str:
        """Return how it is mended, likewise."""
        return self._filled(ROW_REFUSALS[self.why].mend, lang)

    def _filled(self, pair: Pair, lang: str) -> str:
        text = pair.vi if lang == "vi" else pair.en
        return _FIELD.sub(lambda found: visible(self.said[found[1]]), text)


class RowProblemError(ValueError):
    """A cell cannot be taken over."""

    def __init__(self, why: RowRefusal, **said: str) -> None:
        """Keep the doubt."""
        super().__init__(why)
        self.doubt = RowProblem(why, said)
