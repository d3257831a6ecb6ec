"""Writing all reports of a judged sweep; same input, same bytes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from orchestrator.model.bodies import Area
from orchestrator.model.campaign import Judged
from orchestrator.model.result import Subject, SweepResult, UnitResult
from orchestrator.report import file_names, findings_csv, machines_csv, owner
from orchestrator.report.annex_view import annex_view
from orchestrator.report.announced_view import announced_words
from orchestrator.report.district_view import AreaPages, DistrictView, area_view, district_view
from orchestrator.report.exchange.wanted import USUAL, FilesWanted
from orchestrator.report.finding_view import listed_values
from orchestrator.report.page_frame import PageFrame, frame, own_listed
from orchestrator.report.pages import Pages
from orchestrator.report.report_json import json_pieces
from orchestrator.report.scope_view import removed_view, scope_view
from orchestrator.report.shown import Shown
from orchestrator.report.standing_view import split
from orchestrator.report.suppressed_view import suppressed_rows
from orchestrator.report.unit_page import unit_page
from orchestrator.text.catalogue import Catalogue, catalogue, iso
from orchestrator.text.defang import Defanger

_FEWEST_AREAS = 2  # of one body alone the overview is the page

Places = Mapping[tuple[Area, ...], Sequence[int]]
"""Where the units of each body stand among all, by the bodies' names."""


def write_reports(
    result: SweepResult,
    folder: Path,
    lang: str = "vi",
    *,
    state: Path,
    judged: Judged | None = None,
    wanted: FilesWanted = USUAL,
) -> owner.ReportsWritten:
    """Write the overview, two pages a unit, the tables and `report.json` into `folder`.

    A sweep that asked nothing about contact has one page a unit, and no table of hits: it feeds
    neither an annex nor an export.

    The set takes the place of the one before as a whole: no page of an earlier sweep stays.
    Nothing is changed unless all of it could be made: each file is written beside the folder as
    soon as it is, so that no two pages are in memory.

    Args:
        result: What is shown of every machine: one sweep, or where all stand.
        folder: Where to; made if need be. What others put into it stays.
        lang: `vi` or `en`.
        state: The state folder of the sweep, which the folder belongs to.
        judged: Where all machines stand, None where the set is of one sweep alone.
        wanted: What was asked for beside the usual files.

    Returns:
        The files, the overview first.

    Raises:
        UsageError: There are no reports in that language, or the folder is somebody else's.
        InputError: The folder cannot be written to; what was reported before stays as it was.
    """
    shown = wanted.read(Shown(result=result, judged=judged))
    say = catalogue(lang)
    reports = owner.ReportsFolder(folder=folder, state=state)
    mark = owner.SetMark(
        owner=reports.owner(),
        sweep=result.sweep,
        at=iso(result.ended_at),
        list=result.list.sha256,
        lang=lang,
        basis=shown.basis,
        files={},
    )
    return reports.put(mark, wanted.files(_files(shown, say), shown, say))


def _files(shown: Shown, say: Catalogue) -> Iterator[tuple[str, Iterable[bytes]]]:
    result = shown.result
    stems = file_names.stems(unit.unit.code for unit in result.units)
    pages = Pages(say, Defanger.of(listed_values(result)))
    places = places_by_area(shown)
    areas_at = file_names.area_pages(places, stems)
    yield file_names.INDEX, (_district(shown, stems, areas_at, pages, say),)
    for within, part in sets_by_area(shown, places):
        yield areas_at[within], (_area(part, shown.basis, stems, pages, say),)
    for unit in result.units:
        stem = stems[unit.unit.code]
        yield file_names.page(stem), (_unit(shown, unit, stem, pages, say),)
        if result.subject is Subject.CONTACT:
            yield file_names.annex_page(stem), (_annex(shown, unit, stem, pages, say),)
    if result.subject is Subject.CONTACT:
        yield file_names.FINDINGS, findings_csv.csv_pieces(shown)
    yield file_names.MACHINES, machines_csv.csv_pieces(shown)
    yield file_names.DOCUMENT, json_pieces(shown)


def places_by_area(shown: Shown) -> Places:
    """Return for each body where its units are among all, by the bodies' names.

    None where all units are of one body, or of the authority itself.
    """
    places: dict[tuple[Area, ...], list[int]] = {}
    for at, unit in enumerate(shown.result.units):
        if unit.unit.within:
            places.setdefault(unit.unit.within, []).append(at)
    ordered = sorted(places, key=lambda areas: [area.name for area in areas])
    return {within: places[within] for within in ordered} if len(places) >= _FEWEST_AREAS else {}


def sets_by_area(shown: Shown, places: Places) -> Iterator[tuple[tuple[Area, ...], Shown]]:
    """Yield each body with what is shown of its units; those of one are in memory at a time."""
    judged = shown.judged
    stands = {one.unit.code: at for at, one in enumerate(judged.units)} if judged else {}
    for within, found in places.items():
        units = tuple(shown.result.units[at] for at in found)
        yield (
            within,
            replace(
                shown,
                result=replace(shown.result, units=units, units_left_out=0),
                judged=judged
                and replace(
                    judged,
                    units=tuple(judged.units[stands[one.unit.code]] for one in units),
                    trend=None,
                ),
            ),
        )


def _district(
    shown: Shown, stems: file_names.Stems, areas_at: AreaPages, pages: Pages, say: Catalogue
) -> bytes:
    framed = frame(shown, say)
    own = tuple(own_listed(shown.result.list, say))
    framed = replace(framed, banners=(*framed.banners, *own))
    return _overview(shown, framed, district_view(shown, stems, areas_at, say), pages, say)


def _area(shown: Shown, basis: str, stems: file_names.Stems, pages: Pages, say: Catalogue) -> bytes:
    """Return the page of one body; like all pages of a set it carries the basis of the whole."""
    framed = replace(frame(shown, say), basis=basis)
    return _overview(shown, framed, area_view(shown, stems, say), pages, say, of_area=True)


def _overview(
    shown: Shown,
    framed: PageFrame,
    page: DistrictView,
    pages: Pages,
    say: Catalogue,
    *,
    of_area: bool = False,
) -> bytes:
    result = shown.result
    view = {
        "result": result,
        "level": result.authority.level.word,
        "frame": framed,
        "page": page,
        "of_area": "yes" if of_area else "",
        "split": split(shown.judged, say) if shown.judged else (),
        "removed": removed_view(shown, (unit.unit.code for unit in result.units), say),
        "scope": scope_view(shown, result.machines, say),
        "suppressed": suppressed_rows(result.machines, say),
        "names": file_names,
    }
    return pages.render("district.html", styles=("page.css",), view=view)


def _unit(shown: Shown, unit: UnitResult, stem: str, pages: Pages, say: Catalogue) -> bytes:
    annex = file_names.annex_page(stem) if shown.result.subject is Subject.CONTACT else ""
    return unit_page(shown, unit, annex, pages, say)


def _annex(shown: Shown, unit: UnitResult, stem: str, pages: Pages, say: Catalogue) -> bytes:
    result = shown.result
    view = {
        "result": result,
        "level": result.authority.level.word,
        "frame": frame(shown, say),
        "page": annex_view(result.authority, unit, shown.types, say),
        "announced": announced_words(shown, unit.unit.code, say),
        "report": file_names.page(stem),
        "names": file_names,
    }
    return pages.render("annex.html", styles=("page.css", "annex.css"), view=view)
