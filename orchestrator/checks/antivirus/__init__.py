"""Is there an antivirus that is on and up to date, and what has it found?"""

from orchestrator.checks.antivirus.windows import read_windows
from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent
from orchestrator.model.answer import Note
from orchestrator.model.observation import Antivirus, Detection
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="antivirus",
    letter="phần mềm phòng, chống mã độc",
    sources=(
        "MSFT_MpComputerStatus (learn.microsoft.com)",
        "MSFT_MpThreatDetection (learn.microsoft.com)",
    ),
    shows=(Antivirus, Detection),
    canary=(Mark.NAME, Mark.ADDRESS),
    control="EP-01",
    rule=ControlRule.ANTIVIRUS,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
    posix_parts=Parts(needed=("products",)),
    windows_parts=Parts(needed=("products", "defender", "detections"), more=("services",)),
    windows_right=Right.ADMINISTRATOR,
    doubts=(Note.SINCE_BOOT_ONLY,),
)
