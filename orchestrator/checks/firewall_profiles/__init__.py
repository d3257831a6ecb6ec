r"""Is the firewall on for every kind of network, and what does its log say was reached for?

Asks: Windows registry: policies `WindowsFirewall` and the machine's own `FirewallPolicy` (domain,
    private, public), the start of `MpsSvc`, and the end of the log that they name, columns by
    its `#Fields:` lines. POSIX has no such profiles.
Needs: any user for the profiles; an administrator for the log. Every version. The log is off until
    somebody switches it on: then this check is not answered, and its profiles still count.
Blind: another maker's firewall; policies of a device manager; rules; what the log has overwritten
    and its older file; knocks from outside that were dropped; owners of connections but their PID.
Cost: under 0.5 s, passive; at most 5,000 rows from the last 2 MiB of the log, which also say since
    when it speaks.
Source: letter, point "rà soát kết nối tới địa chỉ độc hại"; "Configure the Windows Firewall log"
    on learn.microsoft.com.
"""

from orchestrator.checks.base import Check
from orchestrator.checks.firewall_profiles.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent

CHECK = Check(
    id="firewall_profiles",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
)
