"""What is said of one cause: its name, what it is, who mends it, and the one line to paste."""

from enum import StrEnum
from typing import NamedTuple

from orchestrator.model.diagnosis import Mender
from orchestrator.text.reason_table import Pair


class Where(StrEnum):
    """Where a line is pasted."""

    POWERSHELL = "powershell"  # at the machine, as administrator
    CMD = "cmd"  # at the machine
    SHELL = "shell"  # at the machine
    CONTROLLER = "controller"  # in a terminal of the controller
    INVENTORY = "inventory"  # among the machine's or its group's variables


class Line(NamedTuple):
    """One line; `@WORD@` in it is a blank that `text.causes` fills in and quotes."""

    where: Where
    text: str


class Row(NamedTuple):
    """One cause.

    `line` serves where `posix` (a machine that is no Windows) or `domain` (an account of a Windows
    domain) do not say otherwise.
    """

    title: Pair
    sentence: Pair
    who: Mender
    line: Line
    posix: Line | None = None
    domain: Line | None = None


def powershell(text: str) -> Line:
    """Return a line for the machine's PowerShell."""
    return Line(Where.POWERSHELL, text)


def shell(text: str) -> Line:
    """Return a line for the machine's shell."""
    return Line(Where.SHELL, text)


def controller(text: str) -> Line:
    """Return a line for the controller's terminal."""
    return Line(Where.CONTROLLER, text)


def in_inventory(text: str) -> Line:
    """Return a line for the inventory."""
    return Line(Where.INVENTORY, text)


PING = "orchestrator ping @MACHINES@ -i @INVENTORY@"
AGAIN = controller(PING)
RESTART_WINRM = powershell("Restart-Service WinRM -Force")
RESTART_SSH = shell("sudo systemctl restart ssh")
