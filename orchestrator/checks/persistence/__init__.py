"""Does a command line that starts by itself name a listed address?"""

from orchestrator.checks.base import Check, Mark, Parts, Right
from orchestrator.checks.persistence.windows import read_windows
from orchestrator.checks.scripts import beside
from orchestrator.checks.texts import read_files
from orchestrator.model.answer import Note
from orchestrator.model.observation import ConfiguredText, Transfer
from orchestrator.model.plan import ControlRule

CHECK = Check(
    id="persistence",
    letter="rà soát kết nối tới địa chỉ độc hại",
    sources=(
        "Run and RunOnce keys (learn.microsoft.com)",
        "Win32_Service (learn.microsoft.com)",
        "CommandLineEventConsumer (learn.microsoft.com)",
        "Get-BitsTransfer (learn.microsoft.com)",
        "crontab(5)",
        "systemd.service(5)",
    ),
    shows=(ConfiguredText, Transfer),
    canary=(Mark.NAME, Mark.ADDRESS),
    control="CD-05",
    rule=ControlRule.CONTACT,
    posix=beside(__file__, "posix.sh"),
    windows=beside(__file__, "windows.ps1"),
    read_posix=read_files,
    read_windows=read_windows,
    posix_parts=Parts(needed=("cron", "units")),
    windows_parts=Parts(
        needed=("machine", "users", "services", "tasks", "subscriptions"),
        more=("schtasks", "transfers"),
    ),
    windows_right=Right.ADMINISTRATOR,
    doubts=(Note.SINCE_BOOT_ONLY,),
)
