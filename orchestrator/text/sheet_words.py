"""Titles, words and instructions of the workbooks that schools fill in: data only."""

from collections.abc import Mapping

from orchestrator.model.district import Role
from orchestrator.text.reason_table import Pair

TITLES: Mapping[str, Pair] = {
    "number": Pair("STT", "No"),
    "ward": Pair("Phường", "Ward"),
    "unit": Pair("Đơn vị", "Unit"),
    "name": Pair("Tên máy", "Machine name"),
    "label": Pair("Tên hiển thị", "Display name"),
    "room": Pair("Phòng", "Room"),
    "address": Pair("Địa chỉ IP", "IP address"),
    "os": Pair("Hệ điều hành", "Operating system"),
    "role": Pair("Vai trò", "Role"),
    "connection": Pair("Cách kết nối", "Connection"),
    "verdict": Pair("Kết luận gần nhất", "Latest verdict"),
    "reason": Pair("Lý do", "Reason"),
    "sweep": Pair("Đợt rà soát", "Sweep"),
    "day": Pair("Ngày rà soát", "Swept on"),
}

ROLES: Mapping[Role, Pair] = {
    Role.PC: Pair("Máy trạm", "pc"),
    Role.SERVER: Pair("Máy chủ", "server"),
    Role.RESOLVER: Pair("Máy chủ DNS", "resolver"),
    Role.GATEWAY: Pair("Thiết bị mạng", "gateway"),
    Role.MAIL: Pair("Máy chủ thư", "mail"),
}

SYSTEMS = ("Windows 11", "Windows 10", "Windows 8.1", "Windows 7", "debian", "ubuntu", "routeros")

MACHINES_SHEET = Pair("Danh sách máy", "Machines")
GUIDE_SHEET = Pair("Hướng dẫn", "Guide")

GUIDE: Mapping[str, tuple[str, ...]] = {
    "vi": (
        "HƯỚNG DẪN GHI DANH SÁCH MÁY",
        "Mỗi dòng một máy, mỗi máy một dòng. Không gộp ô, không thêm dòng tiêu đề ở giữa bảng.",
        (
            "Tên máy (bắt buộc): xem ở Settings, System, About. Chỉ chữ không dấu, số và dấu gạch; "
            "không trùng với máy nào khác trong quận."
        ),
        "Tên hiển thị: tên dễ nhớ, viết có dấu được. Ví dụ: PC VĂN THƯ.",
        (
            "Địa chỉ IP: xem bằng lệnh ipconfig; viết dạng 10.12.3.22, mỗi ô một địa chỉ. Máy dùng "
            "DHCP thì để trống."
        ),
        "Đơn vị, Vai trò, Hệ điều hành: chọn trong danh sách của ô.",
        "Cách kết nối: để trống nếu không rõ; bộ phận công nghệ thông tin của quận sẽ điền.",
        "Không cần ghi tên người sử dụng: thông tin cá nhân không được đưa vào danh mục máy.",
        (
            "Ghi xong, gửi lại tệp này. Máy không còn dùng: báo riêng; xoá dòng ở đây không xoá "
            "máy khỏi danh mục."
        ),
    ),
    "en": (
        "HOW TO LIST MACHINES",
        "One machine a row, one row a machine. Merge no cells, and put no titles between rows.",
        (
            "Machine name (needed): see Settings, System, About. Letters without accents, digits "
            "and dashes; no other machine of the district may bear it."
        ),
        "Display name: any name that people know the machine by.",
        "IP address: see ipconfig; write it as 10.12.3.22, one a cell. Leave it empty for DHCP.",
        "Unit, role, operating system: choose from the list.",
        "Connection: leave it empty if you do not know; the district's IT office fills it in.",
        "Names of users are not needed: nothing personal is taken into the inventory.",
        (
            "Send the file back when it is filled in. To take a machine out, say so: deleting its "
            "row here does not."
        ),
    ),
}
