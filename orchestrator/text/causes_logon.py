"""Causes in who we are to a machine, in words; data only."""

from collections.abc import Mapping

from orchestrator.model.diagnosis import Cause, Mender
from orchestrator.text.cause_rows import Row, controller, in_inventory, powershell, shell
from orchestrator.text.reason_table import Pair

# Remote Management Users and Event Log Readers, whose names are translated and whose SIDs are not.
_LEAST_RIGHTS = powershell(
    "Add-LocalGroupMember -SID S-1-5-32-580 -Member @ACCOUNT@; "
    "Add-LocalGroupMember -SID S-1-5-32-573 -Member @ACCOUNT@"
)
_TRY_ONE = controller("orchestrator ping @FIRST@ -i @INVENTORY@")

ROWS: Mapping[Cause, Row] = {
    Cause.WRONG_PASSWORD: Row(
        Pair("sai mật khẩu", "wrong password"),
        Pair(
            "Tên tài khoản hoặc mật khẩu không đúng. Sửa trong danh sách máy rồi thử trên một máy "
            "trước, để không khóa tài khoản.",
            "The account's name or password is wrong. Correct it in the inventory, and try it on "
            "one machine first, so as not to lock the account.",
        ),
        Mender.OPERATOR,
        _TRY_ONE,
    ),
    Cause.LOCKED: Row(
        Pair("tài khoản bị khóa", "account locked"),
        Pair(
            "Tài khoản bị khóa vì nhập sai nhiều lần; nhìn từ xa giống hệt sai mật khẩu.",
            "The account is locked after too many bad tries; from here it looks just like a wrong "
            "password.",
        ),
        Mender.DISTRICT,
        powershell(
            "$u = [ADSI]('WinNT://./' + @NAME@ + ',user'); "
            "$u.psbase.InvokeSet('IsAccountLocked', $false); $u.SetInfo()"
        ),
        posix=shell("sudo faillock --user @NAME@ --reset"),
        domain=powershell("Unlock-ADAccount -Identity @NAME@"),
    ),
    Cause.DISABLED: Row(
        Pair("tài khoản bị vô hiệu", "account disabled"),
        Pair(
            "Tài khoản bị vô hiệu hóa, hết hạn, hoặc phải đổi mật khẩu ở lần đăng nhập đầu tiên.",
            "The account is disabled, expired, or must change its password at the first logon.",
        ),
        Mender.DISTRICT,
        powershell("net user @NAME@ /active:yes"),
        posix=shell("sudo passwd -S @NAME@; sudo chage -l @NAME@"),
        domain=powershell("Enable-ADAccount -Identity @NAME@"),
    ),
    Cause.NOT_ALLOWED: Row(
        Pair("không được phép đăng nhập từ xa", "not allowed to log on remotely"),
        Pair(
            "Cấu hình SSH của máy không cho tài khoản này vào (AllowUsers, AllowGroups, "
            "PermitRootLogin).",
            "The machine's SSH settings do not let this account in (AllowUsers, AllowGroups, "
            "PermitRootLogin).",
        ),
        Mender.SITE,
        powershell(
            "Select-String -Path $env:ProgramData\\ssh\\sshd_config -Pattern '^(Allow|Deny|Match)'"
        ),
        posix=shell("sudo sshd -T | grep -E '^(allow|deny|permitroot|passwordauth)'"),
    ),
    Cause.TOKEN_FILTER: Row(
        Pair("quyền quản trị bị lọc", "administrator's token is filtered"),
        Pair(
            "Tài khoản quản trị cục bộ (không phải Administrator gốc) đăng nhập từ xa thì bị "
            "Windows lọc bớt quyền. Lệnh sau cho quyền vừa đủ để vào và đọc nhật ký; cần đủ quyền "
            "thì dùng tài khoản miền, không nới LocalAccountTokenFilterPolicy.",
            "Windows filters the rights of a local administrator (other than the built-in one) who "
            "logs on remotely. This gives the least rights to come in and read logs; for full "
            "rights use a domain account, and do not loosen LocalAccountTokenFilterPolicy.",
        ),
        Mender.DISTRICT,
        _LEAST_RIGHTS,
    ),
    Cause.NO_RIGHT: Row(
        Pair("không có quyền vào WinRM", "no right to WinRM"),
        Pair(
            "Mật khẩu đúng nhưng tài khoản không có quyền mở phiên WinRM.",
            "The password is right, and the account has no right to open a WinRM shell.",
        ),
        Mender.DISTRICT,
        _LEAST_RIGHTS,
    ),
    Cause.METHOD_OFF: Row(
        Pair("cách đăng nhập bị tắt", "way of logging on is off"),
        Pair(
            "Máy không nhận cách đăng nhập đang dùng: SSH chỉ nhận khóa, hoặc WinRM đã tắt "
            "Negotiate.",
            "The machine does not take this way of logging on: its SSH wants a key, or its WinRM "
            "has Negotiate switched off.",
        ),
        Mender.OPERATOR,
        powershell("Set-Item WSMan:\\localhost\\Service\\Auth\\Negotiate $true"),
        posix=in_inventory("ansible_ssh_private_key_file: ~/.ssh/id_ed25519"),
    ),
    Cause.BASIC_OFF: Row(
        Pair("Basic bị tắt", "Basic is off"),
        Pair(
            "Danh sách máy ghi đăng nhập kiểu Basic, còn máy không nhận kiểu này. Dùng NTLM.",
            "The inventory says Basic, and the machine does not take it. Use NTLM.",
        ),
        Mender.OPERATOR,
        in_inventory("ansible_winrm_transport: ntlm"),
    ),
    Cause.KEY_UNKNOWN: Row(
        Pair("máy chưa có khóa này", "key not accepted"),
        Pair(
            "Khóa SSH chưa nằm trong authorized_keys của tài khoản trên máy.",
            "The SSH key is not in the account's authorized_keys on the machine.",
        ),
        Mender.OPERATOR,
        controller("ssh-copy-id -i @KEY@ -p @PORT@ @LOGIN@"),
    ),
    Cause.CERT_UNMAPPED: Row(
        Pair("chứng thư chưa gắn với tài khoản", "certificate not mapped"),
        Pair(
            "Máy chưa gắn chứng thư đăng nhập của máy rà soát với một tài khoản nào.",
            "The machine has mapped the controller's certificate to no account.",
        ),
        Mender.DISTRICT,
        powershell("Get-ChildItem WSMan:\\localhost\\ClientCertificate"),
    ),
    Cause.NO_TICKET: Row(
        Pair("không có vé Kerberos", "no Kerberos ticket"),
        Pair(
            "Chưa có vé Kerberos, vé đã hết hạn, hoặc miền không cấp vé cho tên này (hãy dùng tên "
            "đầy đủ của máy thay cho địa chỉ IP).",
            "There is no Kerberos ticket, it has expired, or the domain gives none for that name "
            "(use the machine's full name rather than its IP address).",
        ),
        Mender.OPERATOR,
        controller("kinit @USER@"),
    ),
    Cause.WRONG_SPN: Row(
        Pair("vé Kerberos của máy khác", "ticket of another machine"),
        Pair(
            "Máy trả lời không phải là máy mà vé Kerberos được cấp: sai tên trong danh sách máy, "
            "hoặc một máy khác đang trả lời. Ghi đúng tên đầy đủ của máy (ví dụ dưới đây).",
            "Who answers is not the machine that the ticket is for: the inventory has a wrong "
            "name, or another machine answers. Write its full name (an example below).",
        ),
        Mender.OPERATOR,
        in_inventory("ansible_winrm_kerberos_hostname_override: pc-01.example"),
    ),
    Cause.KERBEROS_MISSING: Row(
        Pair("thiếu phần Kerberos", "Kerberos not installed"),
        Pair(
            "Danh sách máy ghi Kerberos, còn máy rà soát chưa cài phần đó.",
            "The inventory says Kerberos, and the controller lacks the extra for it.",
        ),
        Mender.OPERATOR,
        controller('pip install ".[kerberos]"'),
    ),
    Cause.PAUSED: Row(
        Pair("tạm dừng dùng tài khoản", "account paused"),
        Pair(
            "Hai máy khác đã từ chối tài khoản này nên không thử tiếp, tránh bị khóa. Sửa tài "
            "khoản rồi thử trên một máy trước.",
            "Two other machines have rejected this account, so it was tried no further, lest it "
            "is locked. Correct it, and try it on one machine first.",
        ),
        Mender.OPERATOR,
        _TRY_ONE,
    ),
    Cause.NO_CREDENTIAL: Row(
        Pair("chưa khai báo tài khoản", "no account given"),
        Pair(
            "Danh sách máy không có tài khoản hoặc mật khẩu cho máy này. Khai báo, hoặc nhập khi "
            "chạy.",
            "The inventory gives no account or no password for this machine. Write it there, or "
            "type it in.",
        ),
        Mender.OPERATOR,
        controller("orchestrator ping @MACHINES@ -i @INVENTORY@ -u kiemtra-ioc -k"),
    ),
    Cause.UNREADABLE: Row(
        Pair("không đọc được tệp khóa", "key file unreadable"),
        Pair(
            "Tệp khóa hoặc chứng thư trên máy rà soát không đọc được, hoặc sai mật khẩu của khóa.",
            "The key's or certificate's file on the controller cannot be read, or its passphrase "
            "is wrong.",
        ),
        Mender.OPERATOR,
        controller("ls -l @KEY@"),
    ),
    Cause.LOGON_SLOW: Row(
        Pair("đăng nhập không được trả lời", "logon never answered"),
        Pair(
            "Máy nhận thông tin đăng nhập rồi im lặng, thường vì không hỏi được máy chủ miền hoặc "
            "DNS; đây không phải là sai mật khẩu.",
            "The machine took the logon and fell silent, mostly because it cannot ask its domain "
            "controller or DNS; this is not a wrong password.",
        ),
        Mender.DISTRICT,
        powershell("Test-ComputerSecureChannel -Verbose"),
        posix=shell("sudo sshd -T | grep -i usedns"),
    ),
}
