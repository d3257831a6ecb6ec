"""New workbooks, written without a library: thousands of rows in a moment.

openpyxl takes five seconds for the cells of 5,000 machines; tables need little of what it can do.
The same sheets give the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import islice
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from orchestrator.documents.book_contents import BookTitle, Choice, ProseSheet, TableSheet

MAX_CELL_CHARS = 32_767  # Excel's own limits
MAX_ROWS = 1_048_576
_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 8, 48
_MEASURED = 500  # rows that a column's width is made for
_ALPHABET = 26
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say
_FILE_MODE = 0o600 << 16
_PROSE_WIDTH = 100
_LINE, _MOST_LINES = 15, 27  # points; a row is at most 409 high
# Places in the sheet of styles; those of grey and of wrapped cells are that much further on.
_NUMBER, _TEXT, _QUOTED = 0, 1, 2
_GREYER, _WRAPPED, _HEAD = 3, 6, 9
_PROSE = _WRAPPED + _TEXT
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would take for a character's number
_FORMULA = ("=", "+", "-", "@")
_UNNAMED = re.compile(r"[\[\]:*?/\\]")  # what no sheet's name may hold
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PROPERTIES = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FITS = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
_ON_PAPER = '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
_CELL_STYLES = tuple(
    f'<xf xfId="0" numFmtId="{form}" fillId="{fill}" applyFill="1" applyNumberFormat="1"'
    f' applyAlignment="1"{quote}>{wrap}</xf>'
    for fill, wrap in ((0, ""), (3, ""), (0, '<alignment vertical="top" wrapText="1"/>'))
    for form, quote in ((0, ""), (49, ""), (49, ' quotePrefix="1"'))
)
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="4"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFDDE6F0"/><bgColor rgb="FFDDE6F0"/></patternFill></fill>'
    '<fill><patternFill patternType="solid">'
    '<fgColor rgb="FFEDEDED"/><bgColor rgb="FFEDEDED"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    f'<cellXfs count="10">{"".join(_CELL_STYLES)}'
    '<xf xfId="0" numFmtId="49" fontId="1" fillId="2" applyFont="1" applyFill="1"'
    ' applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


class _Page(Struct, frozen=True):
    """One sheet of the archive: its name, whether it is shown, the body of its XML."""

    name: str
    state: str  # "visible" or "hidden"
    xml: str
    filtered: str  # the cells with a filter, empty for none


def workbook_bytes(
    sheets: Sequence[TableSheet | ProseSheet],
    lists: str = "Lists",
    title: BookTitle | None = None,
) -> bytes:
    """Return a workbook; every text is a cell of text, whatever it looks like, now and when edited.

    A table with more rows than a sheet can have goes on in further sheets.

    Args:
        sheets: The sheets, in their order.
        lists: The name of the hidden sheet with what the drop-downs offer.
        title: What the workbook says of itself; nothing if it is left out.
    """
    offers: list[tuple[str, ...]] = []
    names, pages = _Names(lists), []
    for sheet in sheets:
        match sheet:
            case ProseSheet():
                pages.append(_prose(names.free(sheet.name), sheet))
            case TableSheet():
                pages.extend(
                    _page(names.free(sheet.name), sheet, rows, offers, names.lists)
                    for rows in _sheets_of(sheet.rows)
                )
    if offers:
        pages.append(_offer_page(offers, names.lists))
    return _archive(pages, title)


class _Names:
    """Gives each sheet a name that no other has, in whatever case."""

    def __init__(self, lists: str) -> None:
        self.lists = sheet_name(lists)
        self._taken = {self.lists.casefold()}

    def free(self, wanted: str) -> str:
        """Return a name that is taken from now on."""
        named, at = sheet_name(wanted), 1
        while named.casefold() in self._taken:
            at += 1
            end = f" ({at})"
            named = f"{sheet_name(wanted)[: _LONGEST_NAME - len(end)]}{end}"
        self._taken.add(named.casefold())
        return named


def sheet_name(text: str) -> str:
    """Return a text as a sheet may be called."""
    return _UNNAMED.sub(" ", text)[:_LONGEST_NAME].strip("' ") or "-"


def letters(column: int) -> str:
    """Return how a column is called, from 0: `A`, `Z`, `AA`."""
    head, last = divmod(column, _ALPHABET)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def cell_text(text: str) -> str:
    """Return a text without what no cell can hold, cut where a cell ends, which is marked."""
    sound = _UNWRITABLE.sub("", text)
    return sound if len(sound) <= MAX_CELL_CHARS else f"{sound[: MAX_CELL_CHARS - 1]}…"


_Rows: TypeAlias = Sequence[tuple[str | int, ...]]


def _sheets_of(rows: _Rows) -> Iterator[_Rows]:
    room = MAX_ROWS - 1
    for start in range(0, max(len(rows), 1), room):
        yield rows[start : start + room]


def _page(
    name: str, table: TableSheet, rows: _Rows, offers: list[tuple[str, ...]], lists: str
) -> _Page:
    columns = tuple(letters(at) for at in range(len(table.header)))
    last = len(rows) + 1
    cells = f"A1:{columns[-1]}{last}"
    widths, plain = _widths(table, rows), _WRAPPED if table.form else 0
    styles = tuple(_GREYER if at in table.grey else plain for at in range(len(columns)))
    parts = [
        '<sheetViews><sheetView workbookViewId="0">',
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
        f'</sheetView></sheetViews><sheetFormatPr defaultRowHeight="{_LINE}"/>',
        _columns(widths, table.hidden),
        "<sheetData>",
        _texts(1, columns, table.header, _HEAD, _height(table.header, widths)),
        *(
            _row(at, columns, row, styles, _height(row, widths) if table.form else "")
            for at, row in enumerate(rows, 2)
        ),
        "</sheetData>",
        "" if table.form else f'<autoFilter ref="{cells}"/>',
        _validations(table, columns, max(last + table.spare, 2), offers, lists),
        _ON_PAPER,
    ]
    ends = "" if table.form else f"$A$1:${columns[-1]}${last}"
    return _Page(name, state="visible", xml="".join(parts), filtered=ends)


def _prose(name: str, sheet: ProseSheet) -> _Page:
    rows = "".join(
        _texts(at, ("A",), (line,), _PROSE, _height((line,), (_PROSE_WIDTH,)))
        for at, line in enumerate(sheet.lines, 1)
    )
    column = f'<col min="1" max="1" style="{_PROSE}" customWidth="1" width="{_PROSE_WIDTH}"/>'
    xml = f"<cols>{column}</cols><sheetData>{rows}</sheetData>{_ON_PAPER}"
    return _Page(name, state="visible", xml=xml, filtered="")


def _widths(table: TableSheet, rows: _Rows) -> tuple[int, ...]:
    """Return how many letters wide each column is."""
    longest = [len(title) for title in table.header]
    for row in islice(rows, _MEASURED):
        longest = [max(n, len(str(cell))) for n, cell in zip(longest, row, strict=True)]
    return tuple(min(max(n, _NARROWEST) + 2, _WIDEST) for n in longest)


def _columns(widths: tuple[int, ...], hidden: frozenset[int]) -> str:
    columns = (
        f'<col min="{at}" max="{at}" style="{_TEXT}" customWidth="1" width="{width}"'
        f' hidden="{int(at - 1 in hidden)}"/>'
        for at, width in enumerate(widths, 1)
    )
    return f"<cols>{''.join(columns)}</cols>"


def _height(cells: tuple[str | int, ...], widths: tuple[int, ...]) -> str:
    """Return the height of a row of wrapped texts: not every program finds it by itself."""
    lines = max(-(-len(str(cell)) // (n + n // 8)) for cell, n in zip(cells, widths, strict=True))
    return f' ht="{min(lines, _MOST_LINES) * _LINE}" customHeight="1"' if lines > 1 else ""


def _row(
    number: int,
    columns: tuple[str, ...],
    cells: tuple[str | int, ...],
    styles: tuple[int, ...],
    height: str,
) -> str:
    """Return one row; `styles` says how much further on each cell's style is."""
    made = "".join(
        _cell(f"{letter}{number}", cell, style)
        for letter, cell, style in zip(columns, cells, styles, strict=True)
        if cell != "" or style
    )
    return f'<row r="{number}"{height}>{made}</row>'


