"""Every way that schools spoil a row, each with what is said of it."""

import datetime as dt
import unicodedata
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from orchestrator.errors import InputError
from orchestrator.inventory.sheets import (
    Options,
    RowDraft,
    RowRefused,
    Taken,
    open_sheets,
    read_machines,
)
from orchestrator.inventory.sheets.columns import Column
from orchestrator.inventory.sheets.legacy_fonts import Legacy
from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.inventory.sheets.rows import NoMachine
from tests.inventory.sheet.made import HEADER, page, saved, workbook

WIDE = ("Tên máy", "Địa chỉ IP", "Phòng", "Vai trò", "Hệ điều hành", "Cách kết nối")


def _taken(
    tmp_path: Path, *rows: tuple[object, ...], header: tuple[object, ...] = WIDE, **options: object
) -> Taken:
    path = workbook(tmp_path / "may.xlsx", [header, *rows])
    return read_machines(open_sheets(path), Options(**options), str(path))  # type: ignore[arg-type]


def _one(tmp_path: Path, *row: object, **options: object) -> RowDraft | RowRefused:
    (found,) = _taken(tmp_path, row, **options).rows
    return found


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("10.12.3.22", "10.12.3.22"),
        (" 10.12.3.22\u00a0\u200b", "10.12.3.22"),
        ("\ufeff10.12.3.22\r\n", "10.12.3.22"),
        ("2001:DB8::7", "2001:db8::7"),
        ("pc-1.hoa-sen.example", "pc-1.hoa-sen.example"),
        ("DHCP", None),
        ("IP động", None),
        ("-", None),
        (None, None),
    ],
)
def test_an_address_is_taken(tmp_path: Path, cell: object, address: str | None):
    found = _one(tmp_path, "hs-1", cell)
    assert isinstance(found, RowDraft)
    assert found.fields.get("ansible_host") == address


@pytest.mark.parametrize(
    ("cell", "why", "words"),
    [
        ("10,12,3,22", RowRefusal.ADDRESS_COMMAS, "Ghi 10.12.3.22"),
        ("10.12,3.22", RowRefusal.ADDRESS_COMMAS, "Ghi 10.12.3.22"),
        (10.12, RowRefusal.ADDRESS_NUMBER, "“10.12” là một số"),
        (1012322, RowRefusal.ADDRESS_NUMBER, "Excel đã tự đổi"),
        (dt.date(2012, 3, 22), RowRefusal.ADDRESS_DATE, "22/03/2012"),
        ("192.168.001.025", RowRefusal.ADDRESS_OCTAL, "Ghi 192.168.1.25 nếu đúng"),
        ("10.12.3.25/26", RowRefusal.ADDRESS_TWO, "hai địa chỉ"),
        ("10.12.3.25, 10.12.3.26", RowRefusal.ADDRESS_TWO, "Mỗi máy một dòng"),
        ("10.12.3.25\n10.12.3.26", RowRefusal.ADDRESS_TWO, "hai địa chỉ"),
        ("10.12.3.25 - 26", RowRefusal.ADDRESS_TWO, "hai địa chỉ"),
        ("10.12.3.999", RowRefusal.ADDRESS_BAD, "bốn số 0-255"),
        ("10.12.3", RowRefusal.ADDRESS_BAD, "không hợp lệ"),
        ("http://10.12.3.4/", RowRefusal.ADDRESS_BAD, "không hợp lệ"),
        ("127.0.0.1", RowRefusal.ADDRESS_SPECIAL, "ipconfig"),
        ("169.254.7.7", RowRefusal.ADDRESS_SPECIAL, "DHCP"),
        ("255.255.255.255", RowRefusal.ADDRESS_SPECIAL, "một máy"),
        ("224.0.0.251", RowRefusal.ADDRESS_SPECIAL, "một máy"),
    ],
)
def test_an_address_is_refused_with_the_way_out(
    tmp_path: Path, cell: object, why: RowRefusal, words: str
):
    found = _one(tmp_path, "hs-1", cell)
    assert isinstance(found, RowRefused)
    (doubt,) = found.doubts
    assert doubt.why is why
    assert words in f"{doubt.reason('vi')}. {doubt.mend('vi')}"
    assert "{" not in f"{doubt.reason('en')} {doubt.mend('en')}"


