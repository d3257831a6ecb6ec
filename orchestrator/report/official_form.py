"""The letter's form as parts in their order: of one unit, of a ward, of the district.

Pages, documents and sheets are written from the same parts, so all of them say the same.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from msgspec import Struct

from orchestrator.model.bodies import UnitType
from orchestrator.model.district import Authority, Unit
from orchestrator.report.annex_view import (
    AnnexLine,
    annex_form,
    letter_line,
    section_3_note,
)
from orchestrator.report.consolidation import Consolidation, PeopleSum, UnitBlock
from orchestrator.text.catalogue import NOTHING, Catalogue, TextSpan


class FormEntry(Struct, frozen=True, kw_only=True):
    """A label and what stands behind it; None is `dots` dotted lines. A `section` is stressed."""

    label: str
    value: tuple[str, ...] | None
    dots: int = 1
    section: bool = False


class FormHeading(Struct, frozen=True, kw_only=True):
    """The heading of a section that has nothing behind it."""

    text: str


class FormNote(Struct, frozen=True, kw_only=True):
    """A line in italics."""

    text: str


class FormTable(Struct, frozen=True, kw_only=True):
    """A table; the last row is its `total`. Widths are shares of the page's width in percent."""

    title: str
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str | int, ...], ...]
    total: tuple[str | int, ...]


FormPart: TypeAlias = FormEntry | FormHeading | FormNote | FormTable


class OfficialForm(Struct, frozen=True, kw_only=True):
    """A form: its two lines of title, the letter that it came with, and its parts.

    `name` is what files and windows are called by; what is `strong` in `letter` stays together.
    """

    name: str
    word: str
    title: str
    letter: tuple[TextSpan, ...]
    parts: tuple[FormPart, ...]


def unit_official_form(
    authority: Authority, unit: Unit, types: Iterable[UnitType], say: Catalogue
) -> OfficialForm:
    """Return the form of one unit; `types` are those of all units of the authority."""
    form = annex_form(authority, unit, types, say)
    first, *more = form.first
    return OfficialForm(
        name=say("annex.title", name=unit.name),
        word=say("annex.word"),
        title=say("annex.name"),
        letter=form.letter,
        parts=(
            _entry(first, section=True),
            *(_entry(line) for line in more),
            FormHeading(text=say("annex.others")),
            *(_entry(line) for line in form.second),
            _entry(form.evaluation, section=True),
            _entry(form.proposals, section=True),
            *_notes(form.note),
        ),
    )


def consolidated_form(
    authority: Authority, total: Consolidation, types: Iterable[UnitType], say: Catalogue
) -> OfficialForm:
    """Return the form of a body; `types` are those of all units of the authority."""
    name = body_name(authority, total, say)
    evaluates = any(kind.evaluates for kind in types)
    return OfficialForm(
        name=say("consolidated.title", name=name),
        word=say("annex.word"),
        title=say("consolidated.name"),
        letter=letter_line(authority, say),
        parts=(
            FormEntry(label=say("annex.unit"), value=(name,), section=True),
            FormEntry(label=say("annex.scope"), value=(_scope(total, say),)),
            FormEntry(
                label=say("annex.people"),
                value=tuple(_sum_lines(total.people, _silent(total, _people, say), say)),
            ),
            FormHeading(text=say("annex.others")),
            FormEntry(label=say("annex.scope"), value=(say("consolidated.in_tables"),)),
            FormEntry(
                label=say("annex.org_people"),
                value=tuple(_sum_lines(total.org_people, _silent(total, _org_people, say), say)),
            ),
            _evaluations(total, say) if evaluates else FormHeading(text=say("annex.evaluation")),
            _proposals(total, say),
            *_notes(section_3_note(authority, types, say)),
            *(_table(at, block, say) for at, block in enumerate(total.blocks, 1)),
        ),
    )


def body_name(authority: Authority, total: Consolidation, say: Catalogue) -> str:
    """Return what the body of a consolidation is called: the authority's committee, or an area."""
    if not total.within:
        return authority.committee
    area = total.within[-1]
    return area.level.named(area.name, say.lang)


