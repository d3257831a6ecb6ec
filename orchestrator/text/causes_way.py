"""Causes on the way to a machine, in words; data only."""

from collections.abc import Mapping

from orchestrator.model.diagnosis import Cause, Mender
from orchestrator.text.cause_rows import AGAIN, Row, controller, in_inventory, powershell, shell
from orchestrator.text.reason_table import Pair

ROWS: Mapping[Cause, Row] = {
    Cause.OFF: Row(
        Pair("đang tắt", "off"),
        Pair(
            "Máy đang tắt, đang ngủ hoặc đã rút dây mạng. Bật máy rồi thử lại.",
            "The machine is off, asleep or unplugged from the network. Switch it on, try again.",
        ),
        Mender.SITE,
        AGAIN,
    ),
    Cause.PUBLIC_PROFILE: Row(
        Pair("mạng đặt là Public", "network profile is Public"),
        Pair(
            "Windows xếp mạng đang dùng vào loại Public nên tường lửa lặng lẽ bỏ mọi kết nối quản "
            "trị: nhìn từ xa giống hệt máy đang tắt.",
            "Windows takes its network for a Public one, so its firewall silently drops every "
            "connection: from here it looks just like a machine that is off.",
        ),
        Mender.SITE,
        powershell(
            "Get-NetConnectionProfile | Where-Object { $_.NetworkCategory -eq 'Public' } | "
            "Set-NetConnectionProfile -NetworkCategory Private"
        ),
    ),
    Cause.FIREWALL: Row(
        Pair("tường lửa chặn", "blocked by a firewall"),
        Pair(
            "Tường lửa trên máy, hoặc giữa máy rà soát và máy, bỏ kết nối đến cổng quản trị.",
            "A firewall on the machine, or between it and the controller, drops the connection.",
        ),
        Mender.DISTRICT,
        powershell(
            "New-NetFirewallRule -DisplayName Orchestrator -Direction Inbound -Action Allow "
            "-Protocol TCP -LocalPort @PORT@ -RemoteAddress @CONTROLLER@ -Profile Any"
        ),
        posix=shell("sudo ufw allow proto tcp from @CONTROLLER@ to any port @PORT@"),
    ),
    Cause.ADDRESS_CHANGED: Row(
        Pair("địa chỉ đã đổi", "address has changed"),
        Pair(
            "Máy đã nhận địa chỉ khác, hoặc địa chỉ này nay thuộc về một thiết bị khác. Xem địa "
            "chỉ tại máy rồi sửa danh sách máy.",
            "The machine was given another address, or another device has this one now. Look its "
            "address up at the machine, and correct the inventory.",
        ),
        Mender.SITE,
        powershell("Get-NetIPAddress -AddressFamily IPv4 | Format-Table IPAddress, InterfaceAlias"),
        posix=shell("ip -brief address"),
    ),
    Cause.UNKNOWN_NAME: Row(
        Pair("tên không có địa chỉ", "name without an address"),
        Pair(
            "Tên của máy không dẫn đến địa chỉ nào, hoặc máy chủ DNS không trả lời. Ghi địa chỉ IP "
            "của máy vào danh sách máy (thay cho địa chỉ mẫu dưới đây).",
            "The machine's name leads to no address, or DNS does not answer. Write its IP address "
            "into the inventory (in the place of the sample below).",
        ),
        Mender.OPERATOR,
        in_inventory("ansible_host: 192.0.2.10"),
    ),
    Cause.NO_ROUTE: Row(
        Pair("không có đường mạng", "no route"),
        Pair(
            "Máy rà soát không có đường mạng đến đơn vị này: bộ định tuyến, VPN hoặc mạng con.",
            "The controller knows no way to that network: router, VPN or subnet.",
        ),
        Mender.NETWORK,
        controller("ip route get @ADDRESS@"),
    ),
    Cause.INTERCEPTED: Row(
        Pair("bị giữ giữa đường", "held on the way"),
        Pair(
            "Phần mềm bảo mật trên máy, hoặc một thiết bị ở giữa, nhận kết nối thay cho dịch vụ "
            "rồi không chuyển tiếp. Nếu thử tại chính máy đó mà được thì lỗi nằm trên đường.",
            "Security software on the machine, or a device on the way, takes the connection and "
            "passes nothing on. If it works at the machine itself, the fault is on the way.",
        ),
        Mender.NETWORK,
        powershell("Test-NetConnection localhost -Port @PORT@"),
        posix=shell("ss -ltn"),
    ),
    Cause.BARRED: Row(
        Pair("không nhận máy rà soát", "controller is barred"),
        Pair(
            "Dịch vụ đóng kết nối ngay: một bộ lọc trên máy không cho địa chỉ của máy rà soát vào.",
            "The service closes the connection at once: a filter bars the controller's address.",
        ),
        Mender.DISTRICT,
        powershell("winrm get winrm/config"),
        posix=shell("cat /etc/hosts.allow /etc/hosts.deny"),
    ),
}
