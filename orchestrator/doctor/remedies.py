"""Who mends a cause, and the one line to paste for it, filled in for the machines that have it."""

import re
import shlex
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from orchestrator.model.diagnosis import Cause, Mender
from orchestrator.text.visible import visible


class Where(StrEnum):
    """Where a line is pasted."""

    POWERSHELL = "powershell"  # at the machine, as administrator
    CMD = "cmd"  # at the machine
    SHELL = "shell"  # at the machine
    JUMP_HOST = "jump_host"  # a shell there
    CONTROLLER = "controller"  # in a terminal of the controller
    INVENTORY = "inventory"  # among the machine's or its group's variables


class PasteLine(NamedTuple):
    """A line to paste; `@WORD@` in it is a blank that `filled` fills in and quotes."""

    where: Where
    text: str


class Mending(Struct, frozen=True):
    """How one cause is mended.

    `line` serves where `posix` (a machine that is no Windows) or `domain` (an account of a Windows
    domain) do not say otherwise.
    """

    who: Mender
    line: PasteLine
    posix: PasteLine | None = None
    domain: PasteLine | None = None


class Blanks(Struct, frozen=True, kw_only=True):
    """What fills the blanks of a line; field names are the blanks' words in lower case.

    A tuple stands for several words: inventories have `-i` between them, all others stand behind
    a space each.
    """

    address: str = ""
    port: str = ""
    endpoint: str = ""
    controller: str = "LocalSubnet"
    user: str = ""
    name: str = ""
    account: str = ""
    login: str = ""
    key: str = ""
    key_name: str = ""
    known_hosts: str = ""
    subject: str = ""
    san: str = ""
    pem: str = ""
    unit: str = ""
    inventory: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    actor: str = ""
    machines: str = ""
    first: str = ""
    way: str = ""
    found: str = ""
    scheme: str = ""


def line(cause: Cause, *, windows: bool, domain: bool) -> PasteLine:
    """Return the line for that kind of machine and account, its blanks still open."""
    mending = MENDINGS[cause]
    if not windows:
        return mending.posix or mending.line
    return mending.domain if domain and mending.domain else mending.line


def filled(found: PasteLine, blanks: Blanks) -> str:
    """Return a line ready to paste: each blank one word of its shell, whatever stands in it.

    What has no picture is written out, so that the line which is read is the one that is pasted.
    """

    def fill(blank: re.Match[str]) -> str:
        name = blank[1].lower()
        value: str | tuple[str, ...] = getattr(blanks, name)
        words = (value,) if isinstance(value, str) else value
        quoted = [_quoted(visible(word), found.where) for word in words]
        if isinstance(value, str) or name == "inventory":
            return " -i ".join(quoted)
        return "".join(f" {word}" for word in quoted)

    return _BLANK.sub(fill, found.text)


def _quoted(word: str, where: Where) -> str:
    match where:
        case Where.POWERSHELL:
            doubled = _QUOTES.sub(r"\1\1", word)
            return word if word.isdigit() else f"'{doubled}'"
        case Where.SHELL | Where.CONTROLLER | Where.JUMP_HOST:
            return shlex.quote(word)
        case Where.CMD | Where.INVENTORY:  # nothing but our own words and numbers
            return word


def _powershell(text: str) -> PasteLine:
    return PasteLine(Where.POWERSHELL, text)


def _shell(text: str) -> PasteLine:
    return PasteLine(Where.SHELL, text)


def _at_jump_host(text: str) -> PasteLine:
    return PasteLine(Where.JUMP_HOST, text)


def _controller(text: str) -> PasteLine:
    return PasteLine(Where.CONTROLLER, text)


def _in_inventory(text: str) -> PasteLine:
    return PasteLine(Where.INVENTORY, text)


