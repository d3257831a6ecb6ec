"""The figures of the form from texts as people type them."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec.structs import replace

from orchestrator.inventory.declaring.figure_faults import FigureFault, FigureProblem
from orchestrator.inventory.district.declared import MOST_PEOPLE
from orchestrator.model.bodies import UnitType
from orchestrator.model.district import Annex
from orchestrator.text.viet import nfc


class FigureField(StrEnum):
    """What a unit declares, by its name in inventories; closed."""

    SCOPE = "scope"
    PEOPLE = "people"
    ORG_SCOPE = "org_scope"
    ORG_PEOPLE = "org_people"
    EVALUATION = "evaluation"
    PROPOSALS = "proposals"


Figures: TypeAlias = Mapping[FigureField, str | int]
COUNTS = (FigureField.PEOPLE, FigureField.ORG_PEOPLE)

_GROUPED = re.compile(r"[0-9]{1,3}(?:[. \u00a0,][0-9]{3})+")
_LONGEST = 4000  # letters of a text; a page has some 3,000


def figures_of(
    cells: Mapping[FigureField, str], kind: UnitType, titles: Mapping[FigureField, str]
) -> Figures | tuple[FigureProblem, ...]:
    """Return figures, or everything that is wrong with them.

    Args:
        cells: What was typed; empty ones are left out.
        kind: The unit's type.
        titles: What each figure is called where it was typed, for messages.
    """
    read = {name: _figure(name, text, kind) for name, text in cells.items() if text.strip()}
    problems = tuple(
        FigureProblem(fault=value, column=titles[name], text=cells[name])
        for name, value in read.items()
        if isinstance(value, FigureFault)
    )
    figures = {name: value for name, value in read.items() if not isinstance(value, FigureFault)}
    return problems or figures


def _figure(name: FigureField, text: str, kind: UnitType) -> str | int | FigureFault:
    if name in COUNTS:
        return _people(text, MOST_PEOPLE[name])
    if name is FigureField.EVALUATION and not kind.evaluates:
        return FigureFault.NOT_EVALUATING
    lines = (" ".join(line.split()) for line in nfc(text).splitlines())
    joined = "\n".join(line for line in lines if line)
    return FigureFault.TOO_LONG if len(joined) > _LONGEST else joined


def _people(text: str, most: int) -> int | FigureFault:
    """Return a number of people; thousands may be marked, and nothing is rounded or guessed."""
    word = text.strip()
    if re.fullmatch(r"[-\u2212\u2013]\s*[0-9][0-9., ]*", word):
        return FigureFault.NEGATIVE
    digits = re.sub(r"[^0-9]", "", word) if _GROUPED.fullmatch(word) else word
    if not re.fullmatch(r"[0-9]+", digits):
        return FigureFault.NO_NUMBER
    if len(digits.lstrip("0")) > len(str(most)) or int(digits) > most:
        return FigureFault.TOO_MANY
    return int(digits)


def changed(figures: Figures, annex: Annex) -> Figures:
    """Return those of the figures that a unit has not declared so already."""
    return {name: value for name, value in figures.items() if getattr(annex, name) != value}


def with_figures(annex: Annex, figures: Figures) -> Annex:
    """Return what a unit declares with figures in the place of those of before."""
    texts = {name: value for name, value in figures.items() if isinstance(value, str)}
    counts = {name: value for name, value in figures.items() if isinstance(value, int)}
    return replace(
        annex,
        scope=texts.get(FigureField.SCOPE, annex.scope),
        people=counts.get(FigureField.PEOPLE, annex.people),
        org_scope=texts.get(FigureField.ORG_SCOPE, annex.org_scope),
        org_people=counts.get(FigureField.ORG_PEOPLE, annex.org_people),
        evaluation=texts.get(FigureField.EVALUATION, annex.evaluation),
        proposals=texts.get(FigureField.PROPOSALS, annex.proposals),
    )
