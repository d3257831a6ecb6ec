"""A table that people open in a spreadsheet: in their language, by the clock of Vietnam."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orchestrator.model.campaign import Finding, MachineStanding
from orchestrator.model.district import Unit
from orchestrator.model.look import Met
from orchestrator.report.finding_view import listed_values
from orchestrator.report.inert import ForPeople, Inert
from orchestrator.report.shown import Shown
from orchestrator.text.area_words import AreaWords, capital
from orchestrator.text.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """Titles and rows, each as long as the titles; columns of `offered` take these words alone."""

    titles: tuple[Inert, ...]
    rows: tuple[tuple[Inert, ...], ...] = field(repr=False)
    offered: Mapping[int, tuple[Inert, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Teller:
    """Says values in the language of a report, inert."""

    say: Catalogue
    people: ForPeople

    @classmethod
    def of(cls, shown: Shown, say: Catalogue) -> "Teller":
        """Return what defangs all that a set of reports shows as listed."""
        met = (value for one in _kept(shown) for value in (one.key.value, *_observed(one)))
        return cls(say, ForPeople.of((*listed_values(shown.result), *met)))

    def titles(self, columns: tuple[str, ...], shown: Shown) -> tuple[Inert, ...]:
        """Return titles of columns; that of the bodies that units lie in is their level."""
        areas = AreaWords.of(unit.unit for unit in shown.result.units)
        named = {"area": capital(areas.word.said(self.say.lang))} if areas else {}
        return tuple(
            self.people.text(named.get(column) or self.say(f"data_column.{column}"))
            for column in columns
        )

    def unit(self, unit: Unit) -> tuple[Inert, Inert, Inert]:
        """Return a unit's code, its name and the body that it lies in."""
        text = self.people.text
        return text(unit.code), text(unit.name), text(unit.ward)

    def time(self, moment: datetime | None) -> Inert:
        """Return date and time in Vietnam, empty for None."""
        return Inert(self.say.moment(moment) if moment else "")

    def count(self, number: float | None) -> Inert:
        """Return a number in digits, as a spreadsheet takes it; empty for None."""
        return Inert("" if number is None else str(round(number)))

    def joined(self, texts: list[str]) -> Inert:
        """Return several texts in one cell."""
        return self.people.text("; ".join(texts))


def _kept(shown: Shown) -> Iterator[Finding]:
    """Yield every finding of a campaign, whosever it is."""
    for unit in shown.judged.units if shown.judged else ():
        yield from unit.findings
        for machine in (*unit.machines, *unit.removed):
            yield from machine.findings


def _observed(one: Finding) -> Iterator[str]:
    return (met.observed for met in one.met)


def findings_of(standing: MachineStanding | None) -> str:
    """Return the numbers of a machine's open findings."""
    return " ".join(one.number for one in standing.open_findings) if standing else ""


def newest(met: tuple[Met, ...]) -> Met:
    """Return the sighting that tells most of a finding: the last one that counts."""
    return next((one for one in reversed(met) if one.counts), met[-1])
