"""Somebody runs a kit on a PC of the district: the real `sh`, and what that PC has of its own.

The kit seals and writes with this computer's tools. What it asks, its script asks of the PC: that
one is started with the PC's root and tools, as the PC's SSH server would start it.
"""

import os
import shlex
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestrator.lab.layout import Laid, PlayedIdentity, tool
from orchestrator.lab.shell import CLOCK, SHELL

_NEEDED = ("openssl", "gzip")


def can_run_kits() -> bool:
    """Whether this computer has what a kit seals with."""
    return all(map(shutil.which, _NEEDED))


def run_kit(kit: Path, folder: Path, who: PlayedIdentity, laid: Laid) -> int:
    """Run a kit on a PC; return its exit code. It ends by itself: it has its own watchdog.

    Args:
        kit: Its file; the result lies beside it.
        folder: A new folder, for what the PC has besides.
        who: Which PC it is.
        laid: Its root and tools.
    """
    own = folder / "own"
    own.mkdir(parents=True)
    moment = datetime.now(UTC) + timedelta(seconds=who.ahead_s)  # noqa: TID251 - the machine's own
    clock = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    tool(own / "date", f"case $* in *%H*) echo {clock} ;; *) echo {moment:%Y%m%d} ;; esac")
    tool(own / "uname", f"echo {shlex.quote(who.name)}")
    root, path = shlex.quote(str(laid.root)), shlex.quote(laid.path)
    tool(own / "setsid", f'PATH={path}; export PATH; exec "$@" {root}')
    done = subprocess.run(  # noqa: S603 - our own kit
        [str(SHELL), str(kit)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=folder,
        env={
            "PATH": f"{own}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": str(own),
            "TMPDIR": str(own),
            CLOCK: clock,
        },
        check=False,
    )
    return done.returncode
