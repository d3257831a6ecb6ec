"""A workbook that somebody may have filled in is never replaced, whichever command writes it."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from orchestrator.cli.main import main

FILLED = b"filled in by hand"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    unit = "{name: Trường Hồ Sen, type: primary_school}"
    text = f"th_ho_sen: {{vars: {{unit: {unit}}}, hosts: {{hs-01: , hs-02: }}}}\n"
    (tmp_path / "a.yml").write_text(text, "utf-8")
    book = openpyxl.Workbook()
    book.active.append(["Tên máy", "Phòng"])
    book.active.append(["hs 03", "A"])
    book.save(tmp_path / "may.xlsx")
    head = "Mã đơn vị;1. Phạm vi triển khai\nla;45 máy\n"
    (tmp_path / "form.csv").write_text(head, "utf-8")
    return tmp_path


def ran(folder: Path, words: Sequence[str]) -> int:
    return main([str(folder / word[1:]) if word.startswith("@") else word for word in words])


@pytest.mark.parametrize(
    "words",
    [
        ("inventory", "export", "-i", "@a.yml", "--xlsx", "@out.xlsx"),
        ("inventory", "import", "@may.xlsx", "-i", "@a.yml", "--unit", "th_ho_sen",
         "--refused", "@out.xlsx"),
        ("annex", "import", "@form.csv", "-i", "@a.yml", "--by", "A", "--refused", "@out.xlsx"),
        ("annex", "form", "-i", "@a.yml", "-o", "@out.xlsx"),
    ],
)  # fmt: skip
def test_it_stays_and_the_command_says_what_to_do(
    words: Sequence[str], folder: Path, capsys: pytest.CaptureFixture[str]
):
    out = folder / "out.xlsx"
    assert ran(folder, words) in (0, 4)
    made = out.read_bytes()
    assert ran(folder, words) in (0, 4)
    assert out.read_bytes() == made
    out.write_bytes(FILLED)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    capsys.readouterr()
    assert ran(folder, words) == 2
    assert f"{out} đã có và không giống tệp sẽ ghi" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_scans_found_needs_a_file_of_its_own(folder: Path, capsys):
    (folder / "list.txt").write_text("bad.example\n", "utf-8")
    (folder / "out.xlsx").write_bytes(FILLED)
    words = ("ioc", "scan", "@form.csv", "--iocs", "@list.txt", "--xlsx", "@out.xlsx")
    assert ran(folder, words) == 2
    assert "đã có" in capsys.readouterr().err
    assert (folder / "out.xlsx").read_bytes() == FILLED
