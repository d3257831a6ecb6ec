"""The page of a unit, and of one of its machines alone for who sits at it."""

from msgspec.structs import replace

from orchestrator.errors import UsageError
from orchestrator.model.result import MachineResult, UnitResult, UnitVerdict, Verdict
from orchestrator.report import file_names
from orchestrator.report.announced_view import announced_words
from orchestrator.report.finding_view import listed_values
from orchestrator.report.page_frame import frame
from orchestrator.report.pages import Pages
from orchestrator.report.reading_order import in_order
from orchestrator.report.scope_view import removed_view, scope_view
from orchestrator.report.shown import Shown
from orchestrator.report.suppressed_view import suppressed_rows
from orchestrator.report.unit_view import unit_view
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import Defanger
from orchestrator.text.message import say as message
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.viet import sort_key
from orchestrator.text.visible import visible

_ALONE = {Verdict.PASS: UnitVerdict.PASS, Verdict.FAIL: UnitVerdict.FAIL}


def unit_page(
    shown: Shown, unit: UnitResult, annex: str, pages: Pages, say: Catalogue, again: str = ""
) -> bytes:
    """Return the page of a unit.

    Args:
        shown: What is shown.
        unit: Which unit.
        annex: The name of the file with its annex form, empty where there is none.
        pages: What renders it.
        say: The words.
        again: The command that looks at its one machine again, of a page about one machine.
    """
    result, unit = shown.result, in_order(unit)
    view = {
        "result": result,
        "level": result.authority.level.word,
        "frame": frame(shown, say),
        "page": unit_view(shown, unit, annex, say),
        "standing": shown.findings_of(unit.unit.code, say),
        "removed": removed_view(shown, (unit.unit.code,), say),
        "announced": announced_words(shown, unit.unit.code, say),
        "scope": scope_view(shown, unit.machines, say),
        "suppressed": suppressed_rows(unit.machines, say),
        "names": file_names,
        "again": again,
    }
    return pages.render("unit.html", styles=("page.css",), view=view)


def machine_page(shown: Shown, given: str, again: str, say: Catalogue) -> bytes:
    """Return the page of one machine: its unit's page over that machine alone.

    Args:
        shown: What is shown of all.
        given: `MACHINE`, or `UNIT/MACHINE` where several units have one of that name.
        again: The command that looks at it again.
        say: The words.

    Raises:
        UsageError: There is no such machine, or there are several.
    """
    code, machine = _meant(shown, given)
    alone = _narrowed(shown, code, machine)
    pages = Pages(say, Defanger.of(listed_values(alone.result)))
    return unit_page(alone, alone.result.units[0], "", pages, say, again)


def _meant(shown: Shown, given: str) -> tuple[str, MachineResult]:
    unit, _, name = given.rpartition("/")
    places = {
        f"{one.unit.code}/{machine.scope.machine}": (one.unit.code, machine)
        for one in shown.result.units
        for machine in one.machines
    }
    found = {
        place: row
        for place, row in places.items()
        if row[1].scope.machine == name and unit in ("", row[0])
    }
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        mend = message("mend.one_of", words=", ".join(sorted(found, key=sort_key)))
    elif meant := did_you_mean(given, (*places, *(m.scope.machine for _, m in places.values()))):
        mend = message("mend.did_you_mean", meant=meant)
    else:
        mend = message("mend.graph")
    raise UsageError.one(message("reports.no_machine", name=visible(given)), mend)


def _narrowed(shown: Shown, code: str, machine: MachineResult) -> Shown:
    """Return what is shown of one machine; its unit has its verdict."""
    verdict = _ALONE.get(machine.verdict, UnitVerdict.INSUFFICIENT)
    unit = next(one for one in shown.units_by_code() if one.unit.code == code)
    alone = replace(unit, machines=(machine,), verdict=verdict)
    result = replace(shown.result, units=(alone,), units_left_out=0)
    standing = shown.standing(machine)
    if shown.judged is None or standing is None:
        return replace(shown, result=result)
    whole = next(one for one in shown.judged.units if one.unit.code == code)
    stands = replace(whole, machines=(standing,), removed=(), findings=(), verdict=verdict)
    return replace(shown, result=result, judged=replace(shown.judged, units=(stands,)))
