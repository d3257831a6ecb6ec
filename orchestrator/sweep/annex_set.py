"""Forms, sums and letters of all units as files to send; figures, names and letter as they are now.

Not in the room's face: only `annex make` writes them. They are no part of `report`: what is sent is
made when figures are in, not after each sweep, and needs packages that a sweep does not.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.documents.book_contents import BookTitle, TableSheet
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.errors import UsageError
from orchestrator.evidence.opening import FILE
from orchestrator.files import read_bounded
from orchestrator.model.campaign import Judged
from orchestrator.model.district import Authority, Unit
from orchestrator.model.result import Subject, SweepResult
from orchestrator.report import file_names, owner
from orchestrator.report.consolidation import Consolidation, consolidate, consolidate_areas
from orchestrator.report.figures import Figures, count
from orchestrator.report.finding_view import listed_values
from orchestrator.report.form_document import form_document
from orchestrator.report.form_output import FormSheet, form_page, form_sheets
from orchestrator.report.letter_document import letter_document
from orchestrator.report.letter_template import MAX_FILE_BYTES, LetterTemplate, read_template
from orchestrator.report.official_form import (
    OfficialForm,
    consolidated_form,
    unit_official_form,
)
from orchestrator.report.official_letter import (
    MachineFigures,
    OfficialLetter,
    authority_report,
    unit_letter,
)
from orchestrator.report.pages import Pages
from orchestrator.report.shown import Shown
from orchestrator.sweep.campaign_result import kept_at
from orchestrator.sweep.declared_figures import Declared, DeclaredIn
from orchestrator.text.catalogue import Catalogue, catalogue, iso
from orchestrator.text.defang import Defanger
from orchestrator.text.message import say
from orchestrator.text.visible import visible


class AnnexRequest(Struct, frozen=True, kw_only=True):
    """What is asked for: where to, in which language, and a clerk's own templates."""

    folder: Path
    state: Path
    lang: str
    letter: Path | None = None
    report: Path | None = None


class AnnexSet(Struct, frozen=True, kw_only=True):
    """The documents in their folder, what they are sums of, and where the figures are from.

    `asked`: whether they have figures of machines; without any, letters have dots for them.
    """

    written: owner.ReportsWritten
    total: Consolidation
    areas: int
    declared: Declared
    asked: bool


class _Body(Struct, frozen=True, kw_only=True):
    """Everything that documents are made of."""

    authority: Authority
    units: tuple[Unit, ...]
    figures: Mapping[str, Figures] | None  # None where nothing was ever asked
    at: datetime
    own_word: Mapping[str, int]  # of each unit's machines that pass, by their own word alone

    def machines(self, code: str) -> MachineFigures | None:
        """Return the figures of a unit; None where there are none of any."""
        if self.figures is None:
            return None
        own = self.own_word.get(code, 0)
        return MachineFigures(counted=self.figures[code], at=self.at, declared=own)

    def all_machines(self) -> MachineFigures | None:
        """Return the figures of all units together; None where there are none."""
        if self.figures is None:
            return None
        rows = self.figures.values()
        whole = Figures(
            passed=sum(one.passed for one in rows),
            failed=sum(one.failed for one in rows),
            not_assessed=sum(one.not_assessed for one in rows),
        )
        own = sum(self.own_word.values())
        return MachineFigures(counted=whole, at=self.at, declared=own)


class Unasked(Struct, frozen=True, kw_only=True):
    """Nothing was ever asked: there are units and figures of inventories, and none of machines.

    Attributes:
        at: Now (aware).
        authority: Who consolidates, dotted where nobody says.
        units: The units of the inventory, or of the campaign as it was last read.
    """

    at: datetime
    authority: Authority
    units: tuple[Unit, ...]


