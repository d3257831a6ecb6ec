"""How an attempt ended, in words: a row for every ending, with its phase or its why; data only.

What became of a single check stands in `unread_table`; functions over both in `reasons`.
"""

from collections.abc import Mapping
from typing import NamedTuple

from orchestrator.model.outcome import Ended, Phase, Why
from orchestrator.model.result import Reason
from orchestrator.text.pair import Pair as Pair  # noqa: PLC0414 - the other tables take it from here


class Row(NamedTuple):
    """One ending: the word of `report.json` (None: no reason), what happened, who does what."""

    reason: Reason | None
    sentence: Pair
    remedy: Pair


_SWITCH_ON = Pair(
    "Đơn vị bật máy, kiểm tra dây mạng và địa chỉ trong danh sách máy, rồi đề nghị rà soát lại.",
    "The unit switches the machine on, checks its cable and its address in the inventory, and "
    "asks for another sweep.",
)
_RESTART = Pair(
    "Kỹ thuật viên khởi động lại máy rồi rà soát lại; nếu vẫn vậy thì tăng thời gian chờ "
    "(--timeout) và kiểm tra phần mềm bảo mật trên máy.",
    "A technician restarts the machine and sweeps it again; if it stays so, give it more time "
    "(--timeout) and look at the security software on it.",
)
_RESUME = Pair(
    "Người phụ trách chạy tiếp đợt rà soát bằng lệnh sweep --resume.",
    "The officer in charge goes on with the sweep: sweep --resume.",
)

_SILENT_LOGON = Row(
    Reason.TIMEOUT,
    Pair(
        "Máy ngừng trả lời khi đang đăng nhập; đây không phải là sai mật khẩu.",
        "The machine fell silent during logon; this is not a wrong password.",
    ),
    _RESTART,
)
_NOT_RUN = Row(
    Reason.NOT_RUN,
    Pair("Đợt rà soát chưa đến lượt máy này.", "The sweep has not come to it yet."),
    _RESUME,
)

