"""Which names has this machine looked up lately, as its own resolver cache remembers?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.dns_cache.posix import read_posix
from orchestrator.checks.dns_cache.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.model.answer import Note
from orchestrator.model.observation import CachedName
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="dns_cache",
    letter="rà soát kết nối tới tên miền độc hại",
    sources=("resolvectl(1)", "MSFT_DNSClientCache (learn.microsoft.com)"),
    shows=(CachedName,),
    canary=(Mark.NAME, Mark.ADDRESS),
    control="CD-06",
    rule=ControlRule.OWN_HITS,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
    posix_parts=Parts(needed=("daemons",), more=("resolved",), behind=(("daemons", "resolved"),)),
    windows_parts=Parts(needed=("records", "limits"), more=("displaydns",), long=("displaydns",)),
    windows_right=Right.ADMINISTRATOR,
    doubts=(Note.SINCE_BOOT_ONLY, Note.CONTAINERS_UNSEEN),
)
