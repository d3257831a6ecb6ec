"""Has one of the campaign's cleanup tools run on this machine, when, and what did its log say?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.campaign_tool.profiles import wrong_arguments
from orchestrator.checks.campaign_tool.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent
from orchestrator.model.answer import Note
from orchestrator.model.observation import ToolTrace
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="campaign_tool",
    letter="xử lý, bóc gỡ mã độc",
    sources=(
        "KB891716, MSRT's return codes (support.microsoft.com)",
        "MSFT_MpComputerStatus (learn.microsoft.com)",
    ),
    shows=(ToolTrace,),
    canary=(Mark.NAME,),
    control="CD-04",
    rule=ControlRule.CAMPAIGN_TOOL,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
    posix_parts=Parts(needed=("files",)),
    windows_parts=Parts(needed=("files", "registry", "msrt", "defender")),
    windows_right=Right.ADMINISTRATOR,
    doubts=(Note.SINCE_BOOT_ONLY,),
    arguments=("tools",),
    wrong_arguments=wrong_arguments,
)
