"""The letter's annex form of a unit: what it declared, and dotted lines for the rest."""

import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.model.bodies import UnitType
from orchestrator.model.district import Annex, Authority, Letter, Unit
from orchestrator.model.result import UnitResult
from orchestrator.report.figures import Figures, count
from orchestrator.text.catalogue import Catalogue, TextSpan
from orchestrator.text.viet import sort_key

_ABBREVIATED = (("Ủy ban nhân dân", "UBND"), ("Uỷ ban nhân dân", "UBND"))


class AnnexLine(Struct, frozen=True, kw_only=True):
    """One line of the form; None is a dotted line. A declared text may have several lines."""

    label: str
    value: tuple[str, ...] | None
    lines: int = 1  # how many dotted lines stand where nothing was declared


class AnnexForm(Struct, frozen=True, kw_only=True):
    """The form of one unit, whatever it is written to: a page, a document, a sheet.

    Attributes:
        unit: Whose it is.
        letter: The line that names the letter; what is `strong` in it may not be broken.
        first: Section 1.
        second: Section 2, below its heading.
        evaluation: Section 3.
        proposals: Section 4.
        note: Who fills in section 3; empty where nobody does.
    """

    unit: Unit
    letter: tuple[TextSpan, ...]
    first: tuple[AnnexLine, ...]
    second: tuple[AnnexLine, ...]
    evaluation: AnnexLine
    proposals: AnnexLine
    note: str


class AnnexView(Struct, frozen=True, kw_only=True):
    """The form, and what the sweep can suggest for it (shown, never filled in)."""

    unit: Unit
    form: AnnexForm
    figures: Figures
    rooms: int


def annex_view(
    authority: Authority, result: UnitResult, types: Iterable[UnitType], say: Catalogue
) -> AnnexView:
    """Return the page of one unit; `types` are those of all units of the authority."""
    return AnnexView(
        unit=result.unit,
        form=annex_form(authority, result.unit, types, say),
        figures=count(result.machines),
        rooms=len({row.scope.room for row in result.machines_in_scope if row.scope.room}),
    )


def annex_form(
    authority: Authority, unit: Unit, types: Iterable[UnitType], say: Catalogue
) -> AnnexForm:
    """Return the form of one unit; `types` are those of all units of the authority."""
    annex = unit.annex
    return AnnexForm(
        unit=unit,
        letter=letter_line(authority, say),
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
        note=section_3_note(authority, types, say),
    )


def section_3_note(authority: Authority, types: Iterable[UnitType], say: Catalogue) -> str:
    """Return who fills in section 3: as the letter's form says it, else the types that do."""
    if authority.level.annex_note is not None:
        wards = authority.letter.wards
        said = _FEW if wards is None else say.number(wards)
        return authority.level.annex_note.said(say.lang).replace("{wards}", said)
    names = sorted({kind.name.said(say.lang) for kind in types if kind.evaluates}, key=sort_key)
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
    bare = replace(unit.annex, declared=None, submitted=None)
    return "declared.no" if bare == Annex() else "declared.partly"


# What nobody has said is left for the clerk to write in.
_FEW, _SOME, _MANY = "......", "........", "............"
_MONTH = re.compile(r"(?:(?P<year>\d{4})(?:-(?P<month>0?[1-9]|1[0-2]))?)")
_TWO_DIGITS = 2  # months 1 and 2 are written with a nought (Nghị định 30/2020/NĐ-CP)


def letter_line(authority: Authority, say: Catalogue) -> tuple[TextSpan, ...]:
    """Return the line that names the letter; number and day are `strong`: they stay together."""
    issuer = authority.committee
    for long, short in _ABBREVIATED:
        issuer = issuer.replace(long, short)
    number, day = letter_number(authority.letter), letter_day(authority.letter, say)
    return say.rich("annex.letter", number=number, day=day, issuer=issuer)


def letter_number(letter: Letter) -> str:
    """Return number and symbol of the letter; dots for what is not known of them."""
    number = letter.number or ""
    return f"{_MANY}{number}" if not number or number.startswith("/") else number


def letter_day(letter: Letter, say: Catalogue) -> str:
    """Return the letter's day as it is printed; dots for what is not known of it."""
    if not letter.date:
        return f"{_SOME}/{_SOME}/{_MANY}"
    if (known := _MONTH.fullmatch(letter.date)) is None:
        return say.day(letter.date)
    month = int(known["month"] or 0)
    said = f"{month:02}" if month <= _TWO_DIGITS else str(month)
    return f"{_SOME}/{said if month else _SOME}/{known['year']}"


def _text(text: str | None) -> tuple[str, ...] | None:
    return tuple(text.splitlines()) if text else None


def _number(number: int | None, say: Catalogue) -> tuple[str, ...] | None:
    return None if number is None else (say.number(number),)