@pytest.mark.parametrize(
    ("cell", "why", "words"),
    [
        ("PC VĂN THƯ", RowRefusal.NAME_NO_HOSTNAME, "Ghi PC-VAN-THU vào cột Tên máy"),
        ("Đồng Đội", RowRefusal.NAME_NO_HOSTNAME, "Dong-Doi"),
        ("hs-1,hs-2", RowRefusal.NAME_NO_HOSTNAME, "hs-1-hs-2"),
        ("???", RowRefusal.NAME_UNUSABLE, "Settings, System, About"),
        ("10.12.3.22", RowRefusal.NAME_UNUSABLE, "10.12.3.22"),
        ("LOCALHOST", RowRefusal.NAME_UNUSABLE, "LOCALHOST"),
        (7, RowRefusal.NAME_DIGITS, "may-7"),
        (dt.date(2022, 3, 5), RowRefusal.NAME_DATE, "05/03/2022"),
        ("=B2", RowRefusal.FORMULA, "chưa được tính"),
        ("#REF!", RowRefusal.ERROR_CELL, "#REF!"),
        ("{{ lookup('pipe', 'id') }}", RowRefusal.TEMPLATE, "biểu mẫu"),
        ("x" * 201, RowRefusal.TOO_LONG, "dài hơn 200"),
        (None, RowRefusal.NAME_MISSING, "thiếu tên máy"),
    ],
)
def test_a_name_is_refused_with_the_way_out(
    tmp_path: Path, cell: object, why: RowRefusal, words: str
):
    found = _one(tmp_path, cell, "10.12.3.22", "Phòng 3")
    assert isinstance(found, RowRefused)
    (doubt,) = found.doubts
    assert doubt.why is why
    assert words in f"{doubt.reason('vi')}. {doubt.mend('vi')}"


def test_a_room_that_excel_took_for_a_date_is_refused(tmp_path: Path):
    found = _one(tmp_path, "hs-1", None, dt.date(2022, 3, 1))
    assert isinstance(found, RowRefused)
    assert found.doubts[0].why is RowRefusal.DATE_CELL
    assert "“Phòng” là ngày tháng (01/03/2022)" in found.doubts[0].reason("vi")


def test_the_offered_name_is_taken_where_a_person_says_so(tmp_path: Path):
    found = _one(tmp_path, "PC VĂN THƯ", "10.12.3.22", accept_names=True)
    assert isinstance(found, RowDraft)
    assert found.name == "PC-VAN-THU"
    assert found.fields == {"label": "PC VĂN THƯ", "ansible_host": "10.12.3.22"}


def test_a_prefix_is_put_before_names_that_lack_it(tmp_path: Path):
    taken = _taken(tmp_path, ("PC-1",), ("HS-PC-2",), prefix="hs-")
    assert [row.name for row in taken.rows if isinstance(row, RowDraft)] == ["hs-PC-1", "HS-PC-2"]


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path):
    found = _one(tmp_path, "PC 1", "10,1,1,1", "{% x %}", "vua", "", "telnet")
    assert isinstance(found, RowRefused)
    assert [doubt.why for doubt in found.doubts] == [
        RowRefusal.TEMPLATE,
        RowRefusal.NAME_NO_HOSTNAME,
        RowRefusal.ROLE_UNKNOWN,
        RowRefusal.ADDRESS_COMMAS,
        RowRefusal.CONNECTION_UNKNOWN,
    ]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        (("m", "", "", "Máy chủ", "Win 10"), {"role": "server", "os": "Windows 10"}),
        (("m", "", "", "Thiết bị mạng", "routeros", "SSH"),
         {"role": "gateway", "os": "routeros", "ansible_connection": "ssh"}),
        (("m", "", 203.0, "pc", "windows7"), {"room": "203", "role": "pc", "os": "Windows 7"}),
        (("m", None, unicodedata.normalize("NFD", "Tin  \u00a0học ")), {"room": "Tin học"}),
    ],
)  # fmt: skip
def test_what_a_machine_is(tmp_path: Path, row: tuple[object, ...], fields: dict[str, str]):
    found = _one(tmp_path, *row)
    assert isinstance(found, RowDraft)
    assert found.fields == fields


