"""Records everything that scripts print anew: `python -m tests.record`.

That is every golden under `tests/checks/`, and the pretend district's Windows machines
(`tests/record_lab.py`).

A golden is what the fused script printed on one made machine, cut down to one check, the answer
that the check's reader makes of it, and the digest of the script that asks this check alone: the
frame and the check's own part. So a changed part makes the goldens of its check stale and no
other's. Windows machines are played by the PowerShell engine
kept beside the repository from `tests/worlds/*.json`; POSIX machines are a folder of files and a
PATH of made programs, laid out from `tests/machines/*.json`, on which /bin/sh runs the script.

Look at the difference before you commit it: a golden proves only what somebody has read.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.checks.base import Check
from orchestrator.model.plan import Family, Script
from orchestrator.plan import fuse
from orchestrator.transport.invoke import POWERSHELL_ARGUMENTS, posix_arguments, windows_stdin
from tests import record_lab
from tests.checks.spoken import as_spoken
from tests.shared import SHARED

HERE = Path(__file__).parent
WORLDS = HERE / "worlds"
MACHINES = HERE / "machines"
GOLDENS = HERE / "checks"

NONCE = "00c0ffee00c0ffee"
"""The nonce that every golden is recorded with: it also stands inside base64."""

# There is no played clock: the time at which a recording is made is replaced by this one.
CLOCK = b"2026-11-24T03:15:00Z"

_TOOLS = ("dd", "ls", "sed", "wc", "cat")  # real programs that a made machine has too
_TIMEOUT_S = 240


def fused(family: Family) -> bytes:
    """Return the whole script of one family, as a sweep sends it."""
    return fuse(ALL, family).text


def alone(check: Check, family: Family) -> Script:
    """Return the script that asks one check alone; its digest dates the check's goldens."""
    return fuse((check,), family)


def stale(checks: Sequence[Check]) -> list[str]:
    """Return the goldens that today's scripts did not make, as `check/machine.json`."""
    today = {
        (check.id, str(family)): alone(check, family).sha256
        for check in checks
        for family in Family
    }
    found = []
    for path in sorted(GOLDENS.glob("*/*.json")):
        golden = json.loads(path.read_text("utf-8"))
        if golden["script_sha256"] != today.get((path.parent.name, golden["family"])):
            found.append(path.relative_to(GOLDENS).as_posix())
    return found


