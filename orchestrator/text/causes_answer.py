"""Causes in what a machine answers, in words; data only."""

from collections.abc import Mapping

from orchestrator.model.diagnosis import Cause, Mender
from orchestrator.text.cause_rows import (
    PING,
    Line,
    Row,
    Where,
    controller,
    in_inventory,
    powershell,
    shell,
)
from orchestrator.text.reason_table import Pair

ROWS: Mapping[Cause, Row] = {
    Cause.NOT_ADMIN: Row(
        Pair("không phải quản trị viên", "not an administrator"),
        Pair(
            "Đã đăng nhập nhưng không có quyền quản trị: sẽ thiếu tên tiến trình của người dùng "
            "khác và một số nhật ký. Lệnh sau cho quyền đọc nhật ký.",
            "Logged on without administrator rights: other users' processes and some logs will be "
            "missing. This gives the right to read logs.",
        ),
        Mender.DISTRICT,
        powershell("Add-LocalGroupMember -SID S-1-5-32-573 -Member @ACCOUNT@"),
    ),
    Cause.NOT_ROOT: Row(
        Pair("không phải root", "not root"),
        Pair(
            "Đã đăng nhập bằng tài khoản thường: sẽ thiếu tên tiến trình của người dùng khác và "
            "một số nhật ký. Lệnh sau cho quyền đọc nhật ký.",
            "Logged on as an ordinary user: other users' processes and some logs will be missing. "
            "This gives the right to read logs.",
        ),
        Mender.SITE,
        shell("sudo usermod -aG adm,systemd-journal @NAME@"),
    ),
    Cause.POWERSHELL_MISSING: Row(
        Pair("thiếu PowerShell", "PowerShell missing"),
        Pair(
            "Đã đăng nhập nhưng máy không chạy được PowerShell: bị gỡ, hoặc không nằm trong PATH.",
            "Logged on, and the machine does not run PowerShell: it was removed, or is not in the "
            "PATH.",
        ),
        Mender.DISTRICT,
        Line(
            Where.CMD,
            r"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe -NoProfile -Command "
            "$PSVersionTable.PSVersion",
        ),
    ),
    Cause.SCRIPT_BLOCKED: Row(
        Pair("lệnh kiểm tra bị chặn", "script blocked"),
        Pair(
            "Phần mềm bảo mật hoặc chính sách (AppLocker, AMSI) có thể đã ngăn lệnh kiểm tra.",
            "Security software or a policy (AppLocker, AMSI) may have stopped the script.",
        ),
        Mender.DISTRICT,
        powershell("Get-MpThreatDetection | Select-Object -Last 5"),
        posix=shell("sudo journalctl -n 50 --no-pager"),
    ),
    Cause.NO_SHELL: Row(
        Pair("không có /bin/sh", "no /bin/sh"),
        Pair(
            "Đã đăng nhập nhưng máy không có /bin/sh: thường là thiết bị mạng. Ghi đúng hệ điều "
            "hành của nó (ví dụ dưới đây) để không hỏi lại.",
            "Logged on, and the machine has no /bin/sh: mostly a network device. Write down what "
            "system it has (an example below), and it is not asked again.",
        ),
        Mender.OPERATOR,
        in_inventory("os: routeros"),
    ),
    Cause.WINDOWS_OVER_SSH: Row(
        Pair("là Windows qua SSH", "Windows over SSH"),
        Pair(
            "Máy chủ SSH này là của Windows; danh sách máy chưa ghi điều đó.",
            "This SSH server is Windows', and the inventory does not say so.",
        ),
        Mender.OPERATOR,
        in_inventory("os: windows"),
    ),
    Cause.UNSUPPORTED: Row(
        Pair("chưa hỗ trợ loại máy này", "unsupported kind of machine"),
        Pair(
            "Phần mềm chưa hỏi được loại máy này; kiểm tra máy tại chỗ.",
            "The program cannot ask this kind of machine; check it on site.",
        ),
        Mender.OPERATOR,
        controller("orchestrator inventory check -i @INVENTORY@"),
    ),
    Cause.SLOW: Row(
        Pair("máy quá chậm", "too slow"),
        Pair(
            "Máy không trả lời xong trong thời gian chờ. Thử lại với thời gian dài hơn.",
            "The machine did not end in time. Try again with more of it.",
        ),
        Mender.OPERATOR,
        controller(f"{PING} --timeout 180"),
    ),
    Cause.FLOOD: Row(
        Pair("gửi dữ liệu bất thường", "floods"),
        Pair(
            "Máy gửi dữ liệu không dứt; kiểm tra tại chỗ vì máy có thể hỏng hoặc bị can thiệp.",
            "The machine sends without end; look at it on site, for it may be broken or tampered "
            "with.",
        ),
        Mender.DISTRICT,
        controller(f"{PING} --no-logon"),
    ),
    Cause.BUG: Row(
        Pair("lỗi của phần mềm", "fault of this program"),
        Pair(
            "Phần mềm gặp lỗi; gửi kết quả --json cho nhóm phát triển. Lỗi không do máy.",
            "The program failed; send the --json output to its developers. The machine is not to "
            "blame.",
        ),
        Mender.OPERATOR,
        controller(f"{PING} --json"),
    ),
}
