"""Causes in who a machine says that it is, in words; data only."""

from collections.abc import Mapping

from orchestrator.model.diagnosis import Cause, Mender
from orchestrator.text.cause_rows import Row, controller, in_inventory, powershell, shell
from orchestrator.text.reason_table import Pair

_RENEW = powershell(
    "$c = New-SelfSignedCertificate -Subject @SUBJECT@ -TextExtension ('2.5.29.17={text}' + @SAN@) "
    "-CertStoreLocation Cert:\\LocalMachine\\My; Set-WSManInstance winrm/config/Listener "
    "-SelectorSet @{Address='*';Transport='HTTPS'} "
    "-ValueSet @{Hostname=@ADDRESS@;CertificateThumbprint=$c.Thumbprint}"
)

ROWS: Mapping[Cause, Row] = {
    Cause.NO_CERTIFICATE: Row(
        Pair("cổng HTTPS không có chứng thư", "https without a certificate"),
        Pair(
            "Cổng HTTPS mở nhưng không bắt tay được: dịch vụ thiếu chứng thư dùng được. Lệnh sau "
            "cấp chứng thư mới.",
            "The https port is open and completes no handshake: the service lacks a usable "
            "certificate. This makes a new one.",
        ),
        Mender.SITE,
        _RENEW,
    ),
    Cause.CERT_EXPIRED: Row(
        Pair("chứng thư hết hạn", "certificate expired"),
        Pair(
            "Chứng thư của máy đã hết hạn. Lệnh sau cấp chứng thư mới.",
            "The machine's certificate has expired. This makes a new one.",
        ),
        Mender.SITE,
        _RENEW,
    ),
    Cause.CERT_NOT_YET_VALID: Row(
        Pair("chứng thư chưa có hiệu lực", "certificate not yet valid"),
        Pair(
            "Chứng thư của máy chỉ có hiệu lực từ một thời điểm sau này. Sửa đồng hồ trước, rồi "
            "mới cấp lại chứng thư.",
            "The machine's certificate becomes valid only later. Mend the clocks first, and then "
            "make a new one.",
        ),
        Mender.SITE,
        _RENEW,
    ),
    Cause.CERT_NAME: Row(
        Pair("chứng thư mang tên khác", "certificate of another name"),
        Pair(
            "Chứng thư không ghi địa chỉ hoặc tên mà danh sách máy dùng để kết nối.",
            "The certificate does not name the address that the inventory connects to.",
        ),
        Mender.SITE,
        _RENEW,
    ),
    Cause.CERT_SELF_SIGNED: Row(
        Pair("chứng thư tự ký chưa được tin", "self-signed certificate"),
        Pair(
            "Chứng thư do máy tự ký và chưa được tin. Lấy chứng thư về, so vân tay với vân tay in "
            "ra tại máy, rồi ghi tệp vào ansible_winrm_ca_trust_path.",
            "The machine signed its certificate itself, and it is not trusted yet. Fetch it, "
            "compare its fingerprint with the one shown at the machine, then name the file in "
            "ansible_winrm_ca_trust_path.",
        ),
        Mender.OPERATOR,
        controller(
            "openssl s_client -connect @ENDPOINT@ </dev/null | openssl x509 -fingerprint -out @PEM@"
        ),
    ),
    Cause.CERT_UNKNOWN_CA: Row(
        Pair("chứng thư của CA lạ", "certificate of an unknown CA"),
        Pair(
            "Chứng thư do một cơ quan cấp (CA) mà máy rà soát chưa tin. Ghi tệp chứng thư của CA "
            "đó vào danh sách máy.",
            "The certificate comes from an authority that the controller does not trust. Name that "
            "authority's file in the inventory.",
        ),
        Mender.OPERATOR,
        in_inventory("ansible_winrm_ca_trust_path: ca.pem"),
    ),
    Cause.CERT_OTHER: Row(
        Pair("chứng thư không dùng được", "unusable certificate"),
        Pair(
            "Chứng thư của máy không được chấp nhận vì một lý do khác; lệnh sau cho thấy lý do.",
            "The machine's certificate is not accepted for another reason; this shows it.",
        ),
        Mender.OPERATOR,
        controller("openssl s_client -connect @ENDPOINT@ </dev/null"),
    ),
    Cause.MACHINE_CLOCK: Row(
        Pair("đồng hồ của máy sai", "machine's clock is wrong"),
        Pair(
            "Đồng hồ của máy lệch quá 5 phút so với máy rà soát: đăng nhập miền và chứng thư bị "
            "từ chối, thời gian ghi trong bằng chứng không đáng tin.",
            "The machine's clock is more than 5 minutes off the controller's: domain logons and "
            "certificates are refused, and times in the evidence are doubtful.",
        ),
        Mender.SITE,
        powershell("Start-Service W32Time; w32tm /resync /force"),
        posix=shell("sudo timedatectl set-ntp true"),
    ),
    Cause.CONTROLLER_CLOCK: Row(
        Pair("đồng hồ của máy rà soát sai", "controller's clock is wrong"),
        Pair(
            "Cũng có thể đồng hồ của chính máy rà soát sai, nhất là khi nhiều máy cùng lệch như "
            "nhau.",
            "It may also be the controller's own clock, above all where many machines are off by "
            "the same time.",
        ),
        Mender.OPERATOR,
        controller("sudo timedatectl set-ntp true"),
    ),
    Cause.TOO_OLD: Row(
        Pair("hệ thống quá cũ", "too old"),
        Pair(
            "Máy chỉ có những cách mã hóa đã lỗi thời, không thể kết nối an toàn. Xem phiên bản "
            "tại máy để lập kế hoạch nâng cấp.",
            "The machine has only broken encryption and cannot be asked safely. See its version at "
            "the machine, and plan to upgrade it.",
        ),
        Mender.DISTRICT,
        powershell("Get-WmiObject Win32_OperatingSystem | Select-Object Caption, Version"),
        posix=shell("ssh -V; uname -a"),
    ),
    Cause.REINSTALLED: Row(
        Pair("máy mới cài lại", "machine was reinstalled"),
        Pair(
            "Khóa nhận dạng của máy đã đổi, thường vì máy được cài lại. Chỉ xóa khóa cũ sau khi đã "
            "xác minh tại máy.",
            "The machine's host key has changed, mostly because it was reinstalled. Remove the old "
            "key only after it was verified at the machine.",
        ),
        Mender.OPERATOR,
        controller("ssh-keygen -f @KNOWN_HOSTS@ -R @KEY_NAME@"),
    ),
    Cause.IMPOSTOR: Row(
        Pair("máy có thể bị giả mạo", "someone may pose as it"),
        Pair(
            "Cũng có thể một máy khác đang mạo nhận máy này. So vân tay in ra tại máy với vân tay "
            "mà máy rà soát nhận được (chi tiết trong --json); nếu khác thì báo ngay người phụ "
            "trách.",
            "Another machine may also pose as this one. Compare the fingerprint shown at the "
            "machine with the one that came (see the detail in --json); if they differ, tell the "
            "officer in charge at once.",
        ),
        Mender.DISTRICT,
        powershell(
            "Get-ChildItem $env:ProgramData\\ssh\\ssh_host_*_key.pub | "
            "ForEach-Object { ssh-keygen -lf $_.FullName }"
        ),
        posix=shell('for key in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$key"; done'),
    ),
}
