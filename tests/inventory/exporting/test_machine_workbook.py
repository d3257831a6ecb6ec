import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from orchestrator.cli.main import main
from orchestrator.documents.book_contents import Choice, TableSheet
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.inventory import load
from orchestrator.inventory.exporting.machine_workbook import template_workbook
from orchestrator.inventory.exporting.unit_status import StatusColumns
from tests.inventory.trees import HEAD, write

BA_DINH = Path(__file__).parents[3] / "inventories" / "ba-dinh"
SMALL = """
phuc_xa:
  vars: {ward: Phúc Xá}
  children:
    th_x:
      vars: {unit: {name: "=Trường X", type: primary_school}}
      hosts:
        x-1: {label: "+Máy 1", room: 203, role: server, os: debian, ansible_connection: ssh}
        x-2: {ansible_host: 192.0.2.7}
    mn_y:
      vars: {unit: {name: Trường Y, type: kindergarten}}
lost: {hosts: {stray: }}
"""


def _small(tmp_path: Path) -> str:
    return write(tmp_path / "inv", {"group_vars/all.yml": HEAD, "a.yml": SMALL})


def test_the_workbook_has_what_a_school_needs(tmp_path: Path):
    inventory = load([_small(tmp_path)])
    book = load_workbook(io.BytesIO(template_workbook(inventory, ("x-1", "stray", "x-2"), "vi")))
    assert book.sheetnames == ["Danh sách máy", "Hướng dẫn", "Danh mục"]
    sheet = book["Danh sách máy"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=4)]
    assert rows == [
        ["STT", "Phường", "Đơn vị", "Tên máy", "Tên hiển thị", "Phòng", "Địa chỉ IP",
         "Hệ điều hành", "Vai trò", "Cách kết nối"],
        ["1", "Phúc Xá", "=Trường X", "x-1", "+Máy 1", "203", None, "debian", "Máy chủ", "ssh"],
        ["2", "Phúc Xá", "=Trường X", "x-2", None, None, "192.0.2.7", None, "Máy trạm", None],
        ["3", None, None, "stray", None, None, None, None, "Máy trạm", None],
    ]  # fmt: skip
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    assert sheet["E2"].number_format == "@"
    assert sheet.freeze_panes == "A2"
    assert book["Danh mục"].sheet_state == "hidden"
    offered = {
        str(rule.sqref)[0]: (rule.formula1, rule.showErrorMessage)
        for rule in sheet.data_validations.dataValidation
    }
    assert set(offered) == set("BCHIJ")
    assert offered["I"] == ("'Danh mục'!$D$1:$D$5", True)
    assert [cell.value for cell in book["Danh mục"]["D"]][:2] == ["Máy trạm", "Máy chủ"]


def test_a_sweep_is_told_beside_the_machines(tmp_path: Path):
    status = StatusColumns(
        titles=("Kết luận gần nhất", "Lý do"),
        by_machine={"x-1": ("Đạt", "")},
        unknown=("Không có", ""),
        verdicts=("Đạt", "Không đạt"),
    )
    made = template_workbook(load([_small(tmp_path)]), ("x-1", "x-2"), "vi", status)
    book = load_workbook(io.BytesIO(made))
    rows = [[cell.value for cell in row][10:] for row in book.worksheets[0].iter_rows(max_row=3)]
    assert rows == [["Kết luận gần nhất", "Lý do"], ["Đạt", None], ["Không có", None]]
    assert [cell.value for cell in book["Danh mục"]["F"]][:2] == ["Đạt", "Không đạt"]


def test_the_workbook_of_an_empty_inventory_offers_all_units(tmp_path: Path):
    book = load_workbook(io.BytesIO(template_workbook(load([_small(tmp_path)]), (), "en")))
    sheet = book["Machines"]
    assert [cell.value for cell in sheet[1]][:4] == ["No", "Ward", "Unit", "Machine name"]
    assert [cell.value for cell in book["Lists"]["B"]][:2] == ["=Trường X", "Trường Y"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_exported_changes_nothing_when_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
):
    file = tmp_path / "may.xlsx"
    where = ("-i", str(BA_DINH), "--lang", lang, "--json")
    assert main(["inventory", "export", "--xlsx", str(file), *where]) == 0
    machines = json.loads(capsys.readouterr().out)["machines"]
    assert machines > 600
    assert main(["inventory", "import", str(file), "--dry-run", *where]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["files"] == []
    assert said["counts"] == {
        "read": machines, "added": 0, "updated": 0, "same": machines, "refused": 0,
    }  # fmt: skip


def test_a_pattern_chooses_the_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "may.xlsx"
    words = ["inventory", "export", "th_x:!x-2", "-i", _small(tmp_path), "--xlsx", str(file)]
    assert main(words) == 0
    assert capsys.readouterr().out == f"Đã ghi 1 máy vào {file}\n"


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--xlsx", "a.xlsx"), "Give -i INVENTORY and --xlsx FILE"),
        (("-i", "{inv}"), "Give -i INVENTORY and --xlsx FILE"),
        (("-i", "{inv}", "--xlsx", "{tmp}/none/a.xlsx"), "cannot write"),
        (("nobody", "-i", "{inv}", "--xlsx", "{tmp}/a.xlsx"), "names no group and no machine"),
        (("--into", "a.xlsx"), "either --xlsx FILE for a new one, or --in-place"),
        (("--into", "a.xlsx", "--xlsx", "b.xlsx", "--in-place"), "either --xlsx FILE"),
    ],
)
def test_a_slip_on_the_command_line_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], what: str
):
    places = {"inv": _small(tmp_path), "tmp": str(tmp_path)}
    filled = (word.format(**places) for word in words)
    assert main(["inventory", "export", *filled, "--lang", "en"]) == 2
    assert what in capsys.readouterr().err


def test_signs_that_a_workbook_cannot_hold_are_left_out():
    table = TableSheet(
        name="A", header=("a",), rows=(("x\x07y\ud800",),), choices={0: Choice(values=())}
    )
    book = load_workbook(io.BytesIO(workbook_bytes((table,))))
    assert book["A"]["A2"].value == "xy"