def _cell(place: str, cell: str | int, style: int) -> str:
    """Return one cell; a text that looks like a formula is marked as one that was typed."""
    if isinstance(cell, int):
        return f'<c r="{place}" s="{_NUMBER + style}"><v>{cell}</v></c>'
    if not cell:
        return f'<c r="{place}" s="{_TEXT + style}"/>'
    said = cell_text(cell)
    kind = _QUOTED if said.lstrip().startswith(_FORMULA) else _TEXT
    return _text(place, said, kind + style)


def _texts(
    number: int, columns: tuple[str, ...], texts: tuple[str, ...], style: int, height: str = ""
) -> str:
    cells = "".join(
        _text(f"{letter}{number}", cell_text(text), style)
        for letter, text in zip(columns, texts, strict=True)
        if text
    )
    return f'<row r="{number}"{height}>{cells}</row>'


def _text(place: str, said: str, style: int) -> str:
    inner = escape(_ESCAPE.sub("_x005F_", said) if "_x" in said else said)
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{inner}</t></is></c>'
    )


def _validations(
    table: TableSheet,
    columns: tuple[str, ...],
    last: int,
    offers: list[tuple[str, ...]],
    lists: str,
) -> str:
    rules = [
        _validation(f"{columns[at]}2:{columns[at]}{last}", choice, offers, lists)
        for at, choice in sorted(table.choices.items())
    ]
    return (
        f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""
    )


