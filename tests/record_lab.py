"""Records the lab's Windows machines anew: `python -m tests.record_lab`.

Runs the fused Windows script in every world `tests/worlds/lab-*.json` with the PowerShell engine
kept beside the repository, and writes what it printed, and the script's digest, into the package.
Run it after every change of a `windows.ps1`; look at the difference before you commit it.
"""

import os
import subprocess
import sys
from pathlib import Path

from orchestrator.checks import ALL
from orchestrator.checks.base import Check
from orchestrator.lab.recording import FOLDERS, RECORDED_AT, RECORDED_NONCE, Scribe, replay
from orchestrator.model.plan import Family, Script
from orchestrator.plan import fuse, read_playbook
from orchestrator.transport.invoke import POWERSHELL_ARGUMENTS, windows_stdin
from tests.shared import SHARED

WORLDS = tuple(sorted((Path(__file__).parent / "worlds").glob("lab-*.json")))


PLAYBOOKS = Path(__file__).parents[1] / "playbooks"


def asked_by(playbook: str) -> tuple[str, ...]:
    """Return the checks that a shipped playbook asks."""
    plays = read_playbook(PLAYBOOKS / playbook, ALL).plays
    return tuple(dict.fromkeys(task.check for play in plays for task in play.tasks))


# The lab's machines answer the scripts of these two playbooks and no other.
ASKED = asked_by("ioc-sweep.yml")
STANDING = asked_by("posture.yml")


def checks(asked: tuple[str, ...] = ASKED) -> tuple[Check, ...]:
    return tuple(check for check in ALL if check.id in asked)


def script(asked: tuple[str, ...] = ASKED) -> Script:
    return fuse(checks(asked), Family.WINDOWS)


SETS = tuple(zip(FOLDERS, (ASKED, STANDING), strict=True))


def run(world: Path, nonce: str, asked: tuple[str, ...] = ASKED) -> bytes:
    if SHARED is None:
        sys.exit("the PowerShell engine is not beside the repository")
    done = subprocess.run(
        [str(SHARED / "pwsh" / "pwsh"), "-World", str(world), *POWERSHELL_ARGUMENTS],
        input=windows_stdin(script(asked).text, nonce),
        capture_output=True,
        env={**os.environ, "PWSH_CODEPAGE": "65001"},
        check=True,
    )
    return done.stdout


def main() -> None:
    # The engine's clock is this computer's: without it, nothing changes but what a script changed.
    now = Scribe(nonce=RECORDED_NONCE, now=RECORDED_AT, facts={})
    for folder, asked in SETS:
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.txt"):
            old.unlink()
        for world in WORLDS:
            printed = replay(run(world, RECORDED_NONCE, asked), now)
            (folder / f"{world.stem}.txt").write_bytes(printed)
        (folder / "DIGEST").write_text(script(asked).sha256 + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
