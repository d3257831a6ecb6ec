"""What does the hosts file of this machine say, which comes before every DNS server?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.hosts_file.parse import read_posix, read_windows
from orchestrator.checks.scripts import beside
from orchestrator.model.answer import Note
from orchestrator.model.observation import HostsLine
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="hosts_file",
    letter="rà soát kết nối tới tên miền độc hại",
    sources=(
        "hosts(5)",
        "TCP/IP and NBT configuration parameters for Windows (support.microsoft.com 314053)",
    ),
    shows=(HostsLine,),
    canary=(Mark.NAME, Mark.ADDRESS),
    control="DNS-04",
    rule=ControlRule.HOSTS_INTACT,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
    posix_parts=Parts(needed=("file",), long=("file",)),
    windows_parts=Parts(needed=("file",), long=("file",)),
    windows_right=Right.ANY,
    doubts=(Note.SINCE_BOOT_ONLY,),
)
