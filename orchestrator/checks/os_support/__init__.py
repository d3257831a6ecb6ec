r"""Does its maker still mend this system, and when was it last updated?

Asks: POSIX `/etc/os-release` and Debian's package log; Windows registry `CurrentVersion` (build,
    UBR, edition), `ProductOptions` and the packages of `Component Based Servicing`. How long a
    system is mended stands in `support.json`, which has its own date and a source for each row.
Needs: any user; every version. Only Debian's family tells its last upgrade.
Blind: a paid extension (ESU, Ubuntu Pro), which a machine may have beyond the table's day; a
    system that the table does not hold; updates of anything but the system.
Cost: under 0.3 s, passive; under 1 kB. It shows the present moment.
Source: letter, point "cập nhật bản vá"; the lifecycle pages that `support.json` names.
"""

from orchestrator.checks.base import Check
from orchestrator.checks.os_support.posix import read_posix
from orchestrator.checks.os_support.windows import read_windows
from orchestrator.checks.scripts import beside

CHECK = Check(
    id="os_support",
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_posix,
    read_windows=read_windows,
)
