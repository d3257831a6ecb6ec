"""`annex status`: who declared what, who handed the form in, and who is late.

Not in the room's face: only `annex status` asks.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from orchestrator.errors import ExitCode, UsageError
from orchestrator.model.district import Authority, Unit
from orchestrator.report.annex_view import missing
from orchestrator.report.consolidation import consolidate
from orchestrator.sweep.declared_figures import Declared
from orchestrator.text.catalogue import NOTHING, Catalogue, iso_day
from orchestrator.text.message import say
from orchestrator.text.viet import sort_key
from orchestrator.text.visible import visible


class AnnexStatus(Struct, frozen=True, kw_only=True):
    """Units by name, and the ISO day that it is."""

    authority: Authority | None
    units: tuple[Unit, ...]
    day: str

    @property
    def deadline(self) -> str | None:
        """The day by which forms are due."""
        return self.authority.deadline if self.authority else None

    @property
    def is_past(self) -> bool:
        """Whether that day is over."""
        return self.deadline is not None and self.deadline < self.day

    @property
    def unsubmitted(self) -> tuple[Unit, ...]:
        """The units that have not handed their form in."""
        return tuple(unit for unit in self.units if unit.annex.submitted is None)

    @property
    def exit_code(self) -> ExitCode:
        """Not done while a unit has not handed its form in, or has not declared all of it."""
        open_ = self.unsubmitted or any(map(missing, self.units))
        return ExitCode.INCOMPLETE if open_ else ExitCode.DONE


def annex_status(declared: Declared, now: datetime) -> AnnexStatus:
    """Return how far the annex is, by what inventories say (`now` is aware).

    Raises:
        UsageError: No inventory is known that says anything.
    """
    if not declared.units:
        raise UsageError.one(say("annex_file.no_inventory"), say("annex_file.mend.inventory"))
    units = sorted(declared.units.values(), key=lambda unit: (sort_key(unit.name), unit.code))
    return AnnexStatus(authority=declared.authority, units=tuple(units), day=iso_day(now))


def status_as_text(status: AnnexStatus, words: Catalogue) -> Iterator[str]:
    """Yield the lines that a person reads; everybody who is missing by name."""
    total = consolidate(status.units)
    submitted, units = total.submitted, total.units
    yield words("annex_status.head", declared=total.whole, submitted=submitted, units=units)
    if status.deadline is not None:
        day, late = words.day(status.deadline), len(status.unsubmitted)
        passed = status.is_past and late
        yield words(f"annex_status.{'passed' if passed else 'deadline'}", day=day, n=late)
    yield from _block("lacking_head", _lacking(status, words), words)
    named = (
        words("annex_status.unsubmitted", name=visible(unit.name), code=unit.code)
        for unit in status.unsubmitted
    )
    yield from _block("unsubmitted_head", named, words)
    yield from _block("submitted_head", _handed(status, words), words)


def lacks_of(unit: Unit, words: Catalogue) -> str:
    """Return what a unit has still to declare, in words; empty if nothing."""
    return ", ".join(map(words, missing(unit)))


def status_as_json(status: AnnexStatus) -> Mapping[str, object]:
    """Return what `annex status --json` prints."""
    total = consolidate(status.units)
    return {
        "day": status.day,
        "deadline": status.deadline,
        "overdue": status.is_past and bool(status.unsubmitted),
        "units": total.units,
        "declared": total.whole,
        "submitted": total.submitted,
        "people": {"total": total.people.total, "units": total.people.declared},
        "org_people": {"total": total.org_people.total, "units": total.org_people.declared},
        "each": [_as_json(unit) for unit in status.units],
    }


def _as_json(unit: Unit) -> Mapping[str, object]:
    handed = unit.annex.submitted
    return {
        "code": unit.code,
        "name": unit.name,
        "missing": [key.removeprefix("annex.missing_") for key in missing(unit)],
        "submitted": None if handed is None else handed.date,
        "document": None if handed is None else handed.document,
    }


def _block(head: str, lines: Iterator[str], words: Catalogue) -> Iterator[str]:
    for at, line in enumerate(lines):
        if at == 0:
            yield words(f"annex_status.{head}")
        yield f"  {line}"


def _lacking(status: AnnexStatus, words: Catalogue) -> Iterator[str]:
    for unit in status.units:
        if said := lacks_of(unit, words):
            name = visible(unit.name)
            yield words("annex_status.lacking", name=name, code=unit.code, missing=said)


def _handed(status: AnnexStatus, words: Catalogue) -> Iterator[str]:
    for unit in status.units:
        if (handed := unit.annex.submitted) is not None:
            yield words(
                "annex_status.handed",
                name=visible(unit.name),
                code=unit.code,
                day=words.day(handed.date),
                document=visible(handed.document or NOTHING),
            )
