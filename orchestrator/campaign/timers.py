"""Texts by which the operating system starts a round every half hour; nothing is installed.

Paths may hold spaces, quotes and Vietnamese letters; each text quotes them by the rules of the
program that reads it. Text that no such file can hold (a line break, a NUL) is a ValueError.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

MINUTES = 30
"""How often a round begins."""

_FORBIDDEN = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
# PowerShell takes typographic quotes for straight ones.
_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
_BACKSLASHES = re.compile(r'(\\*)("|\Z)')
_NO_PROGRAM = re.compile(r"""['"\\]""")  # systemd takes these in arguments alone
_STRIPPED = re.compile(r"^\s|[\s\\]$")
_LINES = """\
$action = New-ScheduledTaskAction -Execute {program} -Argument {argument} `
    -WorkingDirectory {folder}
$trigger = New-ScheduledTaskTrigger -Once -At ([datetime]'{first}') `
    -RepetitionInterval (New-TimeSpan -Minutes {minutes})
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew `
    -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
Register-ScheduledTask -TaskName {name} -Description {description} `
    -Action $action -Trigger $trigger -Settings $settings
"""


class Timer(Struct, frozen=True, kw_only=True):
    """What is to be started.

    Attributes:
        id: The campaign's id; units and tasks are called after it.
        description: What people read in the list of timers.
        command: The program's absolute path, then its arguments, at least one.
        folder: The absolute path of the folder to start it in.
    """

    id: str
    description: str
    command: Sequence[str]
    folder: str

    def __post_init__(self) -> None:
        """Refuse what would end a line, and so begin another setting."""
        for text in (self.id, self.description, self.folder, *self.command):
            if _FORBIDDEN.search(text):
                msg = f"a timer cannot hold {text!r}"
                raise ValueError(msg)

    @property
    def name(self) -> str:
        """What its units and its task are called."""
        return f"orchestrator-{self.id}"


def systemd_service(timer: Timer) -> str:
    """Return the text of the `.service` unit.

    Exit codes 3 and 4 say how the campaign stands, and are no failure of the service.

    Raises:
        ValueError: The program, the folder or the description is what no unit can say.
    """
    return (
        "[Unit]\n"
        f"Description={systemd_line(timer.description)}\n"
        "Wants=network-online.target\n"
        "After=network-online.target\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"WorkingDirectory={systemd_line(timer.folder)}\n"
        f"ExecStart={systemd_command(timer.command)}\n"
        "SuccessExitStatus=3 4\n"
        "UMask=0077\n"
        "NoNewPrivileges=yes\n"
    )


def systemd_timer(timer: Timer) -> str:
    """Return the text of the `.timer` unit; a round that was slept through is made up for.

    Raises:
        ValueError: No unit can say that description.
    """
    return (
        "[Unit]\n"
        f"Description={systemd_line(timer.description)}\n"
        "\n"
        "[Timer]\n"
        f"OnCalendar=*:0/{MINUTES}\n"
        "Persistent=true\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def windows_task(timer: Timer, begins: datetime) -> str:
    """Return the PowerShell text that registers the task of Windows' Task Scheduler.

    As a file for Windows PowerShell 5.1 it needs a byte order mark before its UTF-8.

    Args:
        timer: What is to be started.
        begins: The first round; its own clock time is written, as the controller's.
    """
    program, *arguments = timer.command
    argument = _powershell(windows_arguments(arguments))
    return _LINES.format(
        program=_powershell(program),
        argument=argument,
        folder=_powershell(timer.folder),
        first=f"{begins:%Y-%m-%dT%H:%M:%S}",
        minutes=MINUTES,
        name=_powershell(timer.name),
        description=_powershell(timer.description),
    ).replace("\n", "\r\n")


def systemd_command(command: Sequence[str]) -> str:
    """Return a program and its arguments as a unit has them; ValueError if no unit can."""
    program, *arguments = command
    if _NO_PROGRAM.search(program):
        msg = f"systemd starts no program called {program!r}"
        raise ValueError(msg)
    return " ".join((_systemd_word(program), *map(_systemd_argument, arguments)))


def systemd_line(text: str) -> str:
    """Return a setting that takes all of its line; `%` begins a specifier anywhere."""
    if _STRIPPED.search(text):
        # A space at the edge is taken off, and a backslash there joins the next line.
        msg = f"a unit of systemd cannot hold {text!r}"
        raise ValueError(msg)
    return text.replace("%", "%%")


def _systemd_word(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _systemd_argument(text: str) -> str:
    # A program's own path is no place for variables; in arguments `$` begins one, also quoted.
    return _systemd_word(text).replace("$", "$$")


def windows_arguments(arguments: Sequence[str]) -> str:
    """Return arguments as the one line that a Windows program takes apart."""
    return " ".join(map(_windows_argument, arguments))


def _windows_argument(text: str) -> str:
    """Return one argument as a Windows program takes its command line apart.

    Backslashes count only before a quotation mark, and there they are doubled.
    """
    if text and not re.search(r'[\s"]', text):
        return text
    escaped = _BACKSLASHES.sub(lambda met: met[1] * 2 + ('\\"' if met[2] else ""), text)
    return f'"{escaped}"'


def _powershell(text: str) -> str:
    """Return a literal text of PowerShell."""
    return f"'{_QUOTES.sub(lambda met: met[0] * 2, text)}'"
