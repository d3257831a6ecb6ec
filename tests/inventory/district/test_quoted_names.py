"""Quotation marks around the name of a unit or of a body, at every door that takes one."""

from pathlib import Path

import openpyxl
import pytest

from orchestrator.cli.main import main
from orchestrator.inventory.district.quoted_names import unquoted

INVENTORY = """\
kim_ma:
  vars: {{ward: {ward}}}
  children:
    th_hoa_sen:
      vars:
        unit: {{name: {name}, type: primary_school}}
      hosts: {{hs-01: }}
"""


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("“Trường Hoa Sen”", "Trường Hoa Sen"),
        ("„Trường Hoa Sen“", "Trường Hoa Sen"),
        ("«Trường Hoa Sen»", "Trường Hoa Sen"),
        ("'Trường Hoa Sen'", "Trường Hoa Sen"),
        ("Trường Hoa Sen”", "Trường Hoa Sen"),
        ("“Trường Hoa Sen", "Trường Hoa Sen"),
        ("““Trường Hoa Sen””", "Trường Hoa Sen"),
        ("“”", ""),
        ("Trường “Hoa Sen”", "Trường “Hoa Sen”"),
        ("“Hoa Sen” Kindergarten", "“Hoa Sen” Kindergarten"),
        ("Trường D'Arc", "Trường D'Arc"),
        ("Trường Hoa Sen", "Trường Hoa Sen"),
        ("", ""),
    ],
)
def test_marks_around_a_name_go_and_its_own_stay(name: str, bare: str):
    assert unquoted(name) == bare


@pytest.mark.parametrize(
    ("name", "ward", "place", "mend"),
    [
        ("“Trường Hoa Sen”", "Kim Mã", "6:22", "Trường Hoa Sen"),
        ("Trường Hoa Sen", "“Kim Mã”", "2:16", "Kim Mã"),
        ("“”", "Kim Mã", "6:22", "chỉ viết tên"),
    ],
)
def test_a_check_says_where_and_how_to_mend(name, ward, place, mend, tmp_path: Path, capsys):
    file = tmp_path / "a.yml"
    file.write_text(INVENTORY.format(name=name, ward=ward), "utf-8")
    assert main(["inventory", "check", "-i", str(file)]) == 2
    said = capsys.readouterr().err
    assert f"{file}:{place}: " in said
    assert "dấu ngoặc kép" in said
    assert mend in said.partition("ngoặc kép")[2]


def test_a_new_unit_of_an_import_has_none(tmp_path: Path, capsys):
    (tmp_path / "a").mkdir()
    file = tmp_path / "a" / "a.yml"
    file.write_text(INVENTORY.format(name="Trường Hoa Sen", ward="Kim Mã"), "utf-8")
    before = file.read_bytes()
    book = openpyxl.Workbook()
    book.active.append(["Tên máy"])
    book.active.append(["sm-01"])
    book.save(tmp_path / "may.xlsx")
    words = ("inventory", "import", str(tmp_path / "may.xlsx"), "-i", str(tmp_path / "a"))
    new = ("--unit", "th_sao_mai", "--unit-name", "“Trường Sao Mai”", "--unit-type")
    assert main([*words, "--ward", "Kim Mã", *new, "primary_school"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("tên “Trường Sao Mai” nằm trong dấu ngoặc kép")
    assert said.endswith('Hãy viết "Trường Sao Mai".\n')
    assert file.read_bytes() == before
