"""Which machine is this, whatever its address and whatever the inventory calls it?

Asks: POSIX the kernel's name, `/etc/machine-id`, `/sys/class/dmi/id/product_uuid` and the network
    cards of `/sys/class/net`; Windows `MachineGuid`, `Win32_ComputerSystemProduct` and
    `Win32_NetworkAdapterConfiguration`.
Needs: any user; root for the main board's UUID on Linux, without it the check is not answered.
    Every version.
Blind: boards whose maker left everybody's UUID in them (left out), copied disks that share one
    MachineGuid, MAC addresses made by software (left out).
Cost: under 0.1 s, passive; under 1 kB. It shows the present moment.
Source: letter, point "danh mục máy"; Win32_ComputerSystemProduct on learn.microsoft.com;
    machine-id(5).
"""

from orchestrator.checks.base import Check
from orchestrator.checks.identity.read import read
from orchestrator.checks.scripts import beside

CHECK = Check(
    id="identity",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read,
    read_windows=read,
)