_BLANK = re.compile(r"@([A-Z_]+)@")
# PowerShell takes every one of these for a single quote; doubled, each stands for itself.
_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
_PING = "orchestrator ping @MACHINES@ -i @INVENTORY@@TYPED@"
_AGAIN = _controller(_PING)
_RESTART_WINRM = _powershell("Restart-Service WinRM -Force")
_RESTART_SSH = _shell("sudo systemctl restart ssh")
_RENEW = _powershell(
    "$c = New-SelfSignedCertificate -Subject @SUBJECT@ -TextExtension ('2.5.29.17={text}' + @SAN@) "
    "-CertStoreLocation Cert:\\LocalMachine\\My; Set-WSManInstance winrm/config/Listener "
    "-SelectorSet @{Address='*';Transport='HTTPS'} "
    "-ValueSet @{Hostname=@ADDRESS@;CertificateThumbprint=$c.Thumbprint}"
)
# Remote Management Users and Event Log Readers, whose names are translated and whose SIDs are not.
_LEAST_RIGHTS = _powershell(
    "Add-LocalGroupMember -SID S-1-5-32-580 -Member @ACCOUNT@; "
    "Add-LocalGroupMember -SID S-1-5-32-573 -Member @ACCOUNT@"
)
# What machines rejected is remembered for a day: without a person's word nothing is sent again.
_TRY_ONE = _controller(
    "orchestrator ping @FIRST@ -i @INVENTORY@@TYPED@ --forget-rejections @USER@ --by @ACTOR@"
)