def _validation(cells: str, choice: Choice, offers: list[tuple[str, ...]], lists: str) -> str:
    """Return a drop-down; what it offers is put beside what others do, as rules are short."""
    offers.append(choice.values)
    of = letters(len(offers) - 1)
    place = f"{_quoted(lists)}!${of}$1:${of}${max(len(choice.values), 1)}"
    return (
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="{int(choice.strict)}"'
        f' sqref="{cells}"><formula1>{escape(place)}</formula1></dataValidation>'
    )


def _offer_page(offers: list[tuple[str, ...]], name: str) -> _Page:
    columns = tuple(letters(at) for at in range(len(offers)))
    depth = max(map(len, offers), default=0)
    rows = (tuple(words[at] if at < len(words) else "" for words in offers) for at in range(depth))
    body = "".join(_texts(at, columns, row, _TEXT) for at, row in enumerate(rows, 1))
    return _Page(name, state="hidden", xml=f"<sheetData>{body}</sheetData>", filtered="")


def _archive(pages: Sequence[_Page], title: BookTitle | None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in _parts(pages, title):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _FILE_MODE
            entry.create_system = 3
            archive.writestr(entry, xml.encode())
    return target.getvalue()


def _parts(pages: Sequence[_Page], title: BookTitle | None) -> Iterator[tuple[str, str]]:
    sheets = [f"worksheets/sheet{at}.xml" for at in range(1, len(pages) + 1)]
    core = [(f"{_RELS}/metadata/core-properties", "docProps/core.xml")] if title else []
    yield "[Content_Types].xml", _content_types(sheets, titled=title is not None)
    yield "_rels/.rels", _relations([(f"{_OFFICE}/officeDocument", "xl/workbook.xml"), *core])
    if title:
        yield "docProps/core.xml", _core(title)
    yield "xl/workbook.xml", _book(pages)
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            [
                *((f"{_OFFICE}/worksheet", sheet) for sheet in sheets),
                (f"{_OFFICE}/styles", "styles.xml"),
            ]
        ),
    )
    yield "xl/styles.xml", _STYLES
    for sheet, page in zip(sheets, pages, strict=True):
        yield f"xl/{sheet}", f'{_XML}<worksheet xmlns="{_MAIN}">{_FITS}{page.xml}</worksheet>'


def _content_types(sheets: Sequence[str], *, titled: bool) -> str:
    kinds = "".join(
        f'<Override PartName="/xl/{sheet}" ContentType="{_KIND}.worksheet+xml"/>'
        for sheet in sheets
    )
    core = (
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    )
    return (
        f'{_XML}<Types xmlns="{_TYPES}">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}'
        f"{core if titled else ''}</Types>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_RELS}">{rows}</Relationships>'


def _book(pages: Sequence[_Page]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(page.name)} sheetId="{at}" state="{page.state}" r:id="rId{at}"/>'
        for at, page in enumerate(pages, 1)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">'
        f"{escape(_quoted(page.name))}!{page.filtered}</definedName>"
        for at, page in enumerate(pages)
        if page.filtered
    )
    named = f"<definedNames>{filters}</definedNames>" if filters else ""
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets>{named}</workbook>"
    )


def _quoted(name: str) -> str:
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def _core(title: BookTitle) -> str:
    when = f"{title.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    creator, said = (escape(_UNWRITABLE.sub("", text)) for text in (title.creator, title.title))
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PROPERTIES}"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{said}</dc:title><dc:creator>{creator}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified>'
        "</cp:coreProperties>"
    )
