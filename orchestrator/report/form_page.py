"""The letter's form as a page, without hints and warnings: what may be handed on."""

from orchestrator.report.official_form import (
    FormEntry,
    FormHeading,
    FormNote,
    FormPart,
    FormTable,
    OfficialForm,
)
from orchestrator.report.pages import Pages


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
