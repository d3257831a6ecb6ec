import io
import zipfile
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.inventory.sheets import open_sheets
from tests.inventory.sheet.made import page, saved, workbook

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
