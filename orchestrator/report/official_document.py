"""A Word document set as Nghị định 30/2020/NĐ-CP, annex I, has it: the one place that knows it.

A4 upright; margins 20 mm above, below and right, 30 mm left; Times New Roman, black, Vietnamese;
the page's number stands in the middle of the upper margin, from the second page on.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum
from functools import cache

from msgspec import Struct

from orchestrator.documents.repacked import repacked
from orchestrator.errors import UsageError
from orchestrator.text.message import say

try:
    from docx import Document
    from docx.document import Document as WordDocument
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.section import Section
    from docx.shared import Mm, Pt
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run
except ImportError as error:
    raise UsageError.one(
        say("excel.missing", package="python-docx"), say("mend.letters_extra")
    ) from error

FONT = "Times New Roman"
TEXT_MM = 160  # the page without its margins
_LEFT_MM, _MARGIN_MM, _HEADER_MM = 30, 20, 10
_BODY_PT, _PAGE_PT, _RULE_PT = 14, 13, 4
_UNUSED_PARTS = ("stylesWithEffects", "webSettings", "numbering", "customXml", "theme")
_KEPT_STYLES = ("Normal", "Default Paragraph Font", "Normal Table", "Table Grid", "Header")


class Align(Enum):
    """How a paragraph is set."""

    LEFT = WD_ALIGN_PARAGRAPH.LEFT
    CENTRE = WD_ALIGN_PARAGRAPH.CENTER
    RIGHT = WD_ALIGN_PARAGRAPH.RIGHT
    BOTH = WD_ALIGN_PARAGRAPH.JUSTIFY


class TextLook(Struct, frozen=True, kw_only=True):
    """How a paragraph looks; sizes and spaces in points, `indent_mm` of its first line.

    `keep` holds it on one page with what follows.
    """

    align: Align = Align.BOTH
    size: float = _BODY_PT
    bold: bool = False
    italic: bool = False
    before: float = 6
    indent_mm: float = 0
    keep: bool = False


class Words(Struct, frozen=True):
    """A stretch of a paragraph; `whole` is not broken at a hyphen."""

    text: str
    bold: bool | None = None
    whole: bool = False


class OfficialDocument:
    """A document in the making.

    Args:
        shown: What makes a text from elsewhere safe to look at; every text passes it.
    """

    def __init__(self, shown: Callable[[str], str]) -> None:
        """Begin with an empty page."""
        self._shown = shown
        self._document = Document(io.BytesIO(_blank()))

    def paragraph(self, words: str | Iterable[Words], look: TextLook) -> None:
        """Add a paragraph."""
        self._fill(self._document.add_paragraph(), words, look)

    def dotted(self, label: str, look: TextLook) -> None:
        """Add a line that is dotted from the end of its label to the margin."""
        paragraph = self._document.add_paragraph()
        self._fill(paragraph, label, look)
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        paragraph.paragraph_format.alignment = Align.LEFT.value
        paragraph.add_run("\t")

    def rule(self, width_mm: float) -> None:
        """Add a rule in the middle, as stands below a heading."""
        paragraph = self._document.add_paragraph()
        self._set(paragraph, TextLook(align=Align.CENTRE, size=2, before=0))
        side = (TEXT_MM - width_mm) / 2
        form = paragraph.paragraph_format
        form.left_indent, form.right_indent = Mm(side), Mm(side)
        _underline(paragraph)

    def columns(self, widths_mm: Sequence[float]) -> tuple["PageColumn", ...]:
        """Add columns side by side without lines, and return them to be filled."""
        table = self._document.add_table(rows=1, cols=len(widths_mm))
        _sized(table, widths_mm)
        return tuple(PageColumn(self, cell) for cell in table.rows[0].cells)

    def table(
        self, header: Sequence[str], rows: Iterable[Sequence[str]], widths_mm: Sequence[float]
    ) -> None:
        """Add a table with lines; its header comes again on each page, its last row is stressed."""
        lines = (tuple(header), *map(tuple, rows))
        table = self._document.add_table(rows=len(lines), cols=len(header))
        table.style = "Table Grid"
        _sized(table, widths_mm)
        cells = table._cells  # noqa: SLF001 - `rows[n].cells` works this list out anew for each cell
        for at, text in enumerate(text for line in lines for text in line):
            line, column = divmod(at, len(header))
            stressed = line in (0, len(lines) - 1)
            align = Align.CENTRE if line == 0 or column == 0 else Align.LEFT
            look = TextLook(align=align, size=11, bold=stressed, before=0)
            self._fill(cells[at].paragraphs[0], text, look)
        _repeated(table)

    def data(self, *, title: str, creator: str, at: datetime) -> bytes:
        """Return the file; the same content gives the same bytes.

        Args:
            title: What it is called.
            creator: The body that issues it.
            at: The moment that it is of (aware).
        """
        stream = io.BytesIO()
        self._document.save(stream)
        named = self._shown(title), self._shown(creator)
        return repacked(stream.getvalue(), title=named[0], creator=named[1], at=at)

    def _fill(self, paragraph: Paragraph, words: str | Iterable[Words], look: TextLook) -> None:
        self._set(paragraph, look)
        for word in (Words(words),) if isinstance(words, str) else words:
            run = paragraph.add_run()
            _write(run, self._shown(word.text), whole=word.whole)
            _dress(run, look, bold=look.bold if word.bold is None else word.bold)

    def _set(self, paragraph: Paragraph, look: TextLook) -> None:
        form = paragraph.paragraph_format
        form.alignment = look.align.value
        form.space_before, form.space_after = Pt(look.before), Pt(0)
        if look.keep:
            form.keep_with_next = True
        if look.indent_mm:
            form.first_line_indent = Mm(look.indent_mm)


class PageColumn:
    """One of several columns side by side."""

    def __init__(self, document: OfficialDocument, cell: _Cell) -> None:
        """Write into a cell; its first paragraph is there already."""
        self._document, self._cell = document, cell
        self._empty = True

    def paragraph(self, words: str | Iterable[Words], look: TextLook) -> None:
        """Add a paragraph."""
        self._document._fill(self._next(), words, look)  # noqa: SLF001 - a part of it

    def rule(self, width_mm: float, column_mm: float) -> None:
        """Add a rule in the middle of a column of that width."""
        paragraph = self._next()
        self._document._set(paragraph, TextLook(align=Align.CENTRE, size=2, before=0))  # noqa: SLF001
        side = (column_mm - width_mm) / 2
        form = paragraph.paragraph_format
        form.left_indent, form.right_indent = Mm(side), Mm(side)
        _underline(paragraph)

    def _next(self) -> Paragraph:
        first, self._empty = self._empty, False
        if not first:
            self._cell.add_paragraph()
        last: Paragraph = self._cell.paragraphs[-1]
        return last


def _dress(run: Run, look: TextLook, *, bold: bool) -> None:
    """Set what differs from the usual: each property takes its time, and 115 units have many."""
    if look.size != _BODY_PT:
        run.font.size = Pt(look.size)
    if bold:
        run.bold = True
    if look.italic:
        run.italic = True


def _write(run: Run, text: str, *, whole: bool) -> None:
    """Write a text; in one that is `whole` Word's own mark stands for a hyphen."""
    first, *more = text.split("-") if whole else [text]
    run.add_text(first)
    for piece in more:
        run._r.append(OxmlElement("w:noBreakHyphen"))  # noqa: SLF001 - has no door of its own
        run.add_text(piece)


