"""The columns of the workbook that units fill their figures into."""

from collections.abc import Mapping
from enum import StrEnum

from orchestrator.inventory.declaring.figure_values import FigureField
from orchestrator.inventory.reading.folded_text import title_key
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.topics import LANGUAGES


class FigureColumn(StrEnum):
    """A column of the workbook; closed. The first four are grey: they say whose the row is."""

    CODE = "code"
    UNIT = "unit"
    AREA = "area"
    KIND = "kind"
    SCOPE = "scope"
    PEOPLE = "people"
    ORG_SCOPE = "org_scope"
    ORG_PEOPLE = "org_people"
    EVALUATION = "evaluation"
    PROPOSALS = "proposals"


GREY = (FigureColumn.CODE, FigureColumn.UNIT, FigureColumn.AREA, FigureColumn.KIND)
FIGURES: Mapping[FigureColumn, FigureField] = {
    FigureColumn(field.value): field for field in FigureField
}


def titles(words: Catalogue) -> Mapping[FigureColumn, str]:
    """Return the title of each column, in their order."""
    return {column: words.word("figure_column", column) for column in FigureColumn}


def column_of(title: str) -> FigureColumn | None:
    """Return which column a title is, in either language and with or without accents."""
    key = title_key(title)
    for lang in LANGUAGES:
        for column, said in titles(catalogue(lang)).items():
            if title_key(said) == key:
                return column
    return None
