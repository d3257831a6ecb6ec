"""A workbook of text is read back as it was written, whatever the text is."""

import io
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from orchestrator.documents import table_writer
from orchestrator.documents.book_contents import BookTitle, Choice, ProseSheet, TableSheet
from orchestrator.documents.table_writer import (
    MAX_CELL_CHARS,
    cell_text,
    letters,
    sheet_name,
    workbook_bytes,
)
from tests.documents.office import needs_calc

TITLE = BookTitle(title="Máy & <tên>", creator="UBND", at=datetime(2022, 9, 12, tzinfo=UTC))
LISTS = "Từ để chọn"
ODD = ("=1+1", "+1", "-1", "@x", " =2", "00123", "1e5", "12/9/2022", "<b>&\"'", "ờ", "#N/A", "")


def table(*rows: tuple[str, ...], **more: object) -> TableSheet:
    filled = {"name": "Máy", "header": tuple("abcd"), "rows": rows, "spare": 0, **more}
    return TableSheet(**filled)  # type: ignore[arg-type] - the tests' own keywords


def book(*tables: TableSheet | ProseSheet):
    return load_workbook(io.BytesIO(workbook_bytes(tables, LISTS, TITLE)))


def test_every_cell_is_text_now_and_when_it_is_edited():
    rows = [ODD[at : at + 4] for at in range(0, len(ODD), 4)]
    (sheet,) = book(table(*rows)).worksheets
    told = [tuple(cell.value or "" for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert told == rows
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}
    quoted = {cell.value for cell in cells if cell.quotePrefix}
    assert quoted == {"=1+1", "+1", "-1", "@x", " =2"}


def test_the_head_stays_in_sight_and_has_a_filter():
    (sheet,) = book(table(("1", "2", "3", "4"))).worksheets
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D2")


def test_a_column_that_offers_words_takes_no_others():
    verdicts, other = Choice(values=("Đạt", "Không đạt")), Choice(values=("x",), strict=False)
    made = book(table(("Đạt", "", "", ""), choices={0: verdicts, 2: other}, spare=5))
    sheet, lists = made.worksheets
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["A2:A7"].formula1 == "'Từ để chọn'!$A$1:$A$2"
    assert rules["C2:C7"].formula1 == "'Từ để chọn'!$B$1:$B$1"
    assert [rules[cells].showErrorMessage for cells in ("A2:A7", "C2:C7")] == [True, False]
    assert (lists.sheet_state, lists["A2"].value, lists["B1"].value) == ("hidden", "Không đạt", "x")


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(table_writer, "MAX_ROWS", 3)
    made = book(table(*((str(at), "", "", "") for at in range(5))))
    assert made.sheetnames == ["Máy", "Máy (2)", "Máy (3)"]
    assert [sheet.max_row for sheet in made.worksheets] == [3, 3, 2]


def test_no_row_is_a_sheet_with_its_head():
    (sheet,) = book(table()).worksheets
    assert [cell.value for cell in sheet[1]] == list("abcd")


def test_the_same_tables_are_the_same_bytes_and_name_no_program():
    first, second = (workbook_bytes((table(ODD[:4]),), LISTS, TITLE) for _ in range(2))
    assert first == second
    about = book(table()).properties
    assert (about.creator, about.title) == ("UBND", "Máy & <tên>")
    assert about.created == datetime(2022, 9, 12)  # noqa: DTZ001 - as the library reads it


def test_a_text_longer_than_a_cell_is_cut_and_marked():
    said = cell_text("x" * (MAX_CELL_CHARS + 1))
    assert (len(said), said[-1]) == (MAX_CELL_CHARS, "…")
    assert cell_text("x" * MAX_CELL_CHARS) == "x" * MAX_CELL_CHARS


def test_what_excel_takes_for_the_number_of_a_character_is_escaped():
    (sheet,) = book(table(("_x0041_", "", "", ""))).worksheets
    assert sheet["A2"].value == "_x005F_x0041_"


@pytest.mark.parametrize(
    ("text", "named"), [("a/b:c", "a b c"), ("x" * 40, "x" * 31), ("'", "-"), ("", "-")]
)
def test_a_sheet_has_a_name_that_excel_takes(text: str, named: str):
    assert sheet_name(text) == named


def test_counts_are_numbers_and_stay_what_they_are():
    (sheet,) = book(table(("a", 46, 0, ""), grey=frozenset({1, 3}))).worksheets
    assert [(cell.value, cell.data_type) for cell in sheet[2]][1:3] == [(46, "n"), (0, "n")]
    assert sheet["B2"].number_format == "General"
    fills = [cell.coordinate for cell in sheet[2] if cell.fill.fill_type == "solid"]
    assert fills == ["B2", "D2"]  # an empty one, too


def test_a_grey_cell_that_looks_like_a_formula_is_text_all_the_same():
    (sheet,) = book(table(("=1", "", "", ""), grey=frozenset({0}))).worksheets
    assert (sheet["A2"].data_type, sheet["A2"].quotePrefix) == ("s", True)


def test_a_column_for_programs_is_hidden_and_a_form_has_no_filter():
    (sheet,) = book(table(("a", "b", "c", "d"), hidden=frozenset({3}), form=True)).worksheets
    assert [sheet.column_dimensions[name].hidden for name in "ABCD"] == [False] * 3 + [True]
    assert {sheet.column_dimensions[name].number_format for name in "ABCD"} == {"@"}
    assert sheet.auto_filter.ref is None
    assert all(cell.alignment.wrap_text for cell in sheet[2])


def test_a_sheet_is_printed_on_a4_as_wide_as_the_paper():
    for sheet in book(table(ODD[:4]), ProseSheet(name="x", lines=("y",))).worksheets:
        paper = sheet.page_setup
        assert (paper.orientation, paper.paperSize) == ("landscape", 9)
        assert (int(paper.fitToWidth), int(paper.fitToHeight)) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_prose_is_wrapped_and_sheets_have_names_of_their_own():
    prose = ProseSheet(name="máy", lines=("Một dòng dài", "", "=x"))
    made = book(table(), table(), prose)
    assert made.sheetnames == ["Máy", "Máy (2)", "máy (3)"]
    guide = made.worksheets[2]
    assert [guide[f"A{at}"].value for at in (1, 2, 3)] == ["Một dòng dài", None, "=x"]
    assert guide["A1"].alignment.wrap_text
    assert guide["A3"].data_type == "s"


def test_a_workbook_without_a_title_says_nothing_of_itself():
    data = workbook_bytes((table(),))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "docProps/core.xml" not in archive.namelist()
        assert b"core" not in archive.read("[Content_Types].xml")
    assert load_workbook(io.BytesIO(data)).sheetnames == ["Máy"]


def test_columns_are_lettered():
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@given(st.lists(st.text(max_size=30), min_size=4, max_size=4))
def test_any_text_leaves_a_sound_workbook(texts: list[str]):
    (sheet,) = book(table(tuple(texts))).worksheets
    assert sheet.max_row <= 2


@needs_calc
def test_libreoffice_opens_it(tmp_path: Path):
    (tmp_path / "t.xlsx").write_bytes(
        workbook_bytes(
            (table(("=1+1", "00123", "ờ", "x"), choices={3: Choice(values=("x",))}),), LISTS, TITLE
        )
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    form = "csv:Text - txt - csv (StarCalc):44,34,76"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", form, "--outdir", tmp_path, "t.xlsx"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    assert (tmp_path / "t.csv").read_text("utf-8").splitlines() == ["a,b,c,d", "=1+1,00123,ờ,x"]
