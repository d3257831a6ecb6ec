"""The letter's annex form of a unit: what it declared, and dotted lines for the rest."""

from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator.model.bodies import UnitType
from orchestrator.model.district import Annex, Authority, Unit
from orchestrator.model.result import UnitResult
from orchestrator.report.figures import Figures, count
from orchestrator.text.catalogue import Catalogue

_ABBREVIATED = (("Ủy ban nhân dân", "UBND"), ("Uỷ ban nhân dân", "UBND"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexLine:
    """One line of the form; None is a dotted line. A declared text may have several lines."""

    label: str
    value: tuple[str, ...] | None
    lines: int = 1  # how many dotted lines stand where nothing was declared


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexView:
    """The form, and what the sweep can suggest for it (shown, never filled in)."""

    unit: Unit
    letter: str
    first: tuple[AnnexLine, ...]
    second: tuple[AnnexLine, ...]
    evaluation: AnnexLine
    proposals: AnnexLine
    note: str
    figures: Figures
    rooms: int


def annex_view(
    authority: Authority, result: UnitResult, types: Iterable[UnitType], say: Catalogue
) -> AnnexView:
    """Return the form of one unit; `types` are those of all units of the authority."""
    unit, annex = result.unit, result.unit.annex
    return AnnexView(
        unit=unit,
        letter=_letter(authority, say),
        first=(
            AnnexLine(label=say("annex.unit"), value=(unit.name,)),
            AnnexLine(label=say("annex.scope"), value=_text(annex.scope)),
            AnnexLine(label=say("annex.people"), value=_number(annex.people, say)),
        ),
        second=(
            AnnexLine(label=say("annex.scope"), value=_text(annex.org_scope)),
            AnnexLine(label=say("annex.org_people"), value=_number(annex.org_people, say)),
        ),
        evaluation=AnnexLine(
            label=say("annex.evaluation"),
            value=_text(annex.evaluation) if unit.type.evaluates else None,
            lines=4 if unit.type.evaluates else 2,
        ),
        proposals=AnnexLine(label=say("annex.proposals"), value=_text(annex.proposals), lines=4),
        note=_note(authority, types, say),
        figures=count(result.machines),
        rooms=len({row.scope.room for row in result.machines_in_scope if row.scope.room}),
    )


def _note(authority: Authority, types: Iterable[UnitType], say: Catalogue) -> str:
    """Return who fills in section 3: as the letter's form says it, else the types that do."""
    if authority.level.annex_note is not None:
        return authority.level.annex_note.said(say.lang)
    names = sorted({kind.name.said(say.lang) for kind in types if kind.evaluates})
    return say("annex.note", types=", ".join(names)) if names else ""


def missing(unit: Unit) -> tuple[str, ...]:
    """Return the catalogue ids of what the unit must still declare."""
    annex = unit.annex
    wanted = {"annex.missing_scope": annex.scope, "annex.missing_people": annex.people}
    if unit.type.evaluates:
        wanted["annex.missing_evaluation"] = annex.evaluation
    return tuple(key for key, value in wanted.items() if value is None)


def declared(unit: Unit) -> str:
    """Return the catalogue id that says how much of the form the unit has declared."""
    if not missing(unit):
        return "declared.yes"
    return "declared.no" if unit.annex == Annex() else "declared.partly"


# As the letter's own form has them: number and day are left for the clerk to write in.
_OF_LETTER = ("............/UBND-VHTT", "......../9/2022")
_OF_ANY = ("............", "......../......../............")


def _letter(authority: Authority, say: Catalogue) -> str:
    issuer = authority.committee
    for long, short in _ABBREVIATED:
        issuer = issuer.replace(long, short)
    letter = authority.letter
    number, day = _OF_LETTER if authority.level.annex_note else _OF_ANY
    return say(
        "annex.letter",
        number=letter.number or number,
        day=say.day(letter.date) if letter.date else day,
        issuer=issuer,
    )


def _text(text: str | None) -> tuple[str, ...] | None:
    return tuple(text.splitlines()) if text else None


def _number(number: int | None, say: Catalogue) -> tuple[str, ...] | None:
    return None if number is None else (say.number(number),)
