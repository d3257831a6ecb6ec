"""Is the firewall on for every kind of network, and what does its log say was reached for?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.firewall_profiles.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent
from orchestrator.model.answer import Note
from orchestrator.model.observation import Connection, FirewallProfile, FirewallService
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="firewall_profiles",
    letter="rà soát kết nối tới địa chỉ độc hại",
    sources=("Configure the Windows Firewall log (learn.microsoft.com)",),
    shows=(FirewallProfile, FirewallService, Connection),
    canary=(Mark.NAME, Mark.ADDRESS),
    control="NET-02",
    rule=ControlRule.FIREWALL,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
    posix_parts=Parts(needed=("profiles",)),
    windows_parts=Parts(needed=("profiles", "service", "log")),
    windows_right=Right.ADMINISTRATOR,
    doubts=(Note.SINCE_BOOT_ONLY,),
)
