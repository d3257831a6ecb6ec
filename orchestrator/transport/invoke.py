"""How a script is started on a machine, over whatever way: always by standard input."""

import base64
import re
import shlex

from orchestrator.model.plan import Family, Script

_NONCE = re.compile(r"[0-9a-f]{16}")

_BOOTSTRAP = (
    "$ProgressPreference='SilentlyContinue';"
    '&([ScriptBlock]::Create([string]::Join("`n",@($input))))'
)
"""PowerShell reads a redirected standard input itself and hands it to the command as `$input`."""

WINDOWS_BOOTSTRAP = base64.b64encode(_BOOTSTRAP.encode("utf-16-le")).decode("ascii")

POWERSHELL_ARGUMENTS = (
    "-NoProfile",
    "-NonInteractive",
    "-ExecutionPolicy",
    "Bypass",
    "-EncodedCommand",
    WINDOWS_BOOTSTRAP,
)


def posix_arguments(nonce: str, root: str = "") -> tuple[str, ...]:
    """Return the words that start a POSIX script which comes by standard input.

    Args:
        nonce: The sweep's nonce, 16 lower-case hexadecimal digits.
        root: Prefix of every file that the script reads; empty for the machine itself.

    Raises:
        ValueError: The nonce is not one, and could mean something to a shell.
    """
    return ("/bin/sh", "-s", "--", _checked(nonce), *((root,) if root else ()))


def posix_command(nonce: str, root: str = "") -> str:
    """Return the same as one line for a shell: `/bin/sh -s -- NONCE`."""
    return shlex.join(posix_arguments(nonce, root))


def windows_stdin(script: bytes, nonce: str) -> bytes:
    """Return what is sent to PowerShell: the nonce as a line of its own, then the script."""
    return f"$nonce='{_checked(nonce)}'\n".encode("ascii") + script.rstrip(b"\r\n") + b"\n"


def arguments(family: Family, nonce: str) -> tuple[str, ...]:
    """Return the program, and its words, that takes a family's script by standard input."""
    match family:
        case Family.POSIX:
            return posix_arguments(nonce)
        case Family.WINDOWS:
            return ("powershell.exe", *POWERSHELL_ARGUMENTS)


def command(family: Family, nonce: str) -> str:
    """Return the same as one line for the login shell, `cmd.exe` and PowerShell included."""
    return shlex.join(arguments(family, nonce))


SHELL_PROBE = "echo $PSHOME"
"""cmd.exe says the words back, PowerShell a folder, a POSIX shell nothing."""


def windows_command(nonce: str, said: str) -> str:
    """Return the line that starts PowerShell in a Windows machine's login shell.

    A login shell that is PowerShell reads standard input itself and keeps it as `$input`; without
    handing it on, the second PowerShell would find nothing.

    Args:
        nonce: The sweep's nonce.
        said: What the machine answered to `SHELL_PROBE`.
    """
    line = command(Family.WINDOWS, nonce)
    word = said.strip()
    return f"$input|{line}" if word and word != "$PSHOME" else line


def stdin(script: Script, nonce: str) -> bytes:
    """Return what that program is given."""
    match script.family:
        case Family.POSIX:
            return script.text
        case Family.WINDOWS:
            return windows_stdin(script.text, nonce)


def _checked(nonce: str) -> str:
    if not _NONCE.fullmatch(nonce):
        msg = f"not a nonce: {nonce!r}"
        raise ValueError(msg)
    return nonce
