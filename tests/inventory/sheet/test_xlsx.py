import datetime as dt
import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.styles import Font

from orchestrator.errors import InputError
from orchestrator.inventory.sheets import xlsx
from orchestrator.documents.grid import CellKind, SheetCell
from orchestrator.inventory.sheets.xlsx import place_of, read_workbook
from tests.inventory.sheet.made import page, repacked, saved

SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _cells(data: bytes) -> dict[tuple[int, int], SheetCell]:
    (sheet,) = read_workbook(data, "a.xlsx")
    return {(row.number, at): cell for row in sheet.rows for at, cell in row.cells.items()}


def _with_sheet(xml: bytes) -> bytes:
    return repacked(
        saved(page([])[0]), {SHEET: b"<worksheet " + MAIN + b">" + xml + b"</worksheet>"}
    )


def test_each_kind_of_cell_is_told():
    book, sheet = page([["a", 7, 7.5, True, dt.date(2022, 9, 12), "=1+1", 0.25, 1e20]])
    sheet["I1"] = 7
    sheet["I1"].number_format = "000"
    sheet["J1"] = "#N/A"
    sheet["K1"] = 12
    sheet["K1"].number_format = '"d" 0'
    assert _cells(saved(book)) == {
        (1, 1): SheetCell("a"),
        (1, 2): SheetCell("7", CellKind.NUMBER),
        (1, 3): SheetCell("7.5", CellKind.NUMBER),
        (1, 4): SheetCell("1", CellKind.LOGICAL),
        (1, 5): SheetCell("12/09/2022", CellKind.DATE),
        (1, 6): SheetCell("=1+1", CellKind.FORMULA),
        (1, 7): SheetCell("0.25", CellKind.NUMBER),
        (1, 8): SheetCell("1e+20", CellKind.NUMBER),
        (1, 9): SheetCell("007", CellKind.NUMBER),
        (1, 10): SheetCell("#N/A", CellKind.ERROR),
        (1, 11): SheetCell("12", CellKind.NUMBER),
    }


def test_a_formula_counts_as_what_it_came_to():
    row = (
        b'<sheetData><row r="2"><c r="A2" t="str"><f>B2</f><v>hs-1</v></c>'
        b'<c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>""</f><v></v></c>'
        b'<c r="D2"><f>NOW()</f></c><c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>'
    )
    assert _cells(_with_sheet(row)) == {
        (2, 1): SheetCell("hs-1"),
        (2, 2): SheetCell("2", CellKind.NUMBER),
        (2, 4): SheetCell("=NOW()", CellKind.FORMULA),
        (2, 5): SheetCell("#DIV/0!", CellKind.ERROR),
    }


def test_rows_and_cells_without_numbers_follow_each_other():
    rows = (
        b"<sheetData><row><c><v>1</v></c><c t='inlineStr'><is><r><t>Ph\xc3\xb2</t></r>"
        b"<r><t>ng</t></r><rPh><t>x</t></rPh></is></c></row><row r='5'><c r='C5'><v>3</v></c>"
        b"<c><v>4</v></c></row><row><c t='s'><v>999</v></c><c t='inlineStr'><is><t>a_x000a_b</t>"
        b"</is></c></row></sheetData>"
    )
    assert {place: cell.text for place, cell in _cells(_with_sheet(rows)).items()} == {
        (1, 1): "1",
        (1, 2): "Phòng",
        (5, 3): "3",
        (5, 4): "4",
        (6, 2): "a\nb",
    }


def test_prefixed_names_and_rich_text_are_read():
    xml = (
        b'<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        b'<x:row r="1" hidden="1"><x:c r="B1" t="inlineStr"><x:is><x:t>m</x:t></x:is></x:c>'
        b"</x:row></x:sheetData></x:worksheet>"
    )
    (sheet,) = read_workbook(repacked(saved(page([])[0]), {SHEET: xml}), "a.xlsx")
    assert sheet.rows[0].hidden
    assert sheet.rows[0].cells == {2: SheetCell("m")}


def test_merged_cells_say_the_same_in_every_place_that_is_there():
    book, sheet = page([["a", "b", "x"], [None, "c", "y"], ["t", None, None], [None, "d", "z"]])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("A3:C3")
    sheet.merge_cells("A4:A5")
    data = saved(book)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(SHEET).replace(b"A4:A5", b"A4:A1048576")
    (found,) = read_workbook(repacked(data, {SHEET: xml}), "a.xlsx")
    texts = [{at: cell.text for at, cell in row.cells.items()} for row in found.rows]
    assert texts == [
        {1: "a", 2: "b", 3: "x"},
        {1: "a", 2: "c", 3: "y"},
        {1: "t", 2: "t", 3: "t"},
        {2: "d", 3: "z"},
    ]
    assert [sorted(row.wide) for row in found.rows] == [[], [], [1, 2, 3], []]


def test_formatting_down_to_the_last_row_costs_nothing():
    book, sheet = page([["a"]])
    sheet["XFD1048576"].font = Font(bold=True)
    assert _cells(saved(book)) == {(1, 1): SheetCell("a")}


def test_empty_rows_are_no_rows():
    rows = b"<sheetData>" + b"<row ht='3'/>" * 150_000 + b"<row><c><v>7</v></c></row></sheetData>"
    assert _cells(_with_sheet(rows)) == {(150_001, 1): SheetCell("7", CellKind.NUMBER)}


def test_sheets_come_in_their_order_and_hidden_ones_are_marked():
    book, _ = page([["a"]], "Một")
    book.create_sheet("Hai").sheet_state = "veryHidden"
    book.create_chartsheet("Biểu đồ")
    found = read_workbook(saved(book), "a.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in found] == [("Một", False), ("Hai", True)]


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({SHEET: b"<worksheet"}, "damaged"),
        ({SHEET: b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet>&a;</worksheet>'}, "damaged"),
        ({SHEET: b" " * (64 * 2**20 + 1)}, "larger than 64 MiB"),
        ({f"x{n}": b"" for n in range(4096)}, "too many parts"),
    ],
)  # fmt: skip
def test_bombs_and_broken_workbooks_are_refused(parts: dict[str, bytes], what: str):
    with pytest.raises(InputError, match=what):
        read_workbook(repacked(saved(page([["a"]])[0]), parts), "a.xlsx")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)
    data = saved(page([["a"]] * 4)[0])
    with pytest.raises(InputError, match="more than 3 rows"):
        read_workbook(data, "a.xlsx")


def test_other_archives_are_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    for data, what in ((stream.getvalue(), "no Excel workbook"), (b"PK\x03\x04", "damaged")):
        with pytest.raises(InputError, match=what):
            read_workbook(data, "a.xlsx")


SOUND = saved(page([["Tên máy", "Phòng"], ["a-1", "B"]])[0])


@example(at=4866, byte=26)
@given(at=st.integers(0, len(SOUND) - 1), byte=st.integers(0, 255))
def test_no_broken_byte_is_a_traceback(at: int, byte: int):
    try:
        sheets = read_workbook(SOUND[:at] + bytes([byte]) + SOUND[at + 1 :], "a.xlsx")
    except InputError:
        return
    assert isinstance(sheets, tuple)


def test_places():
    assert place_of("A1") == (1, 1)
    assert place_of("$AB$12") == (12, 28)
    assert place_of("XFD1048576") == (1_048_576, 16_384)
    assert place_of("1A") is None
