"""The letter's form as sheets of a workbook: its lines, then one sheet a table."""

from dataclasses import dataclass

from orchestrator.report.official_form import (
    FormEntry,
    FormHeading,
    FormNote,
    FormPart,
    FormTable,
    OfficialForm,
)
from orchestrator.text.catalogue import Catalogue

_LONGEST_NAME = 31  # Excel's own limit


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSheet:
    """One sheet: a header, and rows of texts and whole numbers, each as long as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def form_sheets(form: OfficialForm, say: Catalogue) -> tuple[FormSheet, ...]:
    """Return the sheets of a form, in their order."""
    letter = "".join(span.text for span in form.letter)
    lines = tuple(row for part in form.parts for row in _lines(part))
    first = FormSheet(
        name=say("consolidated.sheet"),
        header=(say("consolidated.column.item"), say("consolidated.column.value")),
        rows=((form.word, form.title), ("", letter), *lines),
    )
    tables = (part for part in form.parts if isinstance(part, FormTable))
    more = (
        FormSheet(
            name=say("consolidated.table_sheet", at=at)[:_LONGEST_NAME],
            header=table.header,
            rows=(*table.rows, table.total, ("", table.title, *("",) * (len(table.header) - 2))),
        )
        for at, table in enumerate(tables, 1)
    )
    return (first, *more)


def _lines(part: FormPart) -> tuple[tuple[str, str], ...]:
    match part:
        case FormEntry(label=label, value=None):
            return ((label, ""),)
        case FormEntry(label=label, value=(first, *more)):
            return ((label, first), *(("", line) for line in more))
        case FormHeading(text=text) | FormNote(text=text):
            return ((text, ""),)
        case _:
            return ()
