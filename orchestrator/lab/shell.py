"""Runs what a controller sends with the real `/bin/sh`, on the machine that an actor plays."""

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from orchestrator.lab.actor import Actor

SHELL = Path("/bin/sh")
CLOCK = "LAB_CLOCK"
"""The variable by which a machine's own `date` knows its time."""
_COMMAND = re.compile(r"/bin/sh -s -- ([0-9a-f]{16})")
_LIMIT_S = 30.0
_NOT_FOUND = 127
_TIMED_OUT = 124


class Ran(Struct, frozen=True, kw_only=True):
    """What a command printed, and how it ended."""

    stdout: bytes = b""
    stderr: bytes = b""
    code: int = 0


def run(actor: Actor, command: str, script: bytes) -> Ran:
    """Run the script unmodified; only the root prefix is added to its arguments.

    Args:
        actor: Whose root and tools are used.
        command: The command line as it came; anything but `/bin/sh -s -- NONCE` is not found.
        script: What came on standard input.
    """
    asked = _COMMAND.fullmatch(command)
    if not asked:
        return Ran(stderr=f"sh: {command}: not found\n".encode(), code=_NOT_FOUND)
    clock = datetime.now(UTC) + timedelta(seconds=actor.ahead_s)  # noqa: TID251 - the machine's own
    argv = [str(SHELL), "-s", "--", asked[1], actor.root]
    try:
        done = subprocess.run(  # noqa: S603 - playing a machine is running what it is sent
            argv,
            input=script,
            capture_output=True,
            cwd=actor.root,
            env={"PATH": actor.path, "HOME": actor.root, CLOCK: f"{clock:%Y-%m-%dT%H:%M:%SZ}"},
            timeout=_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return Ran(stdout=late.stdout or b"", stderr=late.stderr or b"", code=_TIMED_OUT)
    return Ran(stdout=done.stdout, stderr=done.stderr, code=done.returncode)