def kept_or_unasked(state: Path, declared: Declared, at: datetime) -> Shown | Unasked:
    """Return what is kept of all machines, or that nothing was ever asked.

    Args:
        state: The state folder; one that is not there yet has asked nothing.
        declared: What inventories say now.
        at: Now (aware UTC).

    Raises:
        StateError: The folder is damaged.
        UsageError: Nothing was asked, and no inventory is known either.
    """
    campaign: evidence.ScopeInForce | None = None
    if os.path.lexists(state / FILE):
        with closing(evidence.open_store(state, create=False)) as store:
            asked, campaign = bool(store.sweeps()), store.scope_in_force()
        if asked:
            kept = kept_at(state, None)
            return Shown(result=kept.result, judged=kept.judged)
    units = dict(declared.units)
    if campaign is not None and declared.origin is not DeclaredIn.CAMPAIGN:
        units = {unit.code: unit for unit in campaign.scope.units} | units
    authority = declared.authority or (campaign.scope.authority if campaign else declared.dotted)
    if not units or authority is None:
        raise UsageError.one(say("annex_file.no_inventory"), say("annex_file.mend.inventory"))
    return Unasked(at=at, authority=authority, units=tuple(units[code] for code in sorted(units)))


def make_annexes(request: AnnexRequest, known: Shown | Unasked, declared: Declared) -> AnnexSet:
    """Write the documents of all units; they take the place of those before as a whole.

    Args:
        request: Where to, and how.
        known: What is kept of each machine; without it letters have dots for their figures.
        declared: What inventories say now; its units count, though nobody has asked them yet.

    Raises:
        InputError: A template or the folder cannot be used; what was there before stays.
    """
    body, mark, defanger = _made_of(known, declared, request.lang)
    folder = owner.ReportsFolder(
        folder=request.folder, state=request.state, kind=owner.SetKind.ANNEX
    )
    folder.claim()
    words = catalogue(request.lang)
    writer = _Writer(
        body=body,
        say=words,
        defanger=defanger,
        pages=Pages(words, defanger),
        letter=_template(request.letter),
        report=_template(request.report),
    )
    files = tuple(writer.files())
    owned = replace(mark, owner=folder.owner())
    written = folder.put(owned, ((name, (data,)) for name, data in files))
    areas = len(consolidate_areas(body.units))
    total = consolidate(body.units)
    return AnnexSet(
        written=written, total=total, areas=areas, declared=declared, asked=body.figures is not None
    )


def _made_of(
    known: Shown | Unasked, declared: Declared, lang: str
) -> tuple[_Body, owner.SetMark, Defanger]:
    """Return what documents are made of, whose they are, and what is defanged in them."""
    if isinstance(known, Unasked):
        body = _Body(
            authority=known.authority, units=known.units, figures=None, at=known.at, own_word={}
        )
        return body, _mark(lang, known.at), Defanger.of(())
    result = declared.over(known.result)
    if result.subject is not Subject.CONTACT:
        raise UsageError.one(say("annex.no_contact"), say("annex.mend.contact"))
    mark = replace(
        _mark(lang, result.ended_at),
        sweep=result.sweep,
        list=result.list.sha256,
        basis=known.basis,
    )
    return _body(result, declared, known.judged), mark, Defanger.of(listed_values(result))


def _mark(lang: str, at: datetime) -> owner.SetMark:
    kind = owner.SetKind.ANNEX
    return owner.SetMark(owner="", sweep="", at=iso(at), list="", lang=lang, kind=kind, files={})


def made_as_text(
    done: AnnexSet, request: AnnexRequest, words: Catalogue, older: Iterable[str] = ()
) -> Iterator[str]:
    """Yield what a person reads of documents that were made; `older` says how to get newer ones."""
    total, folder = done.total, request.folder
    files, units = len(done.written.paths), total.units
    yield words("annex_made.written", n=files, folder=folder, areas=done.areas, units=units)
    if done.written.carried:
        names = ", ".join(visible(name) for name in done.written.carried)
        yield words("sweep.carried", names=names)
    yield words("annex_status.head", declared=total.whole, submitted=total.submitted, units=units)
    known = len(done.declared.units)
    yield words(f"declared_in.{done.declared.origin}", n=known, units=units)
    yield from older
    if not done.asked:
        yield words("annex_made.unasked", state=request.state)
    yield words("annex_made.next", file=folder / f"{file_names.ANNEX}.docx")


def made_as_json(done: AnnexSet) -> Mapping[str, object]:
    """Return what `annex make --json` prints."""
    return {
        "files": [str(path) for path in done.written.paths],
        "carried": list(done.written.carried),
        "units": done.total.units,
        "declared": done.total.whole,
        "submitted": done.total.submitted,
        "asked": done.asked,
    }


