"""The letter's form as a Word document."""

from collections.abc import Callable
from datetime import datetime

from orchestrator.report.official_document import (
    TEXT_MM,
    Align,
    OfficialDocument,
    TextLook,
    Words,
)
from orchestrator.report.official_form import (
    FormEntry,
    FormHeading,
    FormNote,
    FormPart,
    FormTable,
    OfficialForm,
)
from orchestrator.text.catalogue import Catalogue

_TITLE = TextLook(align=Align.CENTRE, bold=True, before=0)
_LETTER = TextLook(align=Align.CENTRE, italic=True, before=3)
_LINE, _VALUE = (
    TextLook(align=Align.BOTH),
    TextLook(align=Align.BOTH, before=3, indent_mm=10),
)
_DOTS = TextLook(before=4)


def form_document(
    form: OfficialForm, *, creator: str, at: datetime, shown: Callable[[str], str], say: Catalogue
) -> bytes:
    """Return a form as a document.

    Args:
        form: What stands in it.
        creator: The body that issues it.
        at: The moment that it is of (aware).
        shown: What makes a text from elsewhere safe to look at.
        say: Writes numbers.
    """
    document = OfficialDocument(shown)
    document.paragraph(form.word, _TITLE)
    document.paragraph(form.title, _TITLE)
    document.paragraph((Words(s.text, whole=s.strong) for s in form.letter), _LETTER)
    document.rule(50)
    for part in form.parts:
        _add(document, part, say)
    return document.data(title=form.name, creator=creator, at=at)


def _add(document: OfficialDocument, part: FormPart, say: Catalogue) -> None:
    match part:
        case FormEntry():
            _add_entry(document, part)
        case FormHeading(text=text):
            document.paragraph(text, TextLook(bold=True, before=8, keep=True))
        case FormNote(text=text):
            document.paragraph(text, TextLook(italic=True, before=10))
        case FormTable():
            title = TextLook(align=Align.LEFT, bold=True, size=13, before=12, keep=True)
            document.paragraph(part.title, title)
            rows = (tuple(_cell(cell, say) for cell in row) for row in (*part.rows, part.total))
            widths = tuple(share * TEXT_MM / 100 for share in part.widths)
            document.table(part.header, rows, widths)


def _add_entry(document: OfficialDocument, entry: FormEntry) -> None:
    look = TextLook(before=8 if entry.section else 6)
    label = Words(entry.label, bold=entry.section)
    match entry.value:
        case None if entry.dots == 1:
            document.dotted(entry.label, look)
        case None:
            document.paragraph((label,), TextLook(before=look.before, keep=True))
            for _ in range(entry.dots):
                document.dotted("", _DOTS)
        case (only,):
            document.paragraph((label, Words(f" {only}", bold=False)), look)
        case lines:
            document.paragraph((label,), TextLook(before=look.before, keep=True))
            for line in lines:
                document.paragraph(line, _VALUE)


def _cell(cell: str | int, say: Catalogue) -> str:
    return say.number(cell) if isinstance(cell, int) else cell
