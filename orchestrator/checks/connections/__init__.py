"""Which remote ends is this machine connected to, or trying to reach, right now?

Asks: POSIX `ss -tunap` (else `/proc/net/{tcp,tcp6,udp,udp6}`) and the programs behind
    `/proc/PID/exe`; Windows `MSFT_NetTCPConnection` joined with `Win32_Process` (else
    `netstat -ano` joined with the numeric states of `IPGlobalProperties`).
Needs: any user for the table; root or an administrator for the owners of other users' sockets.
    Windows 8 or Server 2012 for the WMI class, Windows 7 for the fallback; any Linux.
Blind: whatever was not open at that moment (a beacon of 2 s every 10 minutes is seen by one look
    in ten); UDP without a connected socket; traffic of other machines and of containers.
Cost: under 0.1 s; about 100 bytes a socket and a process.
Source: letter, point "rà soát kết nối tới địa chỉ độc hại"; MSFT_NetTCPConnection and
    Win32_Process on learn.microsoft.com; ss(8), proc_net(5).
"""

from orchestrator.checks.base import Check
from orchestrator.checks.connections.posix import read_posix
from orchestrator.checks.connections.windows import read_windows
from orchestrator.checks.scripts import beside

CHECK = Check(
    id="connections",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
)
