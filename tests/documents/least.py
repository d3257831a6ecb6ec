"""Small documents made on the spot: the least that their formats ask for."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return raw.getvalue()


def xlsx(*sheets: Sequence[Sequence[str]]) -> bytes:
    """Cells as shared strings; a text that begins with `=` becomes a formula that came to 1."""
    shared: list[str] = []
    made: dict[str, str | bytes] = {}
    for number, rows in enumerate(sheets, 1):
        xml = "".join(
            f'<row r="{line}">{_cells(line, row, shared)}</row>' for line, row in enumerate(rows, 1)
        )
        made[f"sheet{number}"] = f"<worksheet {_S}><sheetData>{xml}</sheetData></worksheet>"
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    return workbook_of(made, f"<sst {_S}>{strings}</sst>")


def workbook_of(sheets: Mapping[str, str | bytes], strings: str = "<sst/>") -> bytes:
    """A workbook of sheets in XML by their names, in this order."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="{name}"/>' for at, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="{name}" Type="{_R}/worksheet" Target="worksheets/{name}.xml"/>'
        for name in sheets
    )
    shared = f'<Relationship Id="_" Type="{_R}/sharedStrings" Target="sharedStrings.xml"/>'
    book = f'<workbook {_S} xmlns:r="{_R}"><sheets>{listed}</sheets></workbook>'
    return zipped(
        {
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": f"<Relationships>{related}{shared}</Relationships>",
            "xl/sharedStrings.xml": strings,
            **{f"xl/worksheets/{name}.xml": xml for name, xml in sheets.items()},
        }
    )


def _cells(line: int, row: Sequence[str], shared: list[str]) -> str:
    return "".join(_cell(line, column, text, shared) for column, text in enumerate(row) if text)


def _cell(row: int, column: int, text: str, shared: list[str]) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    if text.startswith("="):
        return f'<c r="{place}"><f>{escape(text[1:])}</f><v>1</v></c>'
    shared.append(text)
    return f'<c r="{place}" t="s"><v>{len(shared) - 1}</v></c>'


def docx(paragraphs: Sequence[str], table: Sequence[Sequence[str]]) -> bytes:
    def text(said: str) -> str:
        half = len(said) // 2  # editors cut words into runs
        runs = "".join(
            f"<w:r><w:t>{escape(part)}</w:t></w:r>" for part in (said[:half], said[half:])
        )
        return f"<w:p>{runs}</w:p>"

    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{text(cell)}</w:tc>' for cell in row)}</w:tr>" for row in table
    )
    body = "".join(map(text, paragraphs)) + f"<w:tbl>{rows}</w:tbl>"
    return zipped({"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"})


def pdf(lines: Sequence[str]) -> bytes:
    """One page of ASCII text; without lines a page that only a picture could fill."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    return pdf_of(f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode() if lines else b"")


def pdf_of(stream: bytes, filters: str = "") -> bytes:
    """One page of a content stream as it is, named with the filters that it went through."""
    said = f" /Filter {filters}" if filters else ""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 612 792] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)}{said} >>\nstream\n".encode() + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    raw, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        raw
        + (
            f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\n"
            f"startxref\n{len(raw)}\n%%EOF\n"
        ).encode()
    )
