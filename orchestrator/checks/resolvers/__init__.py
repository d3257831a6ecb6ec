r"""Which DNS servers does this machine ask, and who set them: a person, DHCP, a file?

Asks: POSIX `/etc/resolv.conf`, and behind systemd's stub `/run/systemd/resolve/resolv.conf`;
    Windows registry `Tcpip(6)\Parameters` and its `Interfaces`, with the adapters in use from
    `Win32_NetworkAdapterConfiguration`; the rules of the name resolution policy table (NRPT); DNS
    over HTTPS as Windows and the policies of Chrome, Edge and Firefox set it.
Needs: any user; every version.
Blind: servers that a program brings itself (a browser's own DNS over HTTPS without a policy);
    servers that a router's IPv6 advertisement named.
Cost: under 0.1 s; about 100 bytes an adapter.
Source: letter, point "rà soát kết nối tới địa chỉ độc hại"; resolv.conf(5); TCP/IP and NBT
    configuration parameters for Windows (support.microsoft.com 314053).
"""

from orchestrator.checks.base import Check
from orchestrator.checks.resolvers.posix import read_posix
from orchestrator.checks.resolvers.servers import wrong_arguments
from orchestrator.checks.resolvers.windows import read_windows
from orchestrator.checks.scripts import beside

CHECK = Check(
    id="resolvers",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
    arguments=("approved",),
    wrong_arguments=wrong_arguments,
)