def test_rows_that_hold_no_machine_are_counted_apart(tmp_path: Path):
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A4:D4")

    path = workbook(
        tmp_path / "may.xlsx",
        [
            ("DANH SÁCH MÁY TÍNH",),
            HEADER,
            (1, "hs-1", "10.12.3.1", "A"),
            ("II. KHU HIỆU BỘ",),
            (2, "hs-2", "10.12.3.2", "A"),
            (None, None, None, None),
            HEADER,
            (1, "hs-3", "10.12.3.3", "B"),
            (2, None, None, None),
            (3, "cong-1", "10.12.3.4", "B"),
            ("Cộng", 4, None, None),
            (None, "TỔNG CỘNG:", None, "4 máy"),
            ("Tong so may", 4),
            (None, None, None, "Người lập biểu"),
        ],
        merge,
    )
    taken = read_machines(open_sheets(path), Options(), str(path))
    assert [row.name for row in taken.rows] == ["hs-1", "hs-2", "hs-3", "cong-1"]
    assert taken.sheets[0].passed == {
        NoMachine.TITLE: 2, NoMachine.HEADER: 1, NoMachine.EMPTY: 1, NoMachine.TOTAL: 3,
    }  # fmt: skip


def test_a_cell_merged_over_rows_holds_for_each(tmp_path: Path):
    path = workbook(
        tmp_path / "may.xlsx",
        [WIDE, ("a-1", None, "Phòng 1"), ("a-2", None, None), ("a-3", None, "Phòng 2")],
        lambda sheet: sheet.merge_cells("C2:C3"),
    )
    taken = read_machines(open_sheets(path), Options(), str(path))
    rooms = [row.fields.get("room") for row in taken.rows if isinstance(row, RowDraft)]
    assert rooms == ["Phòng 1", "Phòng 1", "Phòng 2"]


def test_hidden_rows_are_machines_too_and_told(tmp_path: Path):
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True

    path = workbook(tmp_path / "may.xlsx", [WIDE, ("a-1",), ("a-2",)], hide)
    taken = read_machines(open_sheets(path), Options(), str(path))
    assert len(taken.rows) == 2
    assert taken.sheets[0].hidden_rows == 1


@pytest.mark.parametrize(
    "header",
    [
        [("STT", "TÊN MÁY TÍNH", "IP")],
        [(unicodedata.normalize("NFD", "Tên máy (hostname)"), "Địa chỉ IP*")],
        [("Hostname", "IP Address")],
        [("UBND QUẬN",), (), ("DANH SÁCH",), ("Tên\nmáy", "Địa  chỉ\u00a0IP")],
        [("STT", "Tên máy", "Cấu hình", None), (None, None, "Địa chỉ IP", "HĐH")],
        [("Tªn m¸y", "§Þa chØ IP")],
        [("Maùy", "Ñòa chæ IP")],
        [("Tên máy",)],
    ],
)
def test_the_header_is_found(tmp_path: Path, header: list[tuple[object, ...]]):
    def merge(sheet: Worksheet) -> None:
        if len(header) == 2:
            for cells in ("A1:A2", "B1:B2", "C1:D1"):
                sheet.merge_cells(cells)

    last = header[-1]
    row = tuple("10.1.1.1" if "IP" in str(title) else "m-1" for title in last)
    path = workbook(tmp_path / "may.xlsx", [*header, row], merge)
    taken = read_machines(open_sheets(path), Options(), str(path))
    assert taken.sheets[0].header.row == len(header)
    assert Column.NAME in taken.sheets[0].header.columns


