"""A table that people open in a spreadsheet: in their language, by the clock of Vietnam."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct, field

from orchestrator.documents.book_contents import BookTitle, Choice, TableSheet
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.model.campaign import Finding, MachineStanding
from orchestrator.model.district import Unit
from orchestrator.model.look import Met
from orchestrator.report.finding_view import listed_values
from orchestrator.report.inert import EMPTY, ForPeople, Inert, raw
from orchestrator.report.shown import Shown
from orchestrator.text.area_words import AreaWords, capital
from orchestrator.text.catalogue import Catalogue


class DataTable(Struct, frozen=True, kw_only=True):
    """Titles and rows, each as long as the titles; columns of `offered` take these words alone."""

    titles: tuple[Inert, ...]
    rows: tuple[tuple[Inert, ...], ...]
    offered: Mapping[int, tuple[Inert, ...]] = field(default_factory=dict)


def workbook(table: DataTable, name: str, shown: Shown, say: Catalogue) -> bytes:
    """Return a table as a workbook.

    Args:
        table: Its rows.
        name: What its sheet is called.
        shown: The set of reports that it belongs to.
        say: The texts.
    """
    result = shown.result
    choices = {column: Choice(values=words) for column, words in table.offered.items()}
    sheet = TableSheet(name=name, header=table.titles, rows=table.rows, choices=choices, spare=0)
    at, campaign = say.moment(result.ended_at), result.authority.campaign
    title = BookTitle(
        title=raw(say("data_sheet.title", what=name, campaign=campaign, at=at)),
        creator=raw(result.authority.committee),
        at=result.ended_at,
    )
    return workbook_bytes((sheet,), say("data_sheet.lists"), title)


class Teller(Struct, frozen=True):
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

    def road(self, standing: MachineStanding | None) -> tuple[Inert, Inert]:
        """Return what a verdict is worth and how what it rests on came; empty where it is not."""
        if standing is None:
            return EMPTY, EMPTY
        trust, carrier = standing.trust, standing.carrier
        return (
            self.people.text(self.say.word("trust", trust) if trust else ""),
            self.people.text(self.say.word("carrier", carrier) if carrier else ""),
        )

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
