"""A filled workbook: rows taken, rows refused with why, and nothing guessed."""

import io
from pathlib import Path

import openpyxl
import pytest

from orchestrator.errors import InputError
from orchestrator.inventory import declaring
from orchestrator.inventory.declaring.figure_form import form_workbook
from orchestrator.inventory.district.strict import district
from orchestrator.inventory.reading.inventory_sources import load
from orchestrator.text.catalogue import NOTHING
from orchestrator.vault import Vault
from tests.inventory.declaring.test_annex_files import annex_in, setting, tree

FAULT = declaring.FigureFault
COLUMNS = ("code", "unit", "area", "kind", "scope", "people", "org_scope", "org_people",
           "evaluation", "proposals")  # fmt: skip


@pytest.fixture
def inventory(tmp_path: Path) -> str:
    return tree(tmp_path, {})


def filled(folder: Path, inventory: str, rows: list[dict[str, object]], lang: str = "vi") -> Path:
    """Fill in the form; a row that names no code goes below the units' own."""
    book = openpyxl.load_workbook(
        io.BytesIO(form_workbook(district(load([inventory])).units, lang))
    )
    sheet = book.worksheets[0]
    own = {sheet.cell(at, 1).value: at for at in range(2, sheet.max_row + 1)}
    for row in rows:
        at = own.pop(row.get("at"), None) or sheet.max_row + 1
        for name, value in row.items():
            if name != "at":
                sheet.cell(at, COLUMNS.index(name) + 1).value = value
    path = folder / "form.xlsx"
    book.save(path)
    return path


def taken(path: Path, inventory: str, *, dry_run: bool = False) -> declaring.ImportedFigures:
    request = declaring.FigureImport(
        file=path, inventory=(inventory,), actor="Văn thư A", day="2026-11-30", refused=None,
        dry_run=dry_run, lang="vi",
    )  # fmt: skip
    return declaring.import_figures(request, Vault())


def faults(done: declaring.ImportedFigures) -> list[declaring.FigureFault]:
    return [problem.fault for row in done.refused for problem in row.problems]


def test_the_form_has_a_row_a_unit_with_what_it_declared(inventory: str):
    declaring.save_annexes(setting(inventory, scope="45 máy", people="46").files)
    data = form_workbook(district(load([inventory])).units, "vi")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0][:6] == ("don_vi", "Trường Hồ Sen", None, "Tiểu học", "45 máy", 46)
    assert rows[0][8] == NOTHING
    assert rows[1][8] is None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_filled_in_is_declared_and_what_is_empty_stays(lang, inventory, tmp_path: Path):
    declaring.save_annexes(setting(inventory, scope="45 máy").files)
    rows = [{"at": "don_vi", "people": 46}, {"at": "ubnd", "evaluation": "Tốt", "people": "1.046"}]
    done = taken(filled(tmp_path, inventory, rows, lang), inventory)
    assert done.counts == {"read": 2, "declared": 2, "same": 0, "refused": 0, "empty": 0}
    assert (annex_in(inventory).scope, annex_in(inventory).people) == ("45 máy", 46)
    assert (annex_in(inventory, "ubnd").people, annex_in(inventory, "ubnd").org_people) == (
        1046,
        None,
    )
    assert annex_in(inventory).declared.by == "Văn thư A"
    again = taken(tmp_path / "form.xlsx", inventory)
    assert again.counts["same"] == 2
    assert again.files == ()
    assert again.refused_file is None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"at": "don_vi", "evaluation": "Tốt"}, FAULT.NOT_EVALUATING),
        ({"at": "don_vi", "people": -3}, FAULT.NEGATIVE),
        ({"at": "don_vi", "people": 12.5}, FAULT.NO_NUMBER),
        ({"at": "don_vi", "people": "ba mươi"}, FAULT.NO_NUMBER),
        ({"at": "don_vi", "people": 100_001}, FAULT.TOO_MANY),
        ({"at": "don_vi", "people": 5, "code": "khong_co"}, FAULT.UNKNOWN_UNIT),
        ({"at": "don_vi", "people": 5, "code": "", "unit": "Trường Lạ"}, FAULT.UNKNOWN_UNIT),
        ({"at": "don_vi", "people": 5, "unit": "UBND phường Bến Nứa"}, FAULT.OTHER_NAME),
        ({"people": 5}, FAULT.NO_UNIT),
        ({"at": "don_vi", "scope": "=1+1"}, FAULT.BAD_CELL),
        ({"at": "don_vi", "scope": "Ph\u00dfng m\u00b8y Tr\u00ad\u00eang"}, FAULT.OLD_FONT),
        ({"at": "don_vi", "scope": "x" * 5000}, FAULT.TOO_LONG),
    ],
)
def test_a_row_that_cannot_be_taken_is_one_clear_refusal(row, fault, inventory, tmp_path: Path):
    done = taken(filled(tmp_path, inventory, [row]), inventory)
    assert faults(done) == [fault]
    assert done.files == ()
    book = openpyxl.load_workbook(done.refused_file)
    head, only = list(book.worksheets[0].iter_rows(values_only=True))
    assert head[-3:] == ("Dòng gốc", "Lý do", "Cách sửa")
    assert only[-2]
    assert only[-1]
    assert not (tmp_path / "inv/group_vars").exists()


def test_of_a_unit_with_two_rows_neither_is_taken(inventory: str, tmp_path: Path):
    rows = [
        {"at": "don_vi", "people": 5},
        {"at": "ubnd", "people": 7},
        {"code": "don_vi", "people": 6},
    ]
    done = taken(filled(tmp_path, inventory, rows), inventory)
    assert faults(done) == [FAULT.TWICE] * 2
    assert annex_in(inventory).people is None
    assert annex_in(inventory, "ubnd").people == 7


def test_refused_rows_are_mended_where_they_are_and_taken_from_there(inventory, tmp_path: Path):
    done = taken(filled(tmp_path, inventory, [{"at": "don_vi", "people": -3}]), inventory)
    book = openpyxl.load_workbook(done.refused_file)
    book.worksheets[0].cell(2, 6).value = "3"
    book.save(done.refused_file)
    assert taken(done.refused_file, inventory).counts["declared"] == 1
    assert annex_in(inventory).people == 3


def test_a_dry_run_writes_nothing(inventory: str, tmp_path: Path):
    rows = [{"at": "don_vi", "people": 5}, {"at": "ubnd", "people": -7}]
    done = taken(filled(tmp_path, inventory, rows), inventory, dry_run=True)
    assert done.counts["declared"] == 1
    assert len(done.files) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["form.xlsx", "inv"]


def test_a_unit_s_name_alone_will_do_in_a_csv_file(inventory: str, tmp_path: Path):
    path = tmp_path / "a.csv"
    head = "Tên đơn vị;1. Phạm vi triển khai;4. Đề xuất, kiến nghị"
    path.write_text(f"Biểu thu\n\n{head}\nTrường Hồ Sen;45 máy;Không\n", "utf-8")
    assert taken(path, inventory).counts["declared"] == 1
    assert annex_in(inventory).proposals == "Không"


@pytest.mark.parametrize("text", ["a;b\n1;2\n", "Mã đơn vị;x\n1;2\n", ""])
def test_a_file_that_is_no_form_is_refused(text: str, inventory: str, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"a\.csv"):
        taken(path, inventory)
