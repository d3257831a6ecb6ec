"""Does its maker still mend this system, and when was it last updated?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.os_support.posix import read_posix
from orchestrator.checks.os_support.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.model.observation import Patched, System
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="os_support",
    letter="cập nhật bản vá",
    sources=("the lifecycle pages that support.json names",),
    shows=(System, Patched),
    canary=(Mark.NAME,),
    control="EP-02",
    rule=ControlRule.OS_SUPPORT,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
    posix_parts=Parts(needed=("os_release", "upgrades")),
    windows_parts=Parts(needed=("system", "updates")),
    windows_right=Right.ANY,
)
