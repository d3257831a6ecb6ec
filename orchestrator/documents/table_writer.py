"""Workbooks with tables of text, written without a library: thousands of rows in a moment.

openpyxl takes five seconds for the cells of 5,000 machines; a table of text needs none of what it
can do. The same tables give the same bytes.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

MAX_CELL_CHARS = 32_767  # Excel's own limits
MAX_ROWS = 1_048_576
_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 8, 48
_MEASURED = 500  # rows that a column's width is made for
_ALPHABET = 26
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say
_FILE_MODE = 0o600 << 16
_HEAD, _TEXT, _QUOTED = 1, 2, 3  # places in the sheet of styles
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
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFDDE6F0"/><bgColor rgb="FFDDE6F0"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf xfId="0"/>'
    '<xf xfId="0" numFmtId="49" fontId="1" fillId="2" applyFont="1" applyFill="1"'
    ' applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="49" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="49" applyNumberFormat="1" quotePrefix="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTable:
    """One sheet: a frozen header with a filter, and rows of text, each as long as the header.

    Columns count from 0; `offered` are the only words that a column of them takes.
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]] = field(repr=False)
    offered: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTitle:
    """What a workbook says of itself; `creator` is a body, never a program or an account."""

    title: str
    creator: str
    at: datetime
    lists: str  # the name of the hidden sheet with the words that columns offer


@dataclass(frozen=True, slots=True)
class _Page:
    """One sheet of the archive: its name, whether it is shown, the body of its XML."""

    name: str
    state: str  # "visible" or "hidden"
    xml: str
    filtered: str  # the cells with a filter, empty for none


def tables_workbook(tables: Sequence[TextTable], title: BookTitle) -> bytes:
    """Return a workbook; every cell is text, whatever it looks like, now and when it is edited.

    A table with more rows than a sheet can have goes on in further sheets.
    """
    offers: list[tuple[str, ...]] = []
    pages = []
    for table in tables:
        for at, rows in enumerate(_sheets_of(table.rows), 1):
            name = sheet_name(table.name if at == 1 else f"{table.name[:24]} ({at})")
            pages.append(_page(name, table, rows, offers, title.lists))
    if offers:
        pages.append(_offer_page(offers, title.lists))
    return _archive(pages, title)


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


def _sheets_of(rows: Sequence[tuple[str, ...]]) -> Iterator[Sequence[tuple[str, ...]]]:
    room = MAX_ROWS - 1
    for start in range(0, max(len(rows), 1), room):
        yield rows[start : start + room]


def _page(
    name: str,
    table: TextTable,
    rows: Sequence[tuple[str, ...]],
    offers: list[tuple[str, ...]],
    lists: str,
) -> _Page:
    columns = tuple(letters(at) for at in range(len(table.header)))
    last = len(rows) + 1
    cells = f"A1:{columns[-1]}{last}"
    parts = [
        '<sheetViews><sheetView workbookViewId="0">',
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>',
        _widths(table.header, rows),
        "<sheetData>",
        _row(1, columns, table.header, _HEAD),
        *(_row(at, columns, row, _TEXT) for at, row in enumerate(rows, 2)),
        f'</sheetData><autoFilter ref="{cells}"/>',
        _validations(table, columns, last, offers, lists),
    ]
    ends = f"$A$1:${columns[-1]}${last}"
    return _Page(name, state="visible", xml="".join(parts), filtered=ends)


def _widths(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    longest = [len(title) for title in header]
    for row in islice(rows, _MEASURED):
        longest = [max(n, len(text)) for n, text in zip(longest, row, strict=True)]
    columns = (
        f'<col min="{at}" max="{at}" style="{_TEXT}" customWidth="1"'
        f' width="{min(max(n, _NARROWEST) + 2, _WIDEST)}"/>'
        for at, n in enumerate(longest, 1)
    )
    return f"<cols>{''.join(columns)}</cols>"


def _row(number: int, columns: tuple[str, ...], texts: tuple[str, ...], style: int) -> str:
    cells = "".join(
        _cell(f"{letter}{number}", text, style)
        for letter, text in zip(columns, texts, strict=True)
        if text
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, text: str, style: int) -> str:
    """Return one cell of text; what looks like a formula is marked as a text that was typed."""
    said = cell_text(text)
    if style == _TEXT and said.lstrip().startswith(_FORMULA):
        style = _QUOTED
    inner = escape(_ESCAPE.sub("_x005F_", said) if "_x" in said else said)
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{inner}</t></is></c>'
    )


def _validations(
    table: TextTable,
    columns: tuple[str, ...],
    last: int,
    offers: list[tuple[str, ...]],
    lists: str,
) -> str:
    rules = []
    for at, words in sorted(table.offered.items()):
        offers.append(words)
        of = letters(len(offers) - 1)
        place = f"{_quoted(lists)}!${of}$1:${of}${max(len(words), 1)}"
        rules.append(
            '<dataValidation type="list" allowBlank="1" showErrorMessage="1"'
            f' sqref="{columns[at]}2:{columns[at]}{max(last, 2)}">'
            f"<formula1>{escape(place)}</formula1></dataValidation>"
        )
    if not rules:
        return ""
    return f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>'


def _offer_page(offers: list[tuple[str, ...]], name: str) -> _Page:
    columns = tuple(letters(at) for at in range(len(offers)))
    depth = max(map(len, offers))
    rows = (tuple(words[at] if at < len(words) else "" for words in offers) for at in range(depth))
    body = "".join(_row(at, columns, row, _TEXT) for at, row in enumerate(rows, 1))
    return _Page(name, state="hidden", xml=f"<sheetData>{body}</sheetData>", filtered="")


def _archive(pages: Sequence[_Page], title: BookTitle) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in _parts(pages, title):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _FILE_MODE
            entry.create_system = 3
            archive.writestr(entry, xml.encode())
    return target.getvalue()


def _parts(pages: Sequence[_Page], title: BookTitle) -> Iterator[tuple[str, str]]:
    sheets = [f"worksheets/sheet{at}.xml" for at in range(1, len(pages) + 1)]
    yield "[Content_Types].xml", _content_types(sheets)
    yield "_rels/.rels", _relations([
        (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
        (f"{_RELS}/metadata/core-properties", "docProps/core.xml"),
    ])  # fmt: skip
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
        yield f"xl/{sheet}", f'{_XML}<worksheet xmlns="{_MAIN}">{page.xml}</worksheet>'


def _content_types(sheets: Sequence[str]) -> str:
    kinds = "".join(
        f'<Override PartName="/xl/{sheet}" ContentType="{_KIND}.worksheet+xml"/>'
        for sheet in sheets
    )
    return (
        f'{_XML}<Types xmlns="{_TYPES}">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
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
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>"
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
