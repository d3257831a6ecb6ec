r"""Does this machine still speak SMB 1, through which worms travel from PC to PC?

Asks: Windows registry `LanmanServer\Parameters!SMB1` and the driver `mrxsmb10`, and the optional
    feature `SMB1Protocol` of `Win32_OptionalFeature`, by its number.
Needs: any user for the registry; an administrator for the feature, which is only needed where the
    registry does not settle it. Windows 7 has no such feature: the server is on unless switched
    off. POSIX has no SMB 1 of Windows.
Blind: Samba; whether a firewall closes port 445; a switch that a restart has yet to bring.
Cost: under 2 s (the feature), passive; under 1 kB. It shows the present moment.
Source: letter, point "rà soát lỗ hổng"; "How to detect, enable and disable SMBv1, SMBv2, and
    SMBv3 in Windows" on learn.microsoft.com.
"""

from orchestrator.checks.base import Check
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent
from orchestrator.checks.smb1.windows import read_windows

CHECK = Check(
    id="smb1",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
)
