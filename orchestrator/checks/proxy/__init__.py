"""Which proxies and proxy scripts (PAC) is this machine set to use?

Asks: POSIX `/etc/environment`; Windows registry `Internet Settings` of the machine, its policies
    and every loaded user hive, with the packed `Connections`, and WinHTTP's `WinHttpSettings`.
Needs: any user for the machine's settings; an administrator for other users' hives.
Blind: hives of users who are not logged on (loading one writes); proxies in a program's own
    settings; what a PAC script at an unlisted place does; a PAC found by WPAD.
Cost: under 0.1 s; some hundred bytes a user.
Source: letter, point "rà soát kết nối tới địa chỉ độc hại"; Internet Settings and
    WinHttpSetDefaultProxyConfiguration on learn.microsoft.com; environment(5).
"""

from orchestrator.checks.base import Check
from orchestrator.checks.proxy.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.checks.texts import read_files

CHECK = Check(
    id="proxy",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_files,
    read_windows=read_windows,
)
