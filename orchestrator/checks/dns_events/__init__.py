"""Which names did programs look up, as the event logs remember long after the cache forgot?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.dns_events.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.checks.sections import read_absent
from orchestrator.model.answer import Note
from orchestrator.model.observation import Connection, LookedUp
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="dns_events",
    letter="rà soát kết nối tới tên miền độc hại",
    sources=("manifest of Microsoft-Windows-DNS-Client", "Sysmon (learn.microsoft.com)"),
    shows=(LookedUp, Connection),
    canary=(Mark.NAME, Mark.ADDRESS),
    control="CD-06",
    rule=ControlRule.OWN_HITS,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_absent,
    read_windows=read_windows,
    posix_parts=Parts(needed=("log",)),
    windows_parts=Parts(needed=("system", "client", "sysmon")),
    windows_right=Right.EVENT_LOG_READER,
    doubts=(Note.SINCE_BOOT_ONLY,),
)
