"""The letter's form as it is handed on: a page without hints and warnings, and sheets."""

from msgspec import Struct

from orchestrator.report.official_form import (
    FormEntry,
    FormHeading,
    FormNote,
    FormPart,
    FormTable,
    OfficialForm,
)
from orchestrator.report.pages import Pages
from orchestrator.text.catalogue import Catalogue

_LONGEST_NAME = 31  # Excel's own limit


class FormSheet(Struct, frozen=True, kw_only=True):
    """One sheet: a header, and rows of texts and whole numbers, each as long as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def form_page(form: OfficialForm, covers: str, pages: Pages) -> bytes:
    """Return a form as a page in UTF-8; `covers` says what it is about, and is not printed."""
    parts = tuple((_kind(part), part) for part in form.parts)
    view = {"form": form, "covers": covers, "parts": parts}
    return pages.render("form.html", styles=("page.css", "annex.css", "sums.css"), view=view)


def _kind(part: FormPart) -> str:
    match part:
        case FormEntry():
            return "entry"
        case FormHeading():
            return "heading"
        case FormNote():
            return "note"
        case FormTable():
            return "table"


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