def test_columns_that_are_not_taken_over_are_told(tmp_path: Path):
    header = ("STT", "Tên máy", "Họ và tên", "MAC", "Ghi chú", "Năm mua", "Phòng", "Vị trí")
    taken = _taken(tmp_path, (1, "m-1", "A", "B", "C", "2020", "P1", "P2"), header=header)
    ignored = taken.sheets[0].header.ignored
    assert {header[at - 1]: column for at, column in ignored.items()} == {
        "STT": Column.NUMBER,
        "Họ và tên": Column.PERSON,
        "MAC": Column.MAC,
        "Ghi chú": Column.NOTE,
        "Năm mua": None,
        "Vị trí": Column.ROOM,
    }
    (row,) = taken.rows
    assert isinstance(row, RowDraft)
    assert row.fields == {"room": "P1"}


def test_a_file_without_a_header_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="no header was found"):
        _taken(tmp_path, ("a", "b"), header=("Thiết bị gì", "Phòng"))


def test_sheets_are_read_unless_hidden_or_without_a_header(tmp_path: Path):
    book, _ = page([WIDE, ("a-1",)], "TH Hoa Sen")
    book.create_sheet("Ghi chú").append(["Xin chào"])
    other = book.create_sheet("Cũ")
    other.append(WIDE)
    other.append(("a-2",))
    other.sheet_state = "hidden"
    book.create_sheet("Trống")
    path = tmp_path / "may.xlsx"
    path.write_bytes(saved(book))
    taken = read_machines(open_sheets(path), Options(), str(path))
    assert [sheet.name for sheet in taken.sheets] == ["TH Hoa Sen"]
    assert (taken.hidden, taken.headless) == (("Cũ",), ("Ghi chú",))


OLD = ("hs-1", "10.1.1.1", "Phßng häc tin")


def test_an_old_font_is_refused_with_the_guess_shown(tmp_path: Path):
    found = _one(tmp_path, *OLD)
    assert isinstance(found, RowRefused)
    (doubt,) = found.doubts
    assert doubt.why is RowRefusal.LEGACY
    assert "Phßng häc tin" in doubt.reason("vi")
    assert "“Phòng học tin” là đúng, nhập với --legacy tcvn3" in doubt.mend("vi")


def test_an_old_font_is_converted_where_a_person_says_so(tmp_path: Path):
    found = _one(tmp_path, *OLD, legacy=Legacy.TCVN3)
    assert isinstance(found, RowDraft)
    assert found.fields["room"] == "Phòng học tin"
    assert isinstance(_one(tmp_path, *OLD, legacy=Legacy.VNI), RowRefused)


def test_a_list_that_is_old_as_a_whole_is_suspect_in_every_accent(tmp_path: Path):
    rows = (OLD, ("hs-2", "10.1.1.2", "Líp 1"), ("hs-3", "10.1.1.3", "A1"))
    kinds = [type(row) for row in _taken(tmp_path, *rows, header=WIDE[:3]).rows]
    assert kinds == [RowRefused, RowRefused, RowDraft]
    header = ("Tªn m¸y", "§Þa chØ IP", "Phßng")
    taken = _taken(tmp_path, *rows, header=header, legacy=Legacy.TCVN3)
    rooms = [row.fields["room"] for row in taken.rows if isinstance(row, RowDraft)]
    assert rooms == ["Phòng học tin", "Lớp 1", "A1"]


def test_in_a_mixed_list_unicode_stays_what_it_is(tmp_path: Path):
    rows = (OLD, ("hs-2", "10.1.1.2", "Phòng Tài vụ"), ("hs-3", "10.1.1.3", "Phòng hội đồng"))
    taken = _taken(tmp_path, *rows, legacy=Legacy.TCVN3)
    rooms = [row.fields["room"] for row in taken.rows if isinstance(row, RowDraft)]
    assert rooms == ["Phòng học tin", "Phòng Tài vụ", "Phòng hội đồng"]