MENDINGS: Mapping[Cause, Mending] = {
    # the way there
    Cause.OFF: Mending(Mender.SITE, _AGAIN),
    Cause.PUBLIC_PROFILE: Mending(
        Mender.SITE,
        _powershell(
            "Get-NetConnectionProfile | Where-Object { $_.NetworkCategory -eq 'Public' } | "
            "Set-NetConnectionProfile -NetworkCategory Private"
        ),
    ),
    Cause.FIREWALL: Mending(
        Mender.DISTRICT,
        _powershell(
            "New-NetFirewallRule -DisplayName Orchestrator -Direction Inbound -Action Allow "
            "-Protocol TCP -LocalPort @PORT@ -RemoteAddress @CONTROLLER@ -Profile Any"
        ),
        posix=_shell("sudo ufw allow proto tcp from @CONTROLLER@ to any port @PORT@"),
    ),
    Cause.ADDRESS_CHANGED: Mending(
        Mender.SITE,
        _powershell(
            "Get-NetIPAddress -AddressFamily IPv4 | Format-Table IPAddress, InterfaceAlias"
        ),
        posix=_shell("ip -brief address"),
    ),
    Cause.UNKNOWN_NAME: Mending(Mender.OPERATOR, _in_inventory("ansible_host: 192.0.2.10")),
    Cause.NO_ROUTE: Mending(Mender.NETWORK, _controller("ip route get @ADDRESS@")),
    Cause.INTERCEPTED: Mending(
        Mender.NETWORK,
        _powershell("Test-NetConnection localhost -Port @PORT@"),
        posix=_shell("ss -ltn"),
    ),
    Cause.BARRED: Mending(
        Mender.DISTRICT,
        _powershell("winrm get winrm/config"),
        posix=_shell("cat /etc/hosts.allow /etc/hosts.deny"),
    ),
    # the service behind the door
    Cause.WINRM_STOPPED: Mending(
        Mender.SITE, _powershell("Set-Service WinRM -StartupType Automatic; Start-Service WinRM")
    ),
    Cause.NOT_PREPARED: Mending(
        Mender.DISTRICT,
        _controller(
            "orchestrator prepare windows -i @INVENTORY@ --unit @UNIT@ "
            "--controller @CONTROLLER@ -o prepare"
        ),
    ),
    Cause.SSH_STOPPED: Mending(
        Mender.SITE,
        _powershell("Set-Service sshd -StartupType Automatic; Start-Service sshd"),
        posix=_shell("sudo systemctl enable --now ssh"),
    ),
    Cause.WRONG_PORT: Mending(Mender.OPERATOR, _in_inventory("ansible_port: @FOUND@")),
    Cause.WRONG_WAY: Mending(
        Mender.OPERATOR, _in_inventory("{ansible_connection: @WAY@, ansible_port: @FOUND@}")
    ),
    Cause.WRONG_SCHEME: Mending(Mender.OPERATOR, _in_inventory("ansible_winrm_scheme: @SCHEME@")),
    Cause.WRONG_PATH: Mending(Mender.OPERATOR, _in_inventory("ansible_winrm_path: /wsman")),
    Cause.NOT_WINRM: Mending(Mender.OPERATOR, _powershell("winrm enumerate winrm/config/listener")),
    Cause.NOT_SSH: Mending(
        Mender.OPERATOR,
        _powershell("Select-String -Path $env:ProgramData\\ssh\\sshd_config -Pattern '^Port'"),
        posix=_shell("sudo ss -ltnp"),
    ),
    Cause.HUNG: Mending(Mender.SITE, _RESTART_WINRM, posix=_RESTART_SSH),
    Cause.BUSY: Mending(Mender.SITE, _RESTART_WINRM),
    Cause.QUOTA: Mending(Mender.DISTRICT, _RESTART_WINRM),
    Cause.PROTOCOL: Mending(Mender.OPERATOR, _controller(f"{_PING} --json")),
    # who it is
    Cause.NO_CERTIFICATE: Mending(Mender.SITE, _RENEW),
    Cause.CERT_EXPIRED: Mending(Mender.SITE, _RENEW),
    Cause.CERT_NOT_YET_VALID: Mending(Mender.SITE, _RENEW),
    Cause.CERT_NAME: Mending(Mender.SITE, _RENEW),
    Cause.CERT_SELF_SIGNED: Mending(
        Mender.OPERATOR,
        _controller(
            "openssl s_client -connect @ENDPOINT@ </dev/null | openssl x509 -fingerprint -out @PEM@"
        ),
    ),
    Cause.CERT_UNKNOWN_CA: Mending(
        Mender.OPERATOR, _in_inventory("ansible_winrm_ca_trust_path: ca.pem")
    ),
    Cause.CERT_OTHER: Mending(
        Mender.OPERATOR, _controller("openssl s_client -connect @ENDPOINT@ </dev/null")
    ),
    Cause.MACHINE_CLOCK: Mending(
        Mender.SITE,
        _powershell("Start-Service W32Time; w32tm /resync /force"),
        posix=_shell("sudo timedatectl set-ntp true"),
    ),
    Cause.CONTROLLER_CLOCK: Mending(Mender.OPERATOR, _controller("sudo timedatectl set-ntp true")),
    Cause.TOO_OLD: Mending(
        Mender.DISTRICT,
        _powershell("Get-WmiObject Win32_OperatingSystem | Select-Object Caption, Version"),
        posix=_shell("ssh -V; uname -a"),
    ),
    Cause.REINSTALLED: Mending(
        Mender.OPERATOR, _controller("ssh-keygen -f @KNOWN_HOSTS@ -R @KEY_NAME@")
    ),
    Cause.IMPOSTOR: Mending(
        Mender.DISTRICT,
        _powershell(
            "Get-ChildItem $env:ProgramData\\ssh\\ssh_host_*_key.pub | "
            "ForEach-Object { ssh-keygen -lf $_.FullName }"
        ),
        posix=_shell('for key in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$key"; done'),
    ),
    # who we are
    Cause.WRONG_PASSWORD: Mending(Mender.OPERATOR, _TRY_ONE),
    Cause.LOCKED: Mending(
        Mender.DISTRICT,
        _powershell(
            "$u = [ADSI]('WinNT://./' + @NAME@ + ',user'); "
            "$u.psbase.InvokeSet('IsAccountLocked', $false); $u.SetInfo()"
        ),
        posix=_shell("sudo faillock --user @NAME@ --reset"),
        domain=_powershell("Unlock-ADAccount -Identity @NAME@"),
    ),
    Cause.DISABLED: Mending(
        Mender.DISTRICT,
        _powershell("net user @NAME@ /active:yes"),
        posix=_shell("sudo passwd -S @NAME@; sudo chage -l @NAME@"),
        domain=_powershell("Enable-ADAccount -Identity @NAME@"),
    ),
    Cause.NOT_ALLOWED: Mending(
        Mender.SITE,
        _powershell(
            "Select-String -Path $env:ProgramData\\ssh\\sshd_config -Pattern '^(Allow|Deny|Match)'"
        ),
        posix=_shell("sudo sshd -T | grep -E '^(allow|deny|permitroot|passwordauth)'"),
    ),
    Cause.TOKEN_FILTER: Mending(Mender.DISTRICT, _LEAST_RIGHTS),
    Cause.NO_RIGHT: Mending(Mender.DISTRICT, _LEAST_RIGHTS),
    Cause.METHOD_OFF: Mending(
        Mender.OPERATOR,
        _powershell("Set-Item WSMan:\\localhost\\Service\\Auth\\Negotiate $true"),
        posix=_in_inventory("ansible_ssh_private_key_file: ~/.ssh/id_ed25519"),
    ),
    Cause.BASIC_OFF: Mending(Mender.OPERATOR, _in_inventory("ansible_winrm_transport: ntlm")),
    Cause.KEY_UNKNOWN: Mending(
        Mender.OPERATOR, _controller("ssh-copy-id -i @KEY@ -p @PORT@ @LOGIN@")
    ),
    Cause.CERT_UNMAPPED: Mending(
        Mender.DISTRICT, _powershell("Get-ChildItem WSMan:\\localhost\\ClientCertificate")
    ),
    Cause.NO_TICKET: Mending(Mender.OPERATOR, _controller("kinit @USER@")),
    Cause.WRONG_SPN: Mending(
        Mender.OPERATOR, _in_inventory("ansible_winrm_kerberos_hostname_override: pc-01.example")
    ),
    Cause.KERBEROS_MISSING: Mending(Mender.OPERATOR, _controller('pip install ".[kerberos]"')),
    Cause.PAUSED: Mending(Mender.OPERATOR, _TRY_ONE),
    Cause.HELD: Mending(Mender.OPERATOR, _TRY_ONE),
    Cause.NO_CREDENTIAL: Mending(
        Mender.OPERATOR,
        _controller(f"{_PING}@ASKED@"),
    ),
    Cause.UNREADABLE: Mending(Mender.OPERATOR, _controller("ls -l @KEY@")),
    Cause.LOGON_SLOW: Mending(
        Mender.DISTRICT,
        _powershell("Test-ComputerSecureChannel -Verbose"),
        posix=_shell("sudo sshd -T | grep -i usedns"),
    ),
    Cause.PASSWORD_EXPIRED: Mending(
        Mender.DISTRICT,
        _powershell("net user @NAME@"),
        posix=_shell("sudo chage -l @NAME@; sudo passwd @NAME@"),
        domain=_powershell("net user @NAME@ /domain"),
    ),
    Cause.MAX_STARTUPS: Mending(
        Mender.SITE,
        _powershell("Select-String -Path $env:ProgramData\\ssh\\sshd_config -Pattern MaxStartups"),
        posix=_shell(
            "sudo sshd -T | grep -i maxstartups; ss -tn state established '( sport = :22 )'"
        ),
    ),
    Cause.JUMP_DOWN: Mending(Mender.NETWORK, _at_jump_host("sudo systemctl enable --now ssh")),
    Cause.JUMP_KEY: Mending(
        Mender.NETWORK,
        _at_jump_host("for k in /etc/ssh/ssh_host_*.pub; do ssh-keygen -lf $k; done"),
    ),
    Cause.JUMP_REJECTED: Mending(
        Mender.OPERATOR, _at_jump_host("sudo journalctl -u ssh --since -1h | tail")
    ),
    Cause.JUMP_FORBIDS: Mending(
        Mender.NETWORK,
        _at_jump_host("sudo sshd -T | grep -iE 'allowtcpforwarding|permitopen|disableforw'"),
    ),
    Cause.BEHIND_JUMP: Mending(Mender.NETWORK, _at_jump_host("nc -zv -w 5 @ADDRESS@ @PORT@")),
    Cause.PENALTY: Mending(
        Mender.SITE,
        _powershell("Restart-Service sshd"),
        posix=_shell("sudo sshd -T | grep -i persourcepenalt; sudo systemctl restart ssh"),
    ),
    Cause.CHANNEL_REFUSED: Mending(
        Mender.SITE,
        _powershell(
            "Select-String -Path $env:ProgramData\\ssh\\sshd_config -Pattern 'MaxSess|Force'"
        ),
        posix=_shell("sudo sshd -T | grep -iE 'maxsessions|forcecommand|permittty'"),
    ),
    Cause.SERVER_ERROR: Mending(
        Mender.SITE, _powershell("Restart-Service WinRM; winrm get winrm/config")
    ),
    Cause.DRIP: Mending(Mender.DISTRICT, _controller(f"{_PING} --no-logon")),
    # what it says
    Cause.NOT_ADMIN: Mending(
        Mender.DISTRICT, _powershell("Add-LocalGroupMember -SID S-1-5-32-573 -Member @ACCOUNT@")
    ),
    Cause.NOT_ROOT: Mending(Mender.SITE, _shell("sudo usermod -aG adm,systemd-journal @NAME@")),
    Cause.POWERSHELL_MISSING: Mending(
        Mender.DISTRICT,
        PasteLine(
            Where.CMD,
            r"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe -NoProfile -Command "
            "$PSVersionTable.PSVersion",
        ),
    ),
    Cause.POWERSHELL_BROKEN: Mending(
        Mender.DISTRICT,
        PasteLine(
            Where.CMD,
            r"reg query "
            r'"HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP" /s /v Version',
        ),
    ),
    Cause.CONSTRAINED_LANGUAGE: Mending(
        Mender.DISTRICT,
        _powershell(
            "$ExecutionContext.SessionState.LanguageMode; Get-AppLockerPolicy -Effective -Xml"
        ),
    ),
    Cause.APPLICATION_CONTROL: Mending(
        Mender.DISTRICT,
        _powershell(
            "Get-WinEvent -LogName 'Microsoft-Windows-AppLocker/EXE and DLL', "
            "'Microsoft-Windows-CodeIntegrity/Operational' -MaxEvents 20"
        ),
    ),
    Cause.ANTIMALWARE: Mending(
        Mender.DISTRICT, _powershell("Get-MpThreatDetection | Select-Object -Last 5")
    ),
    Cause.EMPTY_ANSWER: Mending(
        Mender.DISTRICT,
        _powershell("(Get-Command powershell.exe).Path; powershell.exe -NoProfile -Command 1; $?"),
        posix=_shell("/bin/sh -c 'echo 1'; echo $?"),
    ),
    Cause.SCRIPT_BLOCKED: Mending(
        Mender.DISTRICT,
        _powershell("Get-MpThreatDetection | Select-Object -Last 5"),
        posix=_shell("sudo journalctl -n 50 --no-pager"),
    ),
    Cause.NOLOGIN: Mending(
        Mender.SITE,
        _powershell("Get-ItemProperty HKLM:\\SOFTWARE\\OpenSSH -Name DefaultShell"),
        posix=_shell("getent passwd @NAME@; sudo chsh -s /bin/sh @NAME@"),
    ),
    Cause.NO_EXIT_STATUS: Mending(Mender.OPERATOR, _controller(f"{_PING} --json")),
    Cause.NO_SHELL: Mending(Mender.OPERATOR, _in_inventory("os: routeros")),
    Cause.WINDOWS_OVER_SSH: Mending(Mender.OPERATOR, _in_inventory("os: windows")),
    Cause.UNSUPPORTED: Mending(
        Mender.OPERATOR, _controller("orchestrator inventory check -i @INVENTORY@")
    ),
    Cause.BEHIND_SITE: Mending(
        Mender.OPERATOR, _controller("orchestrator sweep PLAYBOOK -i @INVENTORY@ --via-sites")
    ),
    Cause.SLOW: Mending(Mender.OPERATOR, _controller(f"{_PING} --timeout 180")),
    Cause.CONTROLLER_BUSY: Mending(Mender.OPERATOR, _controller(f"{_PING} -f 8")),
    Cause.FLOOD: Mending(Mender.DISTRICT, _controller(f"{_PING} --no-logon")),
    Cause.BUG: Mending(Mender.OPERATOR, _controller(f"{_PING} --json")),
}
