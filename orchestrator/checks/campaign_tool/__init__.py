r"""Has one of the campaign's cleanup tools run on this machine, when, and what did its log say?

Asks: Windows files and registry values that known tools leave (`profiles.json`), MSRT's log
    `%SystemRoot%\debug\mrt.log` and Defender's last scans of `MSFT_MpComputerStatus`. The tools
    are Windows programs: POSIX has no such source.
Needs: an administrator, else other users' folders look empty and the check is not answered. Every
    version; Defender's class since Windows 8.1.
Blind: tools that leave nothing or whose traces were removed, results in packed reports; a file's
    time says when it was last written. No trace is no proof that nothing ran, and never "clean".
Cost: under 1 s, passive; about 100 bytes a trace, five files a pattern. As far back as files go.
Source: letter, point "xử lý, bóc gỡ mã độc"; KB891716 (MSRT's return codes) on
    support.microsoft.com; MSFT_MpComputerStatus on learn.microsoft.com.
"""

from orchestrator.checks.base import Check
from orchestrator.checks.campaign_tool.profiles import wrong_arguments
from orchestrator.checks.campaign_tool.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent

CHECK = Check(
    id="campaign_tool",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
    arguments=("tools",),
    wrong_arguments=wrong_arguments,
)
