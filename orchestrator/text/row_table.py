"""Why a row of a school's list of machines is refused, and how it is mended: data only.

Fields in braces are filled with what the row says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from orchestrator.text.reason_table import Pair


class RowRefusal(StrEnum):
    """What can be wrong with a row."""

    NAME_MISSING = "name_missing"
    NAME_NO_HOSTNAME = "name_no_hostname"
    NAME_UNUSABLE = "name_unusable"
    NAME_DIGITS = "name_digits"
    NAME_DATE = "name_date"
    NAME_TWICE = "name_twice"
    NAME_TAKEN = "name_taken"
    NAME_IS_GROUP = "name_is_group"
    ADDRESS_NUMBER = "address_number"
    ADDRESS_DATE = "address_date"
    ADDRESS_COMMAS = "address_commas"
    ADDRESS_OCTAL = "address_octal"
    ADDRESS_TWO = "address_two"
    ADDRESS_BAD = "address_bad"
    ADDRESS_SPECIAL = "address_special"
    ADDRESS_TAKEN = "address_taken"
    ROLE_UNKNOWN = "role_unknown"
    CONNECTION_UNKNOWN = "connection_unknown"
    UNIT_MISSING = "unit_missing"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_MEANT = "unit_meant"
    UNIT_OUTSIDE = "unit_outside"
    WARD_DIFFERS = "ward_differs"
    LEGACY = "legacy"
    FORMULA = "formula"
    ERROR_CELL = "error_cell"
    DATE_CELL = "date_cell"
    TEMPLATE = "template"
    TOO_LONG = "too_long"
    SET_ELSEWHERE = "set_elsewhere"


@dataclass(frozen=True, slots=True)
class Refused:
    """What is said of a refused row: why, and how to mend it."""

    why: Pair
    mend: Pair


_DOT = Pair(
    "Ghi địa chỉ dạng 10.12.3.22, định dạng ô là Văn bản (Text)",
    "write it as 10.12.3.22 in a cell formatted as Text",
)
_NAME = Pair(
    "Ghi tên máy xem ở Settings, System, About (chữ không dấu, số và dấu gạch)",
    "write the name that Settings, System, About shows (letters, digits and dashes)",
)

ROW_REFUSALS: Mapping[RowRefusal, Refused] = {
    RowRefusal.NAME_MISSING: Refused(Pair("thiếu tên máy", "the machine has no name"), _NAME),
    RowRefusal.NAME_NO_HOSTNAME: Refused(
        Pair("“{text}” không dùng làm tên máy được", "`{text}` cannot be a machine's name"),
        Pair(
            "Ghi {offer} vào cột Tên máy và “{text}” vào cột Tên hiển thị, hoặc nhập với "
            "--accept-names",
            "write {offer} as the name and `{text}` as the display name, or import with "
            "--accept-names",
        ),
    ),
    RowRefusal.NAME_UNUSABLE: Refused(
        Pair("“{text}” không dùng làm tên máy được", "`{text}` cannot be a machine's name"), _NAME
    ),
    RowRefusal.NAME_DIGITS: Refused(
        Pair("tên máy “{text}” chỉ gồm chữ số", "the name `{text}` has digits alone"),
        Pair("Thêm chữ vào tên, ví dụ may-{text}", "add letters, as in pc-{text}"),
    ),
    RowRefusal.NAME_DATE: Refused(
        Pair(
            "ô tên máy là ngày tháng ({text}): Excel đã tự đổi",
            "the name is a date ({text}): Excel has changed it",
        ),
        Pair(
            "Định dạng ô là Văn bản (Text) rồi gõ lại tên",
            "format the cell as Text and type the name again",
        ),
    ),
    RowRefusal.NAME_TWICE: Refused(
        Pair("tên máy “{text}” đã có ở dòng {row}", "the name `{text}` stands in row {row} too"),
        Pair("Xoá một trong hai dòng hoặc đặt tên khác", "delete one of the rows, or rename one"),
    ),
    RowRefusal.NAME_TAKEN: Refused(
        Pair(
            "tên máy “{text}” đã thuộc đơn vị {unit}",
            "the name `{text}` belongs to the unit {unit}",
        ),
        Pair(
            "Mỗi máy trong quận cần một tên riêng: đổi tên, hoặc nhập với --prefix",
            "each machine of the district needs a name of its own: rename it, or use --prefix",
        ),
    ),
    RowRefusal.NAME_IS_GROUP: Refused(
        Pair("“{text}” là tên của một nhóm trong danh mục", "`{text}` is a group's name"),
        Pair("Đặt tên khác cho máy", "give the machine another name"),
    ),
    RowRefusal.ADDRESS_NUMBER: Refused(
        Pair(
            "địa chỉ IP “{text}” là một số: Excel đã tự đổi",
            "the address `{text}` is a number: Excel has changed it",
        ),
        _DOT,
    ),
    RowRefusal.ADDRESS_DATE: Refused(
        Pair(
            "địa chỉ IP “{text}” là ngày tháng: Excel đã tự đổi",
            "the address `{text}` is a date: Excel has changed it",
        ),
        _DOT,
    ),
    RowRefusal.ADDRESS_COMMAS: Refused(
        Pair(
            "địa chỉ IP “{text}” dùng dấu phẩy thay dấu chấm",
            "the address `{text}` has commas in place of dots",
        ),
        Pair("Ghi {offer}", "write {offer}"),
    ),
    RowRefusal.ADDRESS_OCTAL: Refused(
        Pair(
            "địa chỉ IP “{text}” có số 0 ở đầu, không rõ là số nào",
            "the address `{text}` has zeros in front and may mean another number",
        ),
        Pair("Ghi {offer} nếu đúng như vậy", "write {offer} if that is meant"),
    ),
    RowRefusal.ADDRESS_TWO: Refused(
        Pair("ô ghi hai địa chỉ: “{text}”", "one cell holds two addresses: `{text}`"),
        Pair(
            "Mỗi máy một dòng, mỗi dòng một địa chỉ; không ghi mặt nạ mạng",
            "one machine a row, one address a row, and no netmask",
        ),
    ),
    RowRefusal.ADDRESS_BAD: Refused(
        Pair(
            "địa chỉ IP “{text}” không hợp lệ (bốn số 0-255)",
            "`{text}` is no address (four numbers, 0-255)",
        ),
        _DOT,
    ),
    RowRefusal.ADDRESS_SPECIAL: Refused(
        Pair(
            "“{text}” không phải địa chỉ riêng của một máy",
            "`{text}` is no address of one machine",
        ),
        Pair(
            "Xem địa chỉ bằng lệnh ipconfig; để trống nếu máy dùng DHCP",
            "see the address with ipconfig; leave it empty for DHCP",
        ),
    ),
    RowRefusal.ADDRESS_TAKEN: Refused(
        Pair(
            "địa chỉ {text} đã thuộc máy {machine} (cùng cổng kết nối)",
            "the address {text} belongs to {machine} (at the same port)",
        ),
        Pair("Kiểm tra lại địa chỉ của hai máy", "check the addresses of both"),
    ),
    RowRefusal.ROLE_UNKNOWN: Refused(
        Pair("không rõ vai trò “{text}”", "`{text}` is no role"),
        Pair(
            "Ghi một trong: Máy trạm, Máy chủ, Máy chủ DNS, Thiết bị mạng, Máy chủ thư",
            "write one of: pc, server, resolver, gateway, mail",
        ),
    ),
    RowRefusal.CONNECTION_UNKNOWN: Refused(
        Pair("không rõ cách kết nối “{text}”", "`{text}` is no connection"),
        Pair("Ghi winrm, ssh hoặc để trống", "write winrm, ssh, or nothing"),
    ),
    RowRefusal.UNIT_MISSING: Refused(
        Pair("không rõ máy thuộc đơn vị nào", "the row does not say the unit"),
        Pair(
            "Thêm cột Đơn vị, hoặc nhập với --unit MÃ", "add a column Đơn vị, or give --unit CODE"
        ),
    ),
    RowRefusal.UNIT_UNKNOWN: Refused(
        Pair("danh mục không có đơn vị “{text}”", "the inventory has no unit `{text}`"),
        Pair(
            "Xem tên và mã đơn vị bằng `orchestrator inventory graph`",
            "`orchestrator inventory graph` shows the units",
        ),
    ),
    RowRefusal.UNIT_MEANT: Refused(
        Pair("danh mục không có đơn vị “{text}”", "the inventory has no unit `{text}`"),
        Pair("Có phải là “{offer}”?", "did you mean `{offer}`?"),
    ),
    RowRefusal.UNIT_OUTSIDE: Refused(
        Pair(
            "đơn vị {unit} không thuộc phạm vi đang nhập ({ward})",
            "the unit {unit} lies outside what is imported ({ward})",
        ),
        Pair("Sửa đơn vị, hoặc nhập với --ward khác", "mend the unit, or give another --ward"),
    ),
    RowRefusal.WARD_DIFFERS: Refused(
        Pair(
            "dòng ghi phường “{text}”, đơn vị {unit} thuộc {ward}",
            "the row says the ward `{text}`, and the unit {unit} lies in {ward}",
        ),
        Pair("Sửa phường hoặc đơn vị", "mend the ward or the unit"),
    ),
    RowRefusal.LEGACY: Refused(
        Pair(
            "chữ gõ bằng phông cũ ({encoding}): “{text}”",
            "typed in an old font ({encoding}): `{text}`",
        ),
        Pair(
            "Nếu “{offer}” là đúng, nhập với --legacy {encoding}; nếu không, gõ lại bằng Unicode",
            "if `{offer}` is right, use --legacy {encoding}; else type it again in Unicode",
        ),
    ),
    RowRefusal.FORMULA: Refused(
        Pair(
            "ô “{column}” là công thức chưa được tính: {text}",
            "the cell `{column}` is a formula that was never worked out: {text}",
        ),
        Pair(
            "Mở bằng Excel rồi lưu lại, hoặc dán giá trị (Paste Values)",
            "open it in Excel and save it, or paste the values",
        ),
    ),
    RowRefusal.ERROR_CELL: Refused(
        Pair("ô “{column}” báo lỗi {text}", "the cell `{column}` shows the error {text}"),
        Pair("Sửa công thức của ô, hoặc gõ giá trị", "mend the formula, or type the value"),
    ),
    RowRefusal.DATE_CELL: Refused(
        Pair(
            "ô “{column}” là ngày tháng ({text}): Excel đã tự đổi",
            "the cell `{column}` is a date ({text}): Excel has changed it",
        ),
        Pair(
            "Định dạng ô là Văn bản (Text) rồi gõ lại", "format the cell as Text and type it again"
        ),
    ),
    RowRefusal.TEMPLATE: Refused(
        Pair(
            "ô “{column}” chứa dấu ngoặc của biểu mẫu ({text})",
            "the cell `{column}` holds a template's brackets ({text})",
        ),
        Pair("Xoá các dấu {{ }} hoặc {% %}", "delete the {{ }} or {% %}"),
    ),
    RowRefusal.TOO_LONG: Refused(
        Pair(
            "ô “{column}” dài hơn {limit} ký tự", "the cell `{column}` has over {limit} characters"
        ),
        Pair("Viết ngắn lại", "shorten it"),
    ),
    RowRefusal.SET_ELSEWHERE: Refused(
        Pair(
            "{column} của máy này đang được đặt ở {place}",
            "this machine's {column} is set at {place}",
        ),
        Pair("Sửa ở tệp đó", "change it there"),
    ),
}
