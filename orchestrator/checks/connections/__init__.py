"""Which remote ends is this machine connected to, or trying to reach, right now?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.connections.posix import read_posix
from orchestrator.checks.connections.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.model.answer import Note
from orchestrator.model.observation import Connection
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="connections",
    letter="rà soát kết nối tới địa chỉ độc hại",
    sources=(
        "MSFT_NetTCPConnection (learn.microsoft.com)",
        "Win32_Process (learn.microsoft.com)",
        "ss(8)",
        "proc_net(5)",
    ),
    shows=(Connection,),
    canary=(Mark.ADDRESS,),
    control="CD-05",
    rule=ControlRule.CONTACT,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
    posix_parts=Parts(needed=("programs",), one_of=("sockets", "proc"), bare=("programs",)),
    windows_parts=Parts(
        needed=("tcp", "processes"),
        more=("netstat", "states"),
        behind=(("netstat", "states"),),
        bare=("processes",),
    ),
    windows_right=Right.ANY,
    doubts=(Note.CONTAINERS_UNSEEN,),
)
