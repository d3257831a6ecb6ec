"""A Windows kit, started as its own cmd.exe part starts it, on a played Windows machine."""

import json
import re
import stat
import subprocess
from pathlib import Path

import pytest

from orchestrator.roads.kit_file import (
    POWERSHELL_MARK,
    POWERSHELL_START,
    SCRIPT_MARK,
    kit_file,
)
from orchestrator.roads.kit_values import Kit
from tests.shared import SHARED

ENGINE = None if SHARED is None else SHARED / "pwsh" / "pwsh"
needs_engine = pytest.mark.skipif(ENGINE is None, reason="the PowerShell engine is not here")
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


def with_variables(world: Path, folder: Path, **variables: str) -> Path:
    """Write a world beside links to what it names, with more environment variables."""
    described = json.loads(_COMMENT.sub("", world.read_text("utf-8")))
    described["env"] = {**described.get("env", {}), **variables}
    folder.mkdir()
    for other in world.parent.iterdir():
        (folder / other.name).symlink_to(other)
    (folder / "this.json").write_text(json.dumps(described), "utf-8")
    return folder / "this.json"


def powershell_part(kit: Kit) -> str:
    """Return what PowerShell reads of a kit, without the script that it carries."""
    text = kit_file(kit)[1].decode().replace("\r\n", "\n")
    return POWERSHELL_MARK + text.partition(POWERSHELL_MARK)[2].partition(SCRIPT_MARK)[0]


def run_kit(
    kit: Path, world: Path, folder: Path, *, typed: str = "", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a kit's file; its child is the same engine on the same machine.

    `typed` is what stands in standard input; `variables` are more of the environment.
    """
    shell = folder / "powershell.exe"
    shell.write_text(
        f'#!/bin/sh\nexec /usr/bin/env PATH=/usr/bin:/bin {ENGINE} -World {world} "$@"\n'
    )
    shell.chmod(shell.stat().st_mode | stat.S_IXUSR)
    played = with_variables(
        world,
        folder / "world",
        **{"KIT_FILE": str(kit), "KIT_SHELL": str(shell), "KIT_WORD": "", **variables},
    )
    words = ("-NoProfile", "-STA", "-ExecutionPolicy", "Bypass", "-InputFormat", "None")
    return subprocess.run(
        [str(ENGINE), "-World", str(played), *words, "-Command", POWERSHELL_START],
        input=typed.encode(),
        capture_output=True,
        timeout=1200,
        check=False,
    )
