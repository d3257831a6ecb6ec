r"""What does the hosts file of this machine say, which comes before every DNS server?

Asks: POSIX `/etc/hosts`; Windows the file `hosts` in the folder that the registry names
    (`Tcpip\Parameters!DataBasePath`, usually `%SystemRoot%\System32\drivers\etc`).
Needs: any user; every version.
Blind: lines that were taken out again; programs that do their own look-ups.
Cost: the file's size, at most 4 MiB; a longer file is not read to its end and says so.
Source: letter, point "rà soát kết nối tới tên miền độc hại"; hosts(5); TCP/IP and NBT
    configuration parameters for Windows (support.microsoft.com 314053).
"""

from orchestrator.checks.base import Check
from orchestrator.checks.hosts_file.parse import read_posix, read_windows
from orchestrator.checks.scripts import beside

CHECK = Check(
    id="hosts_file",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
)