def record_world(world: Path, script: bytes) -> bytes:
    """Run a Windows script on the machine that a world file describes; return what it printed.

    The nonce is `NONCE`, the clock `CLOCK`.

    Raises:
        RuntimeError: The engine is not here, or the script ended with an error.
    """
    if SHARED is None:
        raise RuntimeError("the PowerShell engine is not beside this repository")
    engine = SHARED / "pwsh" / "pwsh"
    done = subprocess.run(
        [str(engine), "-World", str(world), *POWERSHELL_ARGUMENTS],
        input=windows_stdin(script, NONCE),
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{world.name}: {done.stderr.decode(errors='replace')}")
    return _with_clock(done.stdout)


def record_machine(machine: Path, script: bytes, shell: tuple[str, ...] = ("/bin/sh",)) -> bytes:
    """Run a POSIX script on a made machine; return what it printed (nonce `NONCE`).

    Args:
        machine: Its description, one of `tests/machines/`.
        script: The fused script.
        shell: What runs it instead of /bin/sh: program and first arguments.
    """
    with tempfile.TemporaryDirectory() as folder:
        root, tools = Path(folder, "root"), Path(folder, "bin")
        lay_out(json.loads(machine.read_text("utf-8")), root, tools)
        done = subprocess.run(
            [*shell, *posix_arguments(NONCE, str(root))[1:]],
            input=script,
            env={"PATH": str(tools)},
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    if done.returncode or done.stderr:
        raise RuntimeError(f"{machine.name}: {done.stderr.decode(errors='replace')}")
    return _with_clock(done.stdout)


def lay_out(described: Mapping[str, Mapping[str, object]], root: Path, tools: Path) -> None:
    """Make a described machine: its files and links under `root`, its programs in `tools`."""
    root.mkdir()
    tools.mkdir()
    for name, text in described["files"].items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(str(text).encode())
    for name, target in described["links"].items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(str(target))
    for tool in _TOOLS:
        (tools / tool).symlink_to(_real(tool))
    for program in {line.split()[0] for line in described["commands"]}:
        _make_program(tools / program, described["commands"])


def _real(tool: str) -> Path:
    return next(path for folder in ("/usr/bin", "/bin") if (path := Path(folder, tool)).exists())


def _make_program(path: Path, commands: Mapping[str, object]) -> None:
    """Make a program that prints what was recorded for its arguments, and 87 for all others."""
    cases = []
    for at, (line, result) in enumerate(commands.items()):
        if line.split()[0] != path.name or not isinstance(result, dict):
            continue
        said = path.with_name(f".{path.name}.{at}")
        said.write_bytes(str(result.get("stdout", "")).encode())
        arguments = line.partition(" ")[2]
        cases.append(f"'{arguments}') cat '{said}'; exit {result.get('exit', 0)} ;;")
    path.write_text('#!/bin/sh\ncase "$*" in\n' + "\n".join(cases) + "\n*) exit 87 ;;\nesac\n")
    path.chmod(0o755)


def _with_clock(raw: bytes) -> bytes:
    raw = re.sub(rb"(?m)^(@\w+ fact clock )\S+", rb"\g<1>" + CLOCK, raw)
    return re.sub(rb"(?m)^(@\w+ open64 campaign_tool files .*\n)(.*)$", _with_file_times, raw)


def _with_file_times(section: re.Match[bytes]) -> bytes:
    """Give a played machine's files the time of the recording: they are made as it starts."""
    rows = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]{8}Z", CLOCK, base64.b64decode(section[2]))
    return section[1] + base64.b64encode(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What one machine printed."""

    name: str
    family: Family
    raw: bytes


def worlds() -> list[Path]:
    """Return the goldens' Windows machines; those of the pretend district are `record_lab`'s."""
    return sorted(path for path in WORLDS.glob("*.json") if not path.name.startswith("lab-"))


def machines() -> list[Path]:
    """Return the POSIX machines."""
    return sorted(MACHINES.glob("*.json"))


def recordings() -> Iterator[Recording]:
    """Run both scripts on every described machine."""
    for family, described_ones, run in (
        (Family.WINDOWS, worlds(), record_world),
        (Family.POSIX, machines(), record_machine),
    ):
        script = fused(family)
        for described in described_ones:
            raw = run(described, script)
            yield Recording(name=described.stem, family=family, raw=raw)


def only(raw: bytes, check: str) -> bytes:
    """Return the facts, the sections of one check and the end mark, as if asked alone."""
    marker = f"@{NONCE} ".encode()
    kept, inside, sections = [], True, 0
    for line in raw.split(b"\n"):
        if line.startswith(marker):
            words = line.split(b" ")
            inside = words[1] in (b"frame", b"fact", b"done") or words[2] == check.encode()
            if inside and words[1] == b"shut":
                sections += 1
                words[5] = str(sections).encode()
            elif words[1] == b"done":
                words[4] = str(sections).encode()
            line = b" ".join(words)
        if inside:
            kept.append(line)
    return b"\n".join(kept)


def golden(recording: Recording, check: Check) -> tuple[bytes, str]:
    """Return both files of one golden: what was printed, and what is expected of it."""
    stdout = only(recording.raw, check.id)
    reading = read_answers(
        stdout, nonce=NONCE, family=recording.family, checks=(check.id,), remote=True
    )
    expected = {
        "family": str(recording.family),
        "script_sha256": alone(check, recording.family).sha256,
        "answer": as_spoken(reading.answers[check.id]),
    }
    return stdout, json.dumps(expected, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write every golden; those of machines that are no longer described are taken away."""
    if SHARED is None:
        sys.stderr.write("shared/pwsh is missing: set ORCHESTRATOR_SHARED to its folder\n")
        return 2
    written = set()
    for recording in recordings():
        for check in ALL:
            stdout, expected = golden(recording, check)
            path = GOLDENS / check.id / f"{recording.name}.stdout"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(stdout)
            path.with_suffix(".json").write_text(expected, "utf-8")
            written |= {path, path.with_suffix(".json")}
    for check in ALL:
        for path in {*(GOLDENS / check.id).iterdir()} - written:
            path.unlink()
    record_lab.main()
    sys.stdout.write(f"{len(written)} files in {os.path.relpath(GOLDENS)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