def _body(result: SweepResult, declared: Declared, judged: Judged | None) -> _Body:
    """Return what is known; machines of units that nobody has asked yet were not assessed."""
    asked = {one.unit.code: one for one in result.units}
    units = {code: one.unit for code, one in asked.items()} | {
        code: unit for code, unit in declared.units.items() if code not in asked
    }
    figures = {
        code: count(asked[code].machines)
        if code in asked
        else Figures(not_assessed=declared.machines.get(code, 0))
        for code in units
    }
    ordered = tuple(units[code] for code in sorted(units))
    return _Body(
        authority=result.authority,
        units=ordered,
        figures=figures,
        at=result.ended_at,
        own_word={one.unit.code: one.declared for one in (judged.units if judged else ())},
    )


def _template(path: Path | None) -> LetterTemplate | None:
    if path is None:
        return None
    return read_template(read_bounded(path, MAX_FILE_BYTES), str(path))


class _Writer(Struct, frozen=True, kw_only=True):
    """Makes the files of one set."""

    body: _Body
    say: Catalogue
    defanger: Defanger
    pages: Pages
    letter: LetterTemplate | None
    report: LetterTemplate | None

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield each file by its name: the whole first, then areas, then units."""
        body, say_ = self.body, self.say
        authority, types = body.authority, tuple(unit.type for unit in body.units)
        total = consolidate(body.units)
        whole = consolidated_form(authority, total, types, say_)
        covers = say_("annex_covers.whole", units=total.units, at=self._at)
        yield from self._form(file_names.ANNEX, whole, covers, authority.committee)
        report = authority_report(authority, total, body.all_machines(), say_)
        yield file_names.REPORT_LETTER, self._set(report, self.report)
        areas = consolidate_areas(body.units)
        stems = file_names.stems(unit.code for unit in body.units)
        area_stems = file_names.area_stems((area.within for area in areas), stems)
        for stem, area in zip(area_stems, areas, strict=True):
            form = consolidated_form(authority, area, types, say_)
            covers = say_(
                "annex_covers.part", units=area.units, all=total.units, name=form.name, at=self._at
            )
            yield from self._form(file_names.annex_of(stem), form, covers, authority.committee)
        for unit in body.units:
            stem, form = stems[unit.code], unit_official_form(authority, unit, types, say_)
            covers = say_("annex_covers.unit", all=total.units, at=self._at)
            yield from self._form(file_names.annex_of(stem), form, covers, unit.name)
            letter = unit_letter(authority, unit, body.machines(unit.code), say_)
            yield file_names.letter_of(stem), self._set(letter, self.letter)

    @property
    def _at(self) -> str:
        return self.say.moment(self.body.at)

    def _form(
        self, stem: str, form: OfficialForm, covers: str, creator: str
    ) -> Iterator[tuple[str, bytes]]:
        at, say_ = self.body.at, self.say
        made = form_document(form, creator=creator, at=at, shown=self._shown, say=say_)
        yield f"{stem}.docx", made
        yield f"{stem}.html", form_page(form, covers, self.pages)
        yield f"{stem}.xlsx", self._workbook(form_sheets(form, say_), form, creator)

    def _workbook(self, sheets: tuple[FormSheet, ...], form: OfficialForm, creator: str) -> bytes:
        title = BookTitle(
            title=self._shown(form.name), creator=self._shown(creator), at=self.body.at
        )
        return workbook_bytes([self._sheet(sheet) for sheet in sheets], title=title)

    def _sheet(self, sheet: FormSheet) -> TableSheet:
        rows = tuple(
            tuple(cell if isinstance(cell, int) else self._shown(cell) for cell in row)
            for row in sheet.rows
        )
        return TableSheet(name=sheet.name, header=sheet.header, rows=rows, spare=0, form=True)

    def _set(self, letter: OfficialLetter, template: LetterTemplate | None) -> bytes:
        if template is not None:
            return template.filled(letter, at=self.body.at, shown=self._shown)
        return letter_document(letter, at=self.body.at, shown=self._shown, say=self.say)

    def _shown(self, text: str) -> str:
        return visible(self.defanger.text(text))
