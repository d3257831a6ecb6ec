"""Does a command line that starts by itself name a listed address?

Asks: POSIX crontabs and `Exec` lines of units in `/etc/systemd/system`; Windows Run and RunOnce
    keys of the machine and every loaded user hive, Winlogon, `Win32_Service`,
    `MSFT_ScheduledTask` (else `schtasks /query /xml`) and WMI's command and script consumers.
Needs: root or an administrator; Windows 8 for the class of tasks, Windows 7 for the fallback.
Blind: whatever a started program itself holds; packed or encoded command lines; hives of users
    who are not logged on; shortcuts in start folders; files in a user's own `.config`.
Cost: under 0.5 s; about 100 bytes a command line, at most 4 MiB.
Source: letter, point "rà soát kết nối tới địa chỉ độc hại"; Run and RunOnce keys, Win32_Service,
    CommandLineEventConsumer on learn.microsoft.com; crontab(5), systemd.service(5).
"""

from orchestrator.checks.base import Check
from orchestrator.checks.scripts import beside
from orchestrator.checks.texts import read_files, read_rows

CHECK = Check(
    id="persistence",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_files,
    read_windows=read_rows,
)
