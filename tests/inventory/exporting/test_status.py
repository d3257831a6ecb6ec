"""A school's own workbook gets our columns, and every other byte of it stays."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from orchestrator.errors import InputError
from orchestrator.inventory.exporting.unit_status import StatusColumns, with_status
from orchestrator.inventory.sheets import Options
from orchestrator.sweep.sheet_export import status_columns
from tests.documents.made import page, repacked, saved
from tests.report.samples import district, sample_units

SHEET = "xl/worksheets/sheet1.xml"
COLUMNS = StatusColumns(
    titles=("Kết luận gần nhất", "Lý do"),
    by_machine={"hs-01": ("Đạt", ""), "hs-02": ("Không đạt", "=1+1 <&> \x07")},
    unknown=("Không có trong đợt rà soát", ""),
)


def _school() -> bytes:
    """Return a workbook with all that a library would lose or change."""
    book, sheet = page([("DANH SÁCH MÁY",), (), ("STT", "Tên máy", "Phòng", "Giá")], "Máy")
    thin = Side(style="thin")
    sheet.merge_cells("A1:D1")
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="FFFFFF00")
    for row in ((1, "HS-01", "A", 7), (2, "hs-02", "A", 8), (3, "hs-99", "B", 9)):
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.border = Border(thin, thin, thin, thin)
    sheet.append(("Tổng cộng", None, None, "=SUM(D4:D6)"))
    sheet.merge_cells("C4:C5")
    sheet["F5"].fill = PatternFill("solid", start_color="FF00FF00")
    sheet["B4"].comment = Comment("của phòng Tin học", "A")
    rule = DataValidation(type="list", formula1='"A,B"')
    rule.add("C4:C6")
    sheet.add_data_validation(rule)
    sheet.auto_filter.ref = "A3:D6"
    sheet.freeze_panes = "A4"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=4, max_row=6))
    sheet.add_chart(chart, "H10")
    book.create_sheet("Khác").append(["=1+1"])
    return repacked(saved(book), {"xl/vbaProject.bin": b"\x01\x02", "customXml/a.xml": b"<a/>"})


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _written(data: bytes, columns: StatusColumns = COLUMNS) -> bytes:
    return with_status(data, "a.xlsx", columns, Options()).data


def test_the_columns_stand_at_the_right_of_the_table():
    data = _school()
    done = with_status(data, "a.xlsx", COLUMNS, Options())
    assert (done.known, done.unknown) == (("HS-01", "hs-02"), ("hs-99",))
    sheet = load_workbook(io.BytesIO(done.data))["Máy"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=7)]
    assert [row[4:6] for row in rows] == [
        ["Kết luận gần nhất", "Lý do"],
        ["Đạt", None],
        ["Không đạt", "=1+1 <&> "],
        ["Không có trong đợt rà soát", None],
        [None, None],
    ]
    assert sheet["F5"].data_type == "s"
    assert sheet["E3"].font.bold
    assert sheet["E4"].border.left.style == "thin"
    assert sheet["F5"].fill.start_color.rgb == "FF00FF00"


def test_no_other_byte_changes():
    data = _school()
    before, after = _parts(data), _parts(_written(data))
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == [SHEET]
    ours = re.compile(rb'<c r="[EF][0-9]+"[^>]*?(?:/>|>.*?</c>)')
    size = re.compile(rb'spans="[0-9:]+"|dimension ref="[A-Z0-9:]+"')
    assert size.sub(b"", ours.sub(b"", after[SHEET])) == (
        size.sub(b"", ours.sub(b"", before[SHEET]))
    )


def test_a_second_time_the_same_columns_are_written_over():
    once = _written(_school())
    assert _parts(_written(once)) == _parts(once)
    later = StatusColumns(
        titles=COLUMNS.titles, by_machine={"hs-99": ("Đạt", "x")}, unknown=("Không có", "")
    )
    sheet = load_workbook(io.BytesIO(_written(once, later)))["Máy"]
    assert [sheet[f"E{n}"].value for n in (4, 5, 6)] == ["Không có", "Không có", "Đạt"]
    assert sheet.max_column == 6


def test_a_column_of_the_schools_own_is_not_written_over():
    book, _ = page([("Tên máy", "Lý do", "Phòng"), ("hs-01", "hỏng màn hình", "A")])
    sheet = load_workbook(io.BytesIO(_written(saved(book)))).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["hs-01", "hỏng màn hình", "A", "Đạt", None]


def test_rows_without_references_and_with_prefixes_are_written_into():
    xml = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<x:sheetData><x:row spans='1:2'><x:c t='inlineStr'><x:is><x:t>Hostname</x:t></x:is></x:c>"
        b'</x:row><x:row spans="1:1"><x:c t="inlineStr" s="0"><x:is><x:t>hs-01</x:t></x:is></x:c>'
        b"<x:c r='D2' s='0'/></x:row></x:sheetData></x:worksheet>"
    )
    after = _parts(_written(repacked(saved(page([])[0]), {SHEET: xml})))[SHEET]
    assert b'<x:row spans="1:3"><x:c t="inlineStr" s="0">' in after
    said = '<x:c r="B2" s="0" t="inlineStr"><x:is><x:t xml:space="preserve">Đạt</x:t></x:is></x:c>'
    assert f"{said}<x:c r=\"C2\" s=\"0\"/><x:c r='D2' s='0'/></x:row>".encode() in after


def test_what_cannot_be_written_into_is_refused():
    signed = repacked(_school(), {"_xmlsignatures/sig1.xml": b"<a/>"})
    wide = _parts(_school())[SHEET].decode().encode("utf-16")
    for data, what in (
        (signed, "is signed"),
        (b"Ten may,Phong\n", "no Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "97-2003"),
        (repacked(_school(), {SHEET: wide}), "a form that is not changed"),
    ):
        with pytest.raises(InputError, match=what):
            _written(data)


def test_a_sweep_is_told_in_cells():
    found = status_columns(district(*sample_units()), "vi")
    assert found.titles == ("Kết luận gần nhất", "Lý do", "Đợt rà soát", "Ngày rà soát")
    verdicts = {said[0] for said in found.by_machine.values()}
    assert {"Đạt", "Không đạt", "Chưa đánh giá được"} <= verdicts
    for verdict, reason, sweep, day in found.by_machine.values():
        assert bool(reason) == (verdict != "Đạt")
        assert "." not in reason.replace("[.]", "")
        assert sweep
        assert datetime.strptime(day, "%d/%m/%Y").replace(tzinfo=UTC)


def test_an_empty_book_has_no_table(tmp_path: Path):
    with pytest.raises(InputError, match="no header was found"):
        _written(saved(Workbook()))
    assert not list(tmp_path.iterdir())