def _underline(paragraph: Paragraph) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - borders have no door
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )  # fmt: skip
    paragraph.paragraph_format.line_spacing = Pt(_RULE_PT)


def _sized(table: Table, widths_mm: Sequence[float]) -> None:
    """Set widths twice: one program goes by the columns, another by the cells."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    cells, count = table._cells, len(widths_mm)  # noqa: SLF001 - see above
    for at, cell in enumerate(cells):
        cell.width = Mm(widths_mm[at % count])


def _repeated(table: Table) -> None:
    """Have the first row come again on each page, and no row broken by one."""
    for at, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - has no door
        properties.append(OxmlElement("w:cantSplit"))
        if at == 0:
            properties.append(OxmlElement("w:tblHeader"))


@cache
def _blank() -> bytes:
    """Return an empty document in our form; the library's own carries styles of 800 kB."""
    document = Document()
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.rpartition("/")[2] in _UNUSED_PARTS:
            del document.part.rels[key]
    package = document.part.package
    for key, relation in list(package.rels.items()) if package else ():
        if relation.reltype.endswith("thumbnail"):
            del package.rels[key]
    _plain_styles(document)
    _paged(document.sections[0])
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _plain_styles(document: WordDocument) -> None:
    root = document.styles.element
    for latent in root.findall(qn("w:latentStyles")):
        root.remove(latent)
    for style in list(document.styles):
        if style.name not in _KEPT_STYLES:
            style.delete()
    fonts = OxmlElement("w:rFonts")
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    language = OxmlElement("w:lang")
    for kind in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{kind}"), "vi-VN")
    usual = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    usual.clear()
    usual.append(fonts)
    usual.append(language)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(_BODY_PT)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.element.rPr.rFonts.set(qn("w:cs"), FONT)


def _paged(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(_LEFT_MM), Mm(_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    section.header_distance = Mm(_HEADER_MM)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(_PAGE_PT)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)  # noqa: SLF001 - fields have no door
