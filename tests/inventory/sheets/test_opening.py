import io
import zipfile
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.inventory.sheets import open_sheets
from tests.documents.made import page, repacked, saved, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _ods() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "mend"),
    [
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "97-2003", "save it as .xlsx"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password", "take the"),
        (_ods(), "OpenDocument", "save it as .xlsx"),
        (b"\r\n<HTML><table>", "web page", "save it as .xlsx"),
    ],
)
def test_what_is_no_workbook_of_today_is_refused_with_the_way_out(
    tmp_path: Path, data: bytes, what: str, mend: str
):
    path = tmp_path / "may.xlsx"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        open_sheets(path)
    (problem,) = caught.value.problems
    assert what in problem.what
    assert mend in problem.mend


def test_the_content_tells_the_kind_and_not_the_name(tmp_path: Path):
    named_csv = workbook(tmp_path / "may.csv", [["Tên máy"]])
    assert open_sheets(named_csv)[0].name == "Máy"
    named_xlsx = tmp_path / "may.xlsx"
    named_xlsx.write_text("Tên máy\n", encoding="utf-8")
    assert open_sheets(named_xlsx)[0].name == ""


def test_one_sheet_is_had_by_its_name_even_a_hidden_one(tmp_path: Path):
    book, _ = page([["a"]], "Một")
    hidden = book.create_sheet("Máy cũ")
    hidden.sheet_state = "hidden"
    path = tmp_path / "a.xlsx"
    path.write_bytes(saved(book))
    assert [sheet.name for sheet in open_sheets(path, only="máy CŨ ")] == ["Máy cũ"]
    with pytest.raises(InputError, match=r"there is no sheet `Ba`.*`Một`, `Máy cũ`"):
        open_sheets(path, only="Ba")


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("parts", "what", "mend"),
    [
        ({SHEET: b"<worksheet"}, "damaged", "save it again"),
        (
            {SHEET: b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet>&a;</worksheet>'},
            "damaged",
            "save it again",
        ),
        ({SHEET: b" " * (64 * 2**20 + 1)}, "larger than 64 MiB", "no list of machines"),
        ({f"x{n}": b"" for n in range(4096)}, "too many parts", "save it again"),
        ({"xl/workbook.xml": b"<a/>"}, "no Excel workbook", "save it as .xlsx"),
        ({SHEET: b"<w>" + b"<c/>" * 15_999_999 + b"</w>"}, "too large once", "no list of machines"),
        (
            {SHEET: b"<w>" + b"<row><c><v>7</v></c></row>" * 100_001 + b"</w>"},
            "more than 100,000 rows",
            "split it",
        ),
    ],
)
def test_a_workbook_that_is_not_read_is_refused_with_the_way_out(
    tmp_path: Path, parts: dict[str, bytes], what: str, mend: str
):
    path = tmp_path / "may.xlsx"
    path.write_bytes(repacked(saved(page([["a"]])[0]), parts))
    with pytest.raises(InputError) as caught:
        open_sheets(path)
    (problem,) = caught.value.problems
    assert what in problem.what
    assert mend in problem.mend
    assert problem.place is not None
    assert problem.place.file == str(path)


def test_a_broken_archive_is_damaged(tmp_path: Path):
    path = tmp_path / "may.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="damaged"):
        open_sheets(path)
