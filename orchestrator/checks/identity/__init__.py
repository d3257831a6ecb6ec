"""Which machine is this, whatever its address and whatever the inventory calls it?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.identity.read import read
from orchestrator.checks.scripts import beside
from orchestrator.model.observation import Identifier

CHECK = Check(
    id="identity",
    letter="danh mục máy",
    sources=("Win32_ComputerSystemProduct (learn.microsoft.com)", "machine-id(5)"),
    shows=(Identifier,),
    canary=(Mark.NAME,),
    control=None,
    rule=None,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read,
    read_windows=read,
    posix_parts=Parts(needed=("names", "machine_id", "hardware", "adapters")),
    windows_parts=Parts(needed=("names", "hardware", "adapters")),
    windows_right=Right.ANY,
)
