"""Which row is the header and what each column holds, by the words that schools use."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.documents.grid import Sheet, SheetRow
from orchestrator.inventory.reading.folded_text import tidy, title_key
from orchestrator.inventory.sheets.legacy_fonts import Legacy, converted

SEARCHED_ROWS = 60
_LONGEST_TITLE = 60


class Column(StrEnum):
    """What a column can hold; the last ones are known and not taken over."""

    NAME = "name"
    ADDRESS = "ansible_host"
    LABEL = "label"
    ROOM = "room"
    OS = "os"
    ROLE = "role"
    CONNECTION = "ansible_connection"
    UNIT = "unit"
    WARD = "ward"
    NUMBER = "number"
    PERSON = "person"
    NOTE = "note"
    MAC = "mac"
    NETWORK = "network"  # addresses that are none of the machine's own
    OURS = "ours"


LEFT_OUT = frozenset(
    (Column.NUMBER, Column.PERSON, Column.NOTE, Column.MAC, Column.NETWORK, Column.OURS)
)
Given = Mapping[str, Column]
"""What a person said of columns, by their folded titles."""
NOTHING_GIVEN: Given = MappingProxyType({})

# Folded titles; the first of each is the one that our own workbooks carry.
_TITLES: Mapping[Column, str] = {
    Column.NAME: """ten may, ten may tinh, may tinh, may, hostname, host name, host, computer name,
        computer, ten pc, pc, ten thiet bi, thiet bi, ma may, ten may tram, machine, name,
        ten may trong mang, device name, machine name""",
    Column.ADDRESS: """dia chi ip, ip, ip address, so ip, dia chi ip tinh, ipv4, ip may, ip lan,
        dia chi mang, dia chi ip lan, dia chi ip may, dia chi, address, ip tinh""",
    Column.LABEL: """ten hien thi, nhan, ten goi, ten thuong goi, label, mo ta, ten day du,
        display name""",
    Column.ROOM: """phong, vi tri, phong hoc, vi tri dat may, noi dat, phong may, vi tri lap dat,
        phong lam viec, phong chuc nang, vi tri dat, phong ban, room, location, noi dat may,
        bo phan""",
    Column.OS: """he dieu hanh, hdh, os, operating system, windows, phien ban windows,
        phien ban he dieu hanh""",
    Column.ROLE: "vai tro, loai may, role, chuc nang, loai thiet bi, loai",
    Column.CONNECTION: "cach ket noi, ket noi, connection, giao thuc, phuong thuc ket noi",
    Column.UNIT: """don vi, truong, ten don vi, ten truong, ma don vi, co quan, unit, school,
        don vi su dung""",
    Column.WARD: """phuong, ten phuong, xa, ten xa, dac khu, phuong xa, xa phuong, dia ban,
        ten dia ban, ward, commune, special zone, area""",
    Column.NUMBER: "stt, so tt, so thu tu, tt, no, #, so",
    Column.PERSON: """nguoi su dung, nguoi dung, ho ten, ho va ten, can bo, giao vien, user,
        nguoi quan ly, nguoi phu trach, can bo phu trach, can bo su dung, email, dien thoai,
        so dien thoai, sdt, ho ten nguoi su dung, ten nguoi su dung, tai khoan""",
    Column.NOTE: "ghi chu, note, notes, y kien",
    Column.MAC: "dia chi mac, mac, mac address, mac dia chi",
    Column.NETWORK: """gateway, default gateway, cong mac dinh, dns, dns server, may chu dns,
        subnet mask, netmask, mat na mang, mat na, wan, ip wan, dns 1, dns 2""",
    Column.OURS: """ket luan gan nhat, ly do, dot ra soat, ngay ra soat, cach sua, dong goc,
        latest verdict, reason, sweep, swept on, source row, why, how to mend""",
}
_BY_TITLE: Mapping[str, Column] = {
    " ".join(title.split()): column
    for column, titles in _TITLES.items()
    for title in titles.split(",")
}


class Header(Struct, frozen=True, kw_only=True):
    """The header of one sheet.

    Attributes:
        row: Its row's number.
        columns: The number of the column that holds each thing.
        titles: All titles as they stand, by the number of their column.
        ignored: What is known and not taken over, or not known, by the number of its column.
    """

    row: int
    columns: Mapping[Column, int]
    titles: Mapping[int, str]
    ignored: Mapping[int, Column | None]


@lru_cache(maxsize=4096)
def column_of(title: str) -> Column | None:
    """Return what a title stands for; also one in an old encoding."""
    known = _BY_TITLE.get(title_key(title))
    if known is None and not title.isascii() and len(title) <= _LONGEST_TITLE:
        for legacy in Legacy:
            known = known or _BY_TITLE.get(title_key(converted(title, legacy)))
    return known


def find_header(sheet: Sheet, given: Given = NOTHING_GIVEN) -> Header | None:
    """Return the header among a sheet's first rows, None if there is none.

    A header names the machines and at least one thing more, or has nothing but known titles. Of
    two header rows one above the other the one that says more counts, or both together.

    Args:
        sheet: The sheet.
        given: What a person said of columns, by their title.
    """
    best: Header | None = None
    rows = sheet.rows[:SEARCHED_ROWS]
    for at, row in enumerate(rows):
        if best is not None and row.number > best.row + 1:
            break
        below = rows[at + 1] if at + 1 < len(rows) else None
        joined = _joined(row, below, given) if below is not None else None
        for candidate in filter(None, (row, joined)):
            found = header_of(candidate, given)
            if found is not None and (best is None or len(found.columns) > len(best.columns)):
                best = found
    return best


def header_of(row: SheetRow, given: Given = NOTHING_GIVEN, *, alone: bool = False) -> Header | None:
    """Return the header that a row is, if any; `alone`: also if it only names the machines."""
    known: dict[Column, int] = {}
    ignored: dict[int, Column | None] = {}
    for number, cell in sorted(row.cells.items()):
        column = _column(cell.text, given)
        if column is None or column in known or column in LEFT_OUT:
            ignored[number] = column
        else:
            known[column] = number
    pair = len({*known, *ignored.values()} - {None}) > 1
    if Column.NAME not in known or not (pair or alone or len(row.cells) == 1):
        return None
    titles = {number: tidy(cell.text) for number, cell in row.cells.items()}
    return Header(row=row.number, columns=known, titles=titles, ignored=ignored)


def _column(title: str, given: Given) -> Column | None:
    said = given.get(title_key(title))
    return said if said is not None else column_of(title)


def _joined(upper: SheetRow, lower: SheetRow, given: Given) -> SheetRow | None:
    """Return two rows as one where the lower one only parts the columns that the upper one names.

    A title over several columns holds for each of them; what stands below it says more.
    """
    told = [number for number, cell in lower.cells.items() if cell != upper.cells.get(number)]
    known = [number for number in told if _column(lower.cells[number].text, given) is not None]
    digits = any(any(map(str.isdigit, lower.cells[number].text)) for number in told)
    if lower.number != upper.number + 1 or not known or digits or len(known) * 2 < len(told):
        return None
    return replace(upper, number=lower.number, cells={**upper.cells, **lower.cells})
