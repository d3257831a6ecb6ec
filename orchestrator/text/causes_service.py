"""Causes in the service behind a door, in words; data only."""

from collections.abc import Mapping

from orchestrator.model.diagnosis import Cause, Mender
from orchestrator.text.cause_rows import (
    PING,
    RESTART_SSH,
    RESTART_WINRM,
    Row,
    controller,
    in_inventory,
    powershell,
    shell,
)
from orchestrator.text.reason_table import Pair

ROWS: Mapping[Cause, Row] = {
    Cause.WINRM_STOPPED: Row(
        Pair("dịch vụ WinRM không chạy", "WinRM service not running"),
        Pair(
            "Máy đang bật nhưng dịch vụ WinRM không chạy.",
            "The machine is on, and its WinRM service is not running.",
        ),
        Mender.SITE,
        powershell("Set-Service WinRM -StartupType Automatic; Start-Service WinRM"),
    ),
    Cause.NOT_PREPARED: Row(
        Pair("chưa mở WinRM", "WinRM never opened"),
        Pair(
            "Máy chưa được mở WinRM cho máy rà soát. Lệnh sau tạo script để chạy tại máy.",
            "WinRM was never opened to the controller. This writes the script to run at the "
            "machine.",
        ),
        Mender.DISTRICT,
        controller(
            "orchestrator prepare windows -i @INVENTORY@ --unit @UNIT@ "
            "--controller @CONTROLLER@ -o prepare"
        ),
    ),
    Cause.SSH_STOPPED: Row(
        Pair("dịch vụ SSH không chạy", "SSH service not running"),
        Pair(
            "Máy đang bật nhưng dịch vụ SSH không chạy hoặc chưa được cài.",
            "The machine is on, and its SSH service is not running or not installed.",
        ),
        Mender.SITE,
        powershell("Set-Service sshd -StartupType Automatic; Start-Service sshd"),
        posix=shell("sudo systemctl enable --now ssh"),
    ),
    Cause.WRONG_PORT: Row(
        Pair("sai cổng", "wrong port"),
        Pair(
            "Dịch vụ trả lời ở cổng khác với cổng ghi trong danh sách máy.",
            "The service answers at another port than the inventory says.",
        ),
        Mender.OPERATOR,
        in_inventory("ansible_port: @FOUND@"),
    ),
    Cause.WRONG_WAY: Row(
        Pair("sai cách kết nối", "wrong connection"),
        Pair(
            "Máy quản trị được bằng cách khác với cách ghi trong danh sách máy (SSH thay cho "
            "WinRM, hoặc ngược lại).",
            "The machine is managed in another way than the inventory says (SSH for WinRM, or the "
            "other way round).",
        ),
        Mender.OPERATOR,
        in_inventory("{ansible_connection: @WAY@, ansible_port: @FOUND@}"),
    ),
    Cause.WRONG_SCHEME: Row(
        Pair("sai http/https", "http taken for https"),
        Pair(
            "Ở cổng này WinRM nói http trong khi danh sách máy ghi https, hoặc ngược lại.",
            "At this port WinRM speaks http where the inventory says https, or the other way "
            "round.",
        ),
        Mender.OPERATOR,
        in_inventory("ansible_winrm_scheme: @SCHEME@"),
    ),
    Cause.WRONG_PATH: Row(
        Pair("sai đường dẫn WinRM", "wrong WinRM path"),
        Pair(
            "Windows trả lời, nhưng không có WinRM ở đường dẫn ghi trong danh sách máy.",
            "Windows answers, and has no WinRM at the path that the inventory gives.",
        ),
        Mender.OPERATOR,
        in_inventory("ansible_winrm_path: /wsman"),
    ),
    Cause.NOT_WINRM: Row(
        Pair("không phải WinRM", "not WinRM"),
        Pair(
            "Ở cổng này là một dịch vụ khác (trang quản trị của bộ định tuyến, máy in, camera). "
            "Xem tại máy WinRM nghe ở cổng nào.",
            "Another service is at this port (a router's, printer's or camera's page). See at the "
            "machine where WinRM listens.",
        ),
        Mender.OPERATOR,
        powershell("winrm enumerate winrm/config/listener"),
    ),
    Cause.NOT_SSH: Row(
        Pair("không phải SSH", "not SSH"),
        Pair(
            "Ở cổng này là một dịch vụ khác, không phải SSH. Xem tại máy SSH nghe ở cổng nào.",
            "Another service is at this port, not SSH. See at the machine where SSH listens.",
        ),
        Mender.OPERATOR,
        powershell("Select-String -Path $env:ProgramData\\ssh\\sshd_config -Pattern '^Port'"),
        posix=shell("sudo ss -ltnp"),
    ),
    Cause.HUNG: Row(
        Pair("dịch vụ treo", "service hangs"),
        Pair(
            "Dịch vụ quản trị nhận kết nối rồi im lặng: nó đang treo, hoặc máy quá tải.",
            "The service takes the connection and falls silent: it hangs, or the machine is "
            "overloaded.",
        ),
        Mender.SITE,
        RESTART_WINRM,
        posix=RESTART_SSH,
    ),
    Cause.BUSY: Row(
        Pair("dịch vụ báo lỗi", "service reports an error"),
        Pair(
            "Dịch vụ trả lời rằng nó đang lỗi hoặc chưa sẵn sàng (HTTP 500, 503).",
            "The service answers that it is failing or not ready (HTTP 500, 503).",
        ),
        Mender.SITE,
        RESTART_WINRM,
    ),
    Cause.QUOTA: Row(
        Pair("quá nhiều phiên WinRM", "too many WinRM shells"),
        Pair(
            "Máy đã có đủ số phiên WinRM được phép; phiên bỏ quên tự hết sau một thời gian.",
            "The machine has as many WinRM shells as it allows; forgotten ones end by themselves "
            "after a while.",
        ),
        Mender.DISTRICT,
        RESTART_WINRM,
    ),
    Cause.PROTOCOL: Row(
        Pair("trả lời sai giao thức", "protocol error"),
        Pair(
            "Dịch vụ trả lời không đúng giao thức; chi tiết kỹ thuật nằm trong kết quả --json.",
            "The service does not keep to its protocol; the technical detail is in the --json "
            "output.",
        ),
        Mender.OPERATOR,
        controller(f"{PING} --json"),
    ),
}
