"""Columns of addresses that no title names are asked about; a person, or two rows, name them."""

from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.inventory.sheets import Options, RowDraft, Taken, open_sheets, read_machines
from orchestrator.inventory.sheets.asked_columns import AskedColumn, columns_given, refuse_asked
from tests.documents.made import workbook


def _taken(path: Path, rows: list[tuple[object, ...]], **options: object) -> Taken:
    workbook(path, rows)
    return read_machines(open_sheets(path), Options(**options), str(path))  # type: ignore[arg-type]


UNNAMED = [("Tên máy", "ĐC IP tĩnh", "Phòng"), ("pc-1", "10.1.1.1", "A"), ("pc-2", "10.1.1.2", "B")]


def test_a_column_of_addresses_that_no_title_names_is_asked_about(tmp_path: Path):
    (sheet,) = _taken(tmp_path / "a.xlsx", UNNAMED).sheets
    assert sheet.asked == (AskedColumn(title="ĐC IP tĩnh", held=2, filled=2),)
    assert sheet.without_address == 2
    with pytest.raises(InputError, match=r'a\.xlsx:1:1: .*`ĐC IP tĩnh`.*--column "ĐC IP tĩnh"'):
        refuse_asked([(1, sheet.asked[0])], "a.xlsx")


def test_a_person_says_what_a_column_is(tmp_path: Path):
    (sheet,) = _taken(tmp_path / "a.xlsx", UNNAMED, columns=columns_given(["ĐC IP tĩnh"])).sheets
    assert [one.fields["ansible_host"] for one in sheet.rows if isinstance(one, RowDraft)] == [
        "10.1.1.1",
        "10.1.1.2",
    ]
    assert (sheet.asked, sheet.without_address) == ((), 0)
    (left,) = _taken(
        tmp_path / "a.xlsx", UNNAMED, columns=columns_given(["ĐC IP tĩnh=none"])
    ).sheets
    assert (left.asked, left.without_address) == ((), 2)
    for text in ("ĐC IP tĩnh=what", "=room"):
        with pytest.raises(InputError, match="TITLE=FIELD"):
            columns_given([text])


def test_addresses_of_the_network_are_no_question(tmp_path: Path):
    rows = [("Tên máy", "Địa chỉ IP", "Gateway"), ("pc-1", "10.1.1.1", "10.1.1.254")]
    assert _taken(tmp_path / "a.xlsx", rows).sheets[0].asked == ()


@pytest.mark.parametrize(
    "header",
    [
        [
            ("STT", "Tên máy", "Mạng", None, "Phòng"),
            (None, None, "Địa chỉ IP", "MAC", None),
        ],
        [("Thông tin máy", None, "Mạng", None, ""), ("STT", "Tên máy", "IP", "MAC", "Phòng")],
        [("STT", "Tên máy", "Mạng", "Mạng", "Phòng"), ("STT", "Tên máy", "IP", "MAC", "Phòng")],
    ],
)
def test_a_header_of_two_rows_is_one(tmp_path: Path, header: list[tuple[object, ...]]):
    row = (1, "pc-1", "10.1.1.1", "aa-bb", "P1")
    (sheet,) = _taken(tmp_path / "a.xlsx", [*header, row]).sheets
    (draft,) = sheet.rows
    assert isinstance(draft, RowDraft)
    assert (draft.name, dict(draft.fields)) == ("pc-1", {"ansible_host": "10.1.1.1", "room": "P1"})
