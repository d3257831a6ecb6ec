"""One thing wrong with a row, as data: the words for it stand in the catalogue of rows."""

from collections.abc import Mapping

from msgspec import Struct, field

from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible


class RowProblem(Struct, frozen=True):
    """Why a row is refused, with what its words are filled with."""

    why: RowRefusal
    said: Mapping[str, str] = field(default_factory=dict)

    def reason(self, lang: str) -> str:
        """Return why, in words without a full stop (`lang`: `vi` or `en`)."""
        return self._filled("why", lang)

    def mend(self, lang: str) -> str:
        """Return how it is mended, likewise."""
        return self._filled("mend", lang)

    def _filled(self, part: str, lang: str) -> str:
        shown = {name: visible(text) for name, text in self.said.items()}
        return Catalogue(lang)(f"row.{self.why}.{part}", **shown)


class RowProblemError(ValueError):
    """A cell cannot be taken over."""

    def __init__(self, why: RowRefusal, **said: str) -> None:
        """Keep the doubt."""
        super().__init__(why)
        self.doubt = RowProblem(why, said)