OUTCOMES: Mapping[tuple[Ended, Phase | Why | None], Row] = {
    (Ended.OK, None): Row(
        None,
        Pair("Máy đã trả lời đến hết.", "The machine answered to the end."),
        Pair("Không cần làm gì thêm.", "Nothing to do."),
    ),
    (Ended.PARTIAL, None): Row(
        Reason.PARTIAL,
        Pair(
            "Máy chỉ trả lời được một phần câu hỏi rà soát.",
            "The machine answered only a part of what was asked.",
        ),
        Pair(
            "Kỹ thuật viên xem từng phép kiểm tra chưa đọc được, khắc phục rồi rà soát lại.",
            "A technician looks at each unread check, mends the cause and sweeps again.",
        ),
    ),
    (Ended.UNREACHABLE, None): Row(
        Reason.UNREACHABLE,
        Pair(
            "Máy không phản hồi: có thể đang tắt, mất mạng, hoặc địa chỉ đã thay đổi.",
            "The machine did not respond: it may be off, off the network, or have a new address.",
        ),
        _SWITCH_ON,
    ),
    (Ended.REFUSED, None): Row(
        Reason.REFUSED,
        Pair(
            "Máy đang bật nhưng từ chối kết nối quản trị từ xa (WinRM hoặc SSH).",
            "The machine is on but refuses remote administration (WinRM or SSH).",
        ),
        Pair(
            "Kỹ thuật viên bật dịch vụ WinRM hoặc SSH và cho phép máy rà soát qua tường lửa.",
            "A technician starts the WinRM or SSH service and lets the controller through the "
            "firewall.",
        ),
    ),
    (Ended.NO_ROUTE, None): Row(
        Reason.NO_ROUTE,
        Pair(
            "Không có đường mạng đến máy, hoặc tên máy không dẫn đến địa chỉ nào.",
            "There is no network path to the machine, or its name leads to no address.",
        ),
        Pair(
            "Kỹ thuật viên kiểm tra địa chỉ trong danh sách máy và đường mạng đến đơn vị (bộ "
            "định tuyến, VPN).",
            "A technician checks the address in the inventory and the path to the unit (router, "
            "VPN).",
        ),
    ),
    (Ended.STALLED, None): Row(
        Reason.TIMEOUT,
        Pair("Máy không trả lời xong trong thời gian chờ.", "The machine did not end in time."),
        _RESTART,
    ),
    (Ended.STALLED, Phase.CONNECT): Row(
        Reason.TIMEOUT,
        Pair("Máy không nhận kết nối kịp thời.", "The machine took no connection in time."),
        _SWITCH_ON,
    ),
    (Ended.STALLED, Phase.BANNER): Row(
        Reason.TIMEOUT,
        Pair(
            "Máy nhận kết nối nhưng dịch vụ quản trị không trả lời trong thời gian chờ.",
            "The machine took the connection, but its service said nothing in time.",
        ),
        _RESTART,
    ),
    (Ended.STALLED, Phase.KEX): Row(
        Reason.TIMEOUT,
        Pair(
            "Máy ngừng trả lời khi đang thiết lập kênh mã hóa; chưa gửi mật khẩu.",
            "The machine fell silent while encryption was being set up; no password was sent.",
        ),
        _RESTART,
    ),
    (Ended.STALLED, Phase.LOGIN): _SILENT_LOGON,
    (Ended.STALLED, Phase.OPEN): Row(
        Reason.TIMEOUT,
        Pair(
            "Đã đăng nhập nhưng máy không mở phiên làm việc trong thời gian chờ.",
            "Logged on, but the machine opened no session in time.",
        ),
        _RESTART,
    ),
    (Ended.STALLED, Phase.EXEC): Row(
        Reason.TIMEOUT,
        Pair(
            "Đã đăng nhập nhưng máy không chạy lệnh kiểm tra trong thời gian chờ.",
            "Logged on, but the machine did not start the check in time.",
        ),
        _RESTART,
    ),
    (Ended.STALLED, Phase.READ): Row(
        Reason.TIMEOUT,
        Pair(
            "Máy bắt đầu trả lời nhưng không trả lời xong trong thời gian chờ.",
            "The machine began to answer, and did not end in time.",
        ),
        _RESTART,
    ),
    (Ended.FLOODED, None): Row(
        Reason.FLOODED,
        Pair(
            "Máy gửi về quá nhiều dữ liệu nên việc đọc đã bị dừng.",
            "The machine sent too much data, so reading was stopped.",
        ),
        Pair(
            "Kỹ thuật viên kiểm tra máy tại chỗ: lệnh bị thay thế hoặc máy hỏng đều có thể gây ra.",
            "A technician looks at the machine on site: a replaced command or a broken machine "
            "can do this.",
        ),
    ),
    (Ended.HOSTKEY_CHANGED, None): Row(
        Reason.HOST_KEY,
        Pair(
            "Khóa nhận dạng của máy khác với lần trước, nên không gửi mật khẩu đến máy này.",
            "The machine's host key is not the one known, so no password was sent to it.",
        ),
        Pair(
            "Kỹ thuật viên xác minh tại chỗ: nếu máy mới cài lại thì xóa khóa cũ trong tệp "
            "known_hosts của thư mục trạng thái; nếu không thì báo ngay người phụ trách vì có thể "
            "máy bị giả mạo.",
            "A technician verifies on site: if the machine was reinstalled, remove its old key "
            "from known_hosts in the state folder; if not, tell the officer in charge at once, "
            "for someone may pose as it.",
        ),
    ),
    (Ended.AUTH_REJECTED, None): Row(
        Reason.AUTH,
        Pair(
            "Máy từ chối tài khoản rà soát: sai tên, sai mật khẩu hoặc không có quyền đăng nhập "
            "từ xa.",
            "The machine rejected the account: wrong name, wrong password or no right to log on "
            "remotely.",
        ),
        Pair(
            "Kỹ thuật viên sửa tài khoản trong danh sách máy rồi rà soát lại; không thử nhiều lần "
            "để tránh bị khóa tài khoản.",
            "A technician corrects the account in the inventory and sweeps again; do not try "
            "often, or the account is locked.",
        ),
    ),
    (Ended.AUTH_STALLED, None): _SILENT_LOGON,
    (Ended.PROTOCOL_ERROR, None): Row(
        Reason.PROTOCOL,
        Pair(
            "Dịch vụ quản trị trên máy trả lời không đúng giao thức.",
            "The service on the machine does not keep to its protocol.",
        ),
        Pair(
            "Kỹ thuật viên kiểm tra cổng, giao thức và chứng thư khai báo trong danh sách máy, rồi "
            "xem chi tiết kỹ thuật.",
            "A technician checks port, protocol and certificate in the inventory, then the "
            "technical detail.",
        ),
    ),
    (Ended.TOO_OLD, None): Row(
        Reason.TOO_OLD,
        Pair(
            "Hệ thống trên máy quá cũ, không thể rà soát từ xa một cách an toàn.",
            "The system on the machine is too old to be swept remotely in a safe way.",
        ),
        Pair(
            "Kỹ thuật viên kiểm tra máy tại chỗ; đơn vị lập kế hoạch nâng cấp hoặc thay thế.",
            "A technician checks the machine on site; the unit plans to upgrade or replace it.",
        ),
    ),
    (Ended.NOT_ATTEMPTED, None): _NOT_RUN,
    (Ended.NOT_ATTEMPTED, Why.EXCLUDED): Row(
        None,
        Pair(
            "Máy đã được phê duyệt đưa ra ngoài phạm vi rà soát.",
            "The machine was taken out of scope with approval.",
        ),
        Pair("Đơn vị xem lại lý do ở đợt sau.", "The unit reviews the reason next time."),
    ),
    (Ended.NOT_ATTEMPTED, Why.NOT_SELECTED): Row(
        Reason.NOT_SELECTED,
        Pair("Đợt rà soát này không chọn máy này.", "This sweep did not select the machine."),
        Pair(
            "Người phụ trách rà soát bổ sung máy này (bỏ hoặc mở rộng tùy chọn -l).",
            "The officer in charge sweeps this machine too (drop or widen option -l).",
        ),
    ),
    (Ended.NOT_ATTEMPTED, Why.UNSUPPORTED): Row(
        Reason.UNSUPPORTED,
        Pair(
            "Phần mềm chưa rà soát được loại máy này.",
            "The program has no checks for this kind of machine.",
        ),
        Pair(
            "Kỹ thuật viên kiểm tra máy tại chỗ; máy vẫn tính là chưa đánh giá được.",
            "A technician checks the machine on site; it still counts as not assessed.",
        ),
    ),
    (Ended.NOT_ATTEMPTED, Why.CREDENTIAL_PAUSED): Row(
        Reason.CREDENTIAL_PAUSED,
        Pair(
            "Tài khoản đã bị các máy khác từ chối nên tạm dừng dùng, tránh bị khóa; chưa thử trên "
            "máy này.",
            "Other machines rejected the account, so it was paused before it is locked; it was "
            "not tried here.",
        ),
        Pair(
            "Kỹ thuật viên sửa tài khoản trong danh sách máy rồi rà soát lại.",
            "A technician corrects the account in the inventory and sweeps again.",
        ),
    ),
    (Ended.NOT_ATTEMPTED, Why.NO_CREDENTIAL): Row(
        Reason.NO_CREDENTIAL,
        Pair(
            "Danh sách máy chưa khai báo tài khoản cho máy này.",
            "The inventory gives no account for this machine.",
        ),
        Pair(
            "Người phụ trách khai báo tài khoản cho máy hoặc nhóm của máy rồi rà soát lại.",
            "The officer in charge gives the machine or its group an account and sweeps again.",
        ),
    ),
    (Ended.NOT_ATTEMPTED, Why.INTERRUPTED): Row(
        Reason.INTERRUPTED,
        Pair(
            "Đợt rà soát bị ngắt trước khi đọc xong máy này.",
            "The sweep was interrupted before this machine was read.",
        ),
        _RESUME,
    ),
    (Ended.NOT_ATTEMPTED, Why.NOT_RUN): _NOT_RUN,
    (Ended.BUG, None): Row(
        Reason.BUG,
        Pair(
            "Phần mềm gặp lỗi khi xử lý máy này; lỗi không do máy.",
            "The program failed on this machine; the machine is not to blame.",
        ),
        Pair(
            "Người phụ trách gửi chi tiết kỹ thuật cho nhóm phát triển; rà soát lại sau khi sửa.",
            "The officer in charge sends the technical detail to the developers; sweep again "
            "after the fix.",
        ),
    ),
}
