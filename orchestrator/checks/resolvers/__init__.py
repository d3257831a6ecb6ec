"""Which DNS servers does this machine ask, and who set them: a person, DHCP, a file?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.resolvers.posix import read_posix
from orchestrator.checks.resolvers.servers import wrong_arguments
from orchestrator.checks.resolvers.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.model.answer import Note
from orchestrator.model.observation import ConfiguredText, OwnAddress, ResolverSetting
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="resolvers",
    letter="rà soát kết nối tới địa chỉ độc hại",
    sources=(
        "resolv.conf(5)",
        "TCP/IP and NBT configuration parameters for Windows (support.microsoft.com 314053)",
        "resolved.conf(5)",
        "nm-settings-keyfile(5)",
        "dhclient.leases(5)",
        "netplan YAML configuration (netplan.readthedocs.io)",
    ),
    shows=(ResolverSetting, ConfiguredText, OwnAddress),
    canary=(Mark.NAME, Mark.ADDRESS),
    control="DNS-01",
    rule=ControlRule.APPROVED_RESOLVERS,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
    posix_parts=Parts(needed=("file",), more=("upstream", "configured", "addresses")),
    windows_parts=Parts(
        needed=("adapters", "registry", "nrpt", "encrypted"),
        more=("effective",),
        behind=(("adapters", "effective"),),
        bare=("adapters",),
    ),
    windows_right=Right.ANY,
    doubts=(Note.SINCE_BOOT_ONLY,),
    arguments=("approved",),
    wrong_arguments=wrong_arguments,
)
