"""Which proxies and proxy scripts (PAC) is this machine set to use?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.proxy.posix import read_posix
from orchestrator.checks.proxy.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.model.answer import Note
from orchestrator.model.observation import ConfiguredText
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="proxy",
    letter="rà soát kết nối tới địa chỉ độc hại",
    sources=(
        "Internet Settings (learn.microsoft.com)",
        "WinHttpSetDefaultProxyConfiguration (learn.microsoft.com)",
        "environment(5)",
        "apt.conf(5)",
        "dconf(7)",
        "Chrome Enterprise policy list (chromeenterprise.google)",
        "policy templates of Firefox (mozilla.github.io)",
    ),
    shows=(ConfiguredText,),
    canary=(Mark.NAME, Mark.ADDRESS),
    control="NET-01",
    rule=ControlRule.OWN_HITS,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
    posix_parts=Parts(needed=("environment",), more=("settings", "policies")),
    windows_parts=Parts(needed=("machine", "users", "ports")),
    windows_right=Right.ADMINISTRATOR,
    doubts=(Note.SINCE_BOOT_ONLY,),
)
