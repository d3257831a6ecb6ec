"""A letter or a report as a Word document, by Nghị định 30/2020/NĐ-CP, annex I."""

from collections.abc import Callable
from datetime import datetime

from orchestrator.report.official_document import (
    Align,
    OfficialDocument,
    PageColumn,
    TextLook,
    Words,
)
from orchestrator.report.official_letter import DOTS, LetterKind, OfficialLetter
from orchestrator.text.catalogue import Catalogue

_ISSUER_MM, _STATE_MM = 66, 94  # the state's name at 12 pt is 88 mm wide
_CENTRE = Align.CENTRE
_SMALL = TextLook(align=_CENTRE, size=12, before=0)
_NUMBER = TextLook(align=_CENTRE, size=13, before=6)
_TEXT = TextLook(before=6, indent_mm=12.7)


def letter_document(
    letter: OfficialLetter, *, at: datetime, shown: Callable[[str], str], say: Catalogue
) -> bytes:
    """Return a letter as a document; its number and date are left to the clerk.

    Args:
        letter: What stands in it.
        at: The moment that it is of (aware).
        shown: What makes a text from elsewhere safe to look at.
        say: The language of the form.
    """
    document = OfficialDocument(shown)
    left, right = document.columns((_ISSUER_MM, _STATE_MM))
    _issuer(left, letter, say)
    _state(right, letter, say)
    if letter.kind is LetterKind.REPORT:
        document.paragraph(say("letter.word_report"), TextLook(align=_CENTRE, bold=True, before=14))
        document.paragraph(letter.about, TextLook(align=_CENTRE, bold=True, before=0))
        document.rule(50)
    _addressees(document, letter, say)
    *paragraphs, last = letter.paragraphs
    for text in paragraphs:
        document.paragraph(text, _TEXT)
    document.paragraph(f"{last.rstrip('.')}./.", _TEXT)
    _foot(document, letter, say)
    return document.data(title=letter.about, creator=letter.body, at=at)


def _issuer(column: PageColumn, letter: OfficialLetter, say: Catalogue) -> None:
    if letter.superior:
        column.paragraph(letter.superior.upper(), _SMALL)
    column.paragraph(letter.body.upper(), TextLook(align=_CENTRE, size=12, bold=True, before=0))
    column.rule(24, _ISSUER_MM)
    spans = say.rich("letter.number", number=f"{DOTS}/{letter.symbol}")
    column.paragraph((Words(one.text, whole=one.strong) for one in spans), _NUMBER)
    if letter.kind is LetterKind.LETTER:
        column.paragraph(say("letter.subject", about=letter.about), _SMALL)


def _state(column: PageColumn, letter: OfficialLetter, say: Catalogue) -> None:
    column.paragraph(say("letter.state"), TextLook(align=_CENTRE, size=12, bold=True, before=0))
    column.paragraph(say("letter.motto"), TextLook(align=_CENTRE, size=13, bold=True, before=0))
    column.rule(56, _STATE_MM)  # as long as the motto
    day = say("letter.day", place=letter.place)
    column.paragraph(day, TextLook(align=_CENTRE, size=13, italic=True, before=6))


def _addressees(document: OfficialDocument, letter: OfficialLetter, say: Catalogue) -> None:
    match letter.to:
        case (only,):
            document.paragraph(say("letter.to", name=only), TextLook(align=_CENTRE, before=18))
        case names:
            document.paragraph(say("letter.to", name=""), TextLook(align=_CENTRE, before=18))
            look = TextLook(align=Align.LEFT, before=0, indent_mm=60)
            for at, name in enumerate(names, 1):
                document.paragraph(f"- {name}{'.' if at == len(names) else ';'}", look)


def _foot(document: OfficialDocument, letter: OfficialLetter, say: Catalogue) -> None:
    left, right = document.columns((80, 80))
    words = Words(say("letter.recipients"))
    left.paragraph((words,), TextLook(align=Align.LEFT, size=12, bold=True, italic=True, before=18))
    for line in letter.recipients:
        left.paragraph(f"- {line}", TextLook(align=Align.LEFT, size=11, before=0))
    if letter.on_behalf:
        right.paragraph(letter.on_behalf.upper(), _signing(before=18))
    for at, line in enumerate(letter.title.upper().splitlines()):
        right.paragraph(line, _signing(before=0 if letter.on_behalf or at else 18))
    right.paragraph(
        "", TextLook(align=_CENTRE, before=54)
    )  # where the hand signs and the seal is put
    right.paragraph(letter.signer, _signing(before=0))


def _signing(*, before: float) -> TextLook:
    return TextLook(align=_CENTRE, size=13, bold=True, before=before)
