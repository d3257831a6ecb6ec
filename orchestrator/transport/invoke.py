"""How a script is started on a machine, over whatever way: always by standard input."""

import base64
import re
import shlex

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


def _checked(nonce: str) -> str:
    if not _NONCE.fullmatch(nonce):
        msg = f"not a nonce: {nonce!r}"
        raise ValueError(msg)
    return nonce
