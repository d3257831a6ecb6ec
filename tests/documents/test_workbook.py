import datetime as dt
import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from orchestrator.documents.grid import CellKind, SheetCell
from orchestrator.documents.package import DocumentCaps, DocumentError, DocumentFault
from orchestrator.documents.workbook import place_of, read_workbook
from orchestrator.inventory.sheets.file_faults import CAPS
from tests.documents.least import zipped
from tests.documents.made import page, repacked, saved

SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def _cells(data: bytes) -> dict[tuple[int, int], SheetCell]:
    (sheet,) = read_workbook(data, CAPS)
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
    (sheet,) = read_workbook(repacked(saved(page([])[0]), {SHEET: xml}), CAPS)
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
    (found,) = read_workbook(repacked(data, {SHEET: xml}), CAPS)
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
    found = read_workbook(saved(book), CAPS)
    assert [(sheet.name, sheet.hidden) for sheet in found] == [("Một", False), ("Hai", True)]


@pytest.mark.parametrize(
    ("parts", "fault", "limit"),
    [
        ({SHEET: b"<worksheet"}, DocumentFault.DAMAGED, 0),
        ({SHEET: b'<?xml version="1.0" encoding="none"?><worksheet/>'}, DocumentFault.DAMAGED, 0),
        (
            {SHEET: b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet>&a;</worksheet>'},
            DocumentFault.ENTITIES,
            0,
        ),
        ({SHEET: b" " * (64 * 2**20 + 1)}, DocumentFault.PART_BYTES, 64 * 2**20),
        ({f"x{n}": b"" for n in range(4096)}, DocumentFault.PARTS, 4096),
    ],
)
def test_bombs_and_broken_workbooks_are_refused(
    parts: dict[str, bytes], fault: DocumentFault, limit: int
):
    with pytest.raises(DocumentError) as caught:
        tuple(read_workbook(repacked(saved(page([["a"]])[0]), parts), CAPS))
    assert (caught.value.fault, caught.value.limit) == (fault, limit)


@pytest.mark.parametrize(
    ("caps", "fault", "limit"),
    [
        (replace(CAPS, rows=3), DocumentFault.ROWS, 3),
        (replace(CAPS, tags=8), DocumentFault.TAGS, 8),
        (replace(CAPS, total_bytes=2000), DocumentFault.TOTAL_BYTES, 2000),
    ],
)
def test_each_user_sets_its_own_bounds(caps: DocumentCaps, fault: DocumentFault, limit: int):
    data = saved(page([["a"]] * 4)[0])
    with pytest.raises(DocumentError) as caught:
        tuple(read_workbook(data, caps))
    assert (caught.value.fault, caught.value.limit) == (fault, limit)


def test_other_archives_are_refused():
    word = zipped({"word/document.xml": "<document/>"})
    for data, fault in (
        (word, DocumentFault.NO_MAIN),
        (repacked(saved(page([])[0]), {"xl/workbook.xml": b"<a/>"}), DocumentFault.NO_MAIN),
        (b"PK\x03\x04", DocumentFault.DAMAGED),
    ):
        with pytest.raises(DocumentError) as caught:
            tuple(read_workbook(data, CAPS))
        assert caught.value.fault is fault


def test_parts_stand_where_the_relations_say():
    data = repacked(
        saved(page([["a"]], "Một")[0]),
        {
            "_rels/.rels": _relations(("officeDocument", "/book/list.xml")),
            "book/list.xml": b'<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets>'
            b'<sheet name="Hai" r:id="i1"/><sheet name="x" r:id="i0"/></sheets></workbook>',
            "book/_rels/list.xml.rels": _relations(
                ("chartsheet", "c.xml"), ("worksheet", "../two.xml"), ("sharedStrings", "texts")
            ),
            "two.xml": b'<worksheet><row><c t="s"><v>0</v></c></row></worksheet>',
            "book/texts": b"<sst><si><t>b</t></si></sst>",
        },
    )
    (sheet,) = read_workbook(data, CAPS)
    assert (sheet.name, sheet.rows[0].cells) == ("Hai", {1: SheetCell("b")})


def _relations(*parts: tuple[str, str]) -> bytes:
    every = (
        f'<Relationship Id="i{at}" Type="t/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(parts)
    )
    return f"<Relationships>{''.join(every)}</Relationships>".encode()


def test_days_count_from_1904_where_the_workbook_says_so():
    book, _ = page([[dt.date(2022, 9, 12)]])
    book.epoch = CALENDAR_MAC_1904
    assert _cells(saved(book)) == {(1, 1): SheetCell("12/09/2022", CellKind.DATE)}


def test_what_worked_a_cell_out_is_kept_beside_it():
    row = (
        b'<sheetData><row><c><f>1+1</f><v>2</v></c><c><f t="shared" si="0"/><v>3</v></c>'
        b"<c><v>4</v></c></row></sheetData>"
    )
    (sheet,) = read_workbook(_with_sheet(row), CAPS)
    assert sheet.rows[0].formulas == {1: "1+1", 2: ""}


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="' + b"9" * 5000 + b'"><c><v>7</v></c></row>',
        b'<row><c s="' + b"9" * 5000 + b'"><v>7</v></c></row>',
        b'<row><c><v>7</v></c><c t="s"><v>' + b"9" * 5000 + b"</v></c></row>",
    ],
)
def test_a_number_without_end_is_none(row: bytes):
    found = _cells(_with_sheet(b"<sheetData>" + row + b"</sheetData>"))
    assert found == {(1, 1): SheetCell("7", CellKind.NUMBER)}


def test_half_of_a_surrogate_pair_is_no_letter_and_deep_runs_are_no_trap():
    deep = b"<r>" * 5000 + b"<t>x_xD800_</t>" + b"</r>" * 5000
    row = b"<sheetData><row><c t='inlineStr'><is>" + deep + b"</is></c></row></sheetData>"
    assert _cells(_with_sheet(row)) == {(1, 1): SheetCell("x_xD800_")}


SOUND = saved(page([["Tên máy", "Phòng"], ["a-1", "B"]])[0])


@example(at=4866, byte=26)
@given(at=st.integers(0, len(SOUND) - 1), byte=st.integers(0, 255))
def test_no_broken_byte_is_a_traceback(at: int, byte: int):
    try:
        sheets = tuple(read_workbook(SOUND[:at] + bytes([byte]) + SOUND[at + 1 :], CAPS))
    except DocumentError:
        return
    assert isinstance(sheets, tuple)


def test_places():
    assert place_of("A1") == (1, 1)
    assert place_of("$AB$12") == (12, 28)
    assert place_of("XFD1048576") == (1_048_576, 16_384)
    assert place_of("1A") is None
