"""Does this machine still speak SMB 1, through which worms travel from PC to PC?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent
from orchestrator.checks.smb1.windows import read_windows
from orchestrator.model.observation import Smb1
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="smb1",
    letter="rà soát lỗ hổng",
    sources=(
        "Detect, enable and disable SMBv1, SMBv2, and SMBv3 in Windows (learn.microsoft.com)",
    ),
    shows=(Smb1,),
    canary=(Mark.NAME,),
    control="NET-02",
    rule=ControlRule.SMB1,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
    posix_parts=Parts(needed=("registry",)),
    windows_parts=Parts(needed=("registry", "feature")),
    windows_right=Right.ADMINISTRATOR,
)
