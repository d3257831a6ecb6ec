"""How checks are called, and why one may stay unread, in words: data only."""

from collections.abc import Mapping
from typing import NamedTuple

from orchestrator.model.answer import Unread
from orchestrator.text.reason_table import Pair


class UnreadRow(NamedTuple):
    """One way of staying unread: a few words for lists, what happened, who does what."""

    title: Pair
    sentence: Pair
    remedy: Pair


CHECKS: Mapping[str, Pair] = {
    "connections": Pair("kết nối mạng", "network connections"),
    "dns_cache": Pair("bộ nhớ đệm DNS", "DNS cache"),
    "hosts_file": Pair("tệp hosts", "hosts file"),
    "resolvers": Pair("máy chủ DNS đang dùng", "DNS servers in use"),
    "dns_events": Pair("nhật ký tra cứu DNS", "log of DNS look-ups"),
    "proxy": Pair("cấu hình proxy", "proxy settings"),
    "persistence": Pair("chương trình tự khởi động", "programs that start by themselves"),
    "identity": Pair("nhận dạng máy", "identity of the machine"),
    "os_support": Pair("hỗ trợ hệ điều hành", "support of the system"),
    "antivirus": Pair("phần mềm diệt vi-rút", "antivirus"),
    "firewall_profiles": Pair("tường lửa", "firewall"),
    "smb1": Pair("giao thức SMB 1", "SMB 1 protocol"),
    "campaign_tool": Pair("công cụ xử lý mã độc", "cleanup tool"),
}

_DEVELOPERS = Pair(
    "Người phụ trách gửi chi tiết kỹ thuật cho nhóm phát triển.",
    "The officer in charge sends the technical detail to the developers.",
)
_AGAIN = Pair(
    "Người phụ trách rà soát lại máy; nếu vẫn vậy thì kỹ thuật viên kiểm tra tại chỗ.",
    "The officer in charge sweeps the machine again; if it stays so, a technician looks on site.",
)

UNREAD: Mapping[Unread, UnreadRow] = {
    Unread.NO_TRIP: UnreadRow(
        Pair("không kết nối được máy", "machine not reached"),
        Pair("Chưa hỏi được vì không kết nối được máy.", "The machine was not reached."),
        Pair(
            "Khắc phục việc kết nối máy trước, rồi rà soát lại.",
            "Make the machine reachable first, then sweep again.",
        ),
    ),
    Unread.CUT: UnreadRow(
        Pair("câu trả lời bị cắt", "answer cut short"),
        Pair(
            "Câu trả lời bị cắt trước khi kết thúc nên không thể kết luận.",
            "The answer ended before its end mark, so nothing can be concluded.",
        ),
        _AGAIN,
    ),
    Unread.DENIED: UnreadRow(
        Pair("không đủ quyền đọc", "no right to read"),
        Pair(
            "Tài khoản rà soát không có quyền đọc nguồn này.",
            "The account has no right to read this source.",
        ),
        Pair(
            "Kỹ thuật viên cấp cho tài khoản rà soát quyền quản trị trên máy.",
            "A technician gives the account administrator rights on the machine.",
        ),
    ),
    Unread.MISSING: UnreadRow(
        Pair("thiếu công cụ hoặc tệp", "tool or file missing"),
        Pair(
            "Máy không có công cụ hoặc tệp cần để đọc nguồn này.",
            "The machine lacks the tool or the file that this source is read with.",
        ),
        Pair(
            "Kỹ thuật viên xem chi tiết kỹ thuật và bổ sung công cụ, hoặc kiểm tra tại chỗ.",
            "A technician sees the technical detail and adds the tool, or checks on site.",
        ),
    ),
    Unread.OFF: UnreadRow(
        Pair("nguồn đang tắt", "source switched off"),
        Pair(
            "Dịch vụ hoặc nhật ký cung cấp dữ liệu này đang tắt trên máy.",
            "The service or log that gives this data is switched off on the machine.",
        ),
        Pair(
            "Kỹ thuật viên bật lại dịch vụ hoặc nhật ký đó, rồi rà soát lại sau vài ngày.",
            "A technician switches it on again; sweep again some days later.",
        ),
    ),
    Unread.FAILED: UnreadRow(
        Pair("lệnh kiểm tra gặp lỗi", "check failed"),
        Pair(
            "Lệnh kiểm tra gặp lỗi khi chạy trên máy.",
            "The check met an error on the machine.",
        ),
        _AGAIN,
    ),
    Unread.EMPTY: UnreadRow(
        Pair("không có dữ liệu", "no data"),
        Pair(
            "Nguồn này không trả về dữ liệu nào, dù lẽ ra phải có.",
            "This source gave nothing where there must be something.",
        ),
        _AGAIN,
    ),
    Unread.UNPARSABLE: UnreadRow(
        Pair("dữ liệu không hiểu được", "data not understood"),
        Pair(
            "Máy có trả lời nhưng phần mềm không hiểu được dữ liệu.",
            "The machine answered, but the program cannot understand the data.",
        ),
        _DEVELOPERS,
    ),
    Unread.CANARY: UnreadRow(
        Pair("không thấy dòng tự kiểm tra", "self-test row missing"),
        Pair(
            "Không tìm lại được dòng tự kiểm tra gài trong câu trả lời, nên kết quả không tin cậy.",
            "The self-test row planted in the answer was not found again, so it is not trusted.",
        ),
        _DEVELOPERS,
    ),
    Unread.UNSUPPORTED: UnreadRow(
        Pair("chưa hỗ trợ loại máy này", "unsupported here"),
        Pair(
            "Phép kiểm tra này chưa hỗ trợ loại máy này.",
            "This check does not support this kind of machine.",
        ),
        Pair(
            "Kỹ thuật viên kiểm tra máy tại chỗ.",
            "A technician checks the machine on site.",
        ),
    ),
}