def _entry(line: AnnexLine, *, section: bool = False) -> FormEntry:
    return FormEntry(label=line.label, value=line.value, dots=line.lines, section=section)


def _notes(note: str) -> Iterator[FormNote]:
    if note:
        yield FormNote(text=note)


def _scope(total: Consolidation, say: Catalogue) -> str:
    return say("consolidated.scope", units=total.units, n=total.whole, submitted=total.submitted)


_FEW = 3  # units of a block that are named one by one though none of them declared anything


def _people(block: UnitBlock) -> PeopleSum:
    return block.people


def _org_people(block: UnitBlock) -> PeopleSum:
    return block.org_people


def _silent(
    total: Consolidation, told: Callable[[UnitBlock], PeopleSum], say: Catalogue
) -> tuple[str, ...]:
    """Return who has not declared a number: a silent block as one, its units are in its table."""
    names: list[str] = []
    for block in total.blocks:
        people = told(block)
        if people.declared == 0 and people.units > _FEW:
            kind = block.kind.name.said(say.lang)
            names.append(say("consolidated.whole_block", kind=kind, n=people.units))
        else:
            names.extend(people.missing)
    return tuple(names)


def _sum_lines(people: PeopleSum, silent: tuple[str, ...], say: Catalogue) -> Iterator[str]:
    if people.total is None:
        yield say("consolidated.nothing", units=people.units)
        return
    yield say("consolidated.sum", n=people.total, declared=people.declared, units=people.units)
    if silent:
        yield say("consolidated.missing", names="; ".join(silent))


def _evaluations(total: Consolidation, say: Catalogue) -> FormEntry:
    told = [unit for unit in total.evaluating if unit.annex.evaluation]
    silent = tuple(unit.name for unit in total.evaluating if not unit.annex.evaluation)
    said = [_of_unit(unit.name, unit.annex.evaluation or "", say) for unit in told]
    left = [say("consolidated.missing", names="; ".join(silent))] if silent else []
    return FormEntry(
        label=say("annex.evaluation"), value=(*said, *left) or None, dots=4, section=True
    )


def _proposals(total: Consolidation, say: Catalogue) -> FormEntry:
    said = tuple(_of_unit(one.name, one.annex.proposals or "", say) for one in total.proposing)
    return FormEntry(label=say("annex.proposals"), value=said or None, dots=4, section=True)


def _of_unit(name: str, text: str, say: Catalogue) -> str:
    return say("consolidated.of_unit", name=name, text=" ".join(text.split()))


_COLUMNS = ("number", "unit", "scope", "people", "org_scope", "org_people", "submitted")
_WIDTHS = (6, 24, 19, 12, 17, 11, 11)


def _table(at: int, block: UnitBlock, say: Catalogue) -> FormTable:
    kind = block.kind.name.said(say.lang)
    return FormTable(
        title=say("consolidated.table", at=at, kind=kind, n=len(block.units)),
        header=tuple(say(f"consolidated.column.{column}") for column in _COLUMNS),
        widths=_WIDTHS,
        rows=tuple(_row(n, unit, say) for n, unit in enumerate(block.units, 1)),
        total=(
            "",
            say("consolidated.total"),
            "",
            _total(block.people, say),
            "",
            _total(block.org_people, say),
            say(
                "consolidated.of",
                n=sum(unit.annex.submitted is not None for unit in block.units),
                units=len(block.units),
            ),
        ),
    )


def _row(number: int, unit: Unit, say: Catalogue) -> tuple[str | int, ...]:
    annex, silent = unit.annex, say("consolidated.undeclared")
    return (
        number,
        unit.name,
        annex.scope or silent,
        silent if annex.people is None else annex.people,
        annex.org_scope or silent,
        silent if annex.org_people is None else annex.org_people,
        say.day(annex.submitted.date) if annex.submitted else NOTHING,
    )


def _total(people: PeopleSum, say: Catalogue) -> str:
    """Return a sum with over how many units it is; never a nought for what nobody declared."""
    if people.total is None:
        return say("consolidated.undeclared")
    return say("consolidated.total_of", total=people.total, n=people.declared, units=people.units)
