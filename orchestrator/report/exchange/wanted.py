"""Which files a set of reports has beside the usual ones, and in which form its tables are."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from orchestrator.errors import UsageError
from orchestrator.model.result import Subject
from orchestrator.report import file_names
from orchestrator.report.csv_writer import CsvDialect, table_pieces
from orchestrator.report.exchange.cef import cef_bytes
from orchestrator.report.exchange.data_table import workbook
from orchestrator.report.exchange.finding_table import finding_table
from orchestrator.report.exchange.junit import junit_bytes
from orchestrator.report.exchange.machine_table import machine_table
from orchestrator.report.exchange.stix import stix_bytes
from orchestrator.report.reading import ReportReader
from orchestrator.report.redaction import redacted
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.visible import visible

File = tuple[str, Iterable[bytes]]


class Also(StrEnum):
    """A kind of file that is written when somebody asks for it. Closed."""

    XLSX = "xlsx"
    JUNIT = "junit"  # for schedulers
    STIX = "stix"  # sightings for partners
    CEF = "cef"  # lines for a SIEM
    PARQUET = "parquet"  # columns by type for analysis; needs a package of its own


class FilesWanted(Struct, frozen=True, kw_only=True):
    """What was asked for.

    Attributes:
        also: Further kinds of files.
        dialect: The form of `findings.csv` and `machines.csv`.
        reading: Who reads them, None for the district itself.
    """

    also: frozenset[Also] = frozenset()
    dialect: CsvDialect = CsvDialect.PLAIN
    reading: ReportReader | None = None

    def read(self, shown: Shown) -> Shown:
        """Return what is written of a set: what the reader gets, before any writer sees it."""
        return redacted(shown, self.reading) if self.reading else shown

    def files(self, usual: Iterable[File], shown: Shown, words: Catalogue) -> Iterator[File]:
        """Yield the usual files, the tables in the form that was asked for, and further ones."""
        instead = dict(self._tables(shown, words))
        for name, data in usual:
            yield name, instead.get(name, data)
        for kind in Also:
            if kind in self.also:
                yield from _written(kind, shown, words)

    def _tables(self, shown: Shown, words: Catalogue) -> Iterator[File]:
        if self.dialect is CsvDialect.PLAIN:
            return
        for name, table in (
            (file_names.FINDINGS, finding_table(shown, words)),
            (file_names.MACHINES, machine_table(shown, words)),
        ):
            yield name, table_pieces(table.titles, table.rows, self.dialect)


USUAL = FilesWanted()


def wanted(
    also: Iterable[str], dialect: str, reading: str | None = None, *, alone: bool
) -> FilesWanted:
    """Return what was asked for at the door.

    Args:
        also: Words of `Also`.
        dialect: A word of `CsvDialect`.
        reading: A word of `ReportReader`, None for the district itself.
        alone: Whether `report.json` is printed and no file written.

    Raises:
        UsageError: There is no such kind, or files were asked for that are not written.
    """
    asked = tuple(also)
    kinds = ", ".join(Also)
    for word in asked:
        if word not in frozenset(Also):
            what = say("data.no_kind", word=visible(word))
            raise UsageError.one(what, say("data.mend.kinds", kinds=kinds))
    if alone and (asked or dialect != CsvDialect.PLAIN):
        raise UsageError.one(say("data.with_json"), say("data.mend.with_json"))
    if Also.PARQUET in asked:  # its package is asked for before anything is made
        from orchestrator.report.exchange import parquet  # noqa: F401, PLC0415 - an extra
    return FilesWanted(
        also=frozenset(map(Also, asked)),
        dialect=CsvDialect(dialect),
        reading=ReportReader(reading) if reading else None,
    )


def _written(kind: Also, shown: Shown, words: Catalogue) -> Iterator[File]:
    match kind:
        case Also.XLSX:
            yield from _workbooks(shown, words)
        case Also.JUNIT:
            yield file_names.JUNIT, (junit_bytes(shown, words),)
        case Also.STIX:
            yield file_names.SIGHTINGS, (stix_bytes(shown),)
        case Also.CEF:
            yield file_names.EVENTS, (cef_bytes(shown),)
        case Also.PARQUET:
            yield from _columns(shown)


def _columns(shown: Shown) -> Iterator[File]:
    from orchestrator.report.exchange import parquet  # noqa: PLC0415 - an extra, only who asks

    if shown.result.subject is Subject.CONTACT:
        yield file_names.FINDINGS_COLUMNS, (parquet.findings_bytes(shown),)
    yield file_names.MACHINES_COLUMNS, (parquet.machines_bytes(shown),)


def _workbooks(shown: Shown, words: Catalogue) -> Iterator[File]:
    """Yield the workbooks; a sweep that asked nothing about contact has no table of findings."""
    if shown.result.subject is Subject.CONTACT:
        name = words("data_sheet.findings")
        book = workbook(finding_table(shown, words), name, shown, words)
        yield file_names.FINDINGS_BOOK, (book,)
    name = words("data_sheet.machines")
    yield file_names.MACHINES_BOOK, (workbook(machine_table(shown, words), name, shown, words),)
