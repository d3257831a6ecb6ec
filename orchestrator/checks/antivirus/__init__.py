r"""Is there an antivirus that is on and up to date, and what has it found?

Asks: Windows `root\SecurityCenter2` (PCs; not there on Server), Defender's `MSFT_MpComputerStatus`
    and `MSFT_MpThreatDetection`, and where neither knows a product the services of known ones.
    POSIX has no register of scanners.
Needs: any user for the Security Center; an administrator for Defender. Defender's classes came
    with Windows 8.1. Listed names and addresses in a detection's resources are hits.
Blind: products that do not register; whether a service that runs also protects; detections that
    the history forgot (Defender keeps some weeks) or that another product holds.
Cost: under 1 s, passive; about 100 bytes a product, 300 a detection. Products as of this moment,
    detections as far back as the history goes.
Source: letter, point "phần mềm phòng, chống mã độc"; MSFT_MpComputerStatus and
    MSFT_MpThreatDetection on learn.microsoft.com; productState is not documented.
"""

from orchestrator.checks.antivirus.windows import read_windows
from orchestrator.checks.base import Check
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent

CHECK = Check(
    id="antivirus",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
)
