"""Lays a machine's evidence out as a folder that stands for `/`, and tools that show it.

`lab/evidence/<folder>/` holds a system or what is added to one: a file of the same name replaces,
`<name>.add` adds lines. Files: `sockets` (what `ss` prints; without it the machine has no `ss`),
`tcp` (`/proc/net/tcp`), `cache` (see `resolved`; without it there is no `resolvectl`), `processes`
(`PID COMMAND PROGRAM`), `uid`, `hosts`, `resolv.conf`, `upstream.conf`, `os-release`.
"""

import shlex
import shutil
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import UsageError
from orchestrator.lab.resolved import cache_json
from orchestrator.lab.shell import SHELL

EVIDENCE = Path(__file__).parent / "evidence"
UPTIME_S = 3 * 3600
# The tools that a POSIX machine always has; the fused script uses no other.
TOOLS = ("cat", "date", "dd", "ls", "sed", "sh", "uname", "wc")
_PLACES: Mapping[str, str] = {
    "os-release": "etc/os-release",
    "hosts": "etc/hosts",
    "resolv.conf": "etc/resolv.conf",
    "upstream.conf": "run/systemd/resolve/resolv.conf",
    "tcp": "proc/net/tcp",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """Where a machine's root is, and the `PATH` of its scripts."""

    root: Path
    path: str


def lay_tools(folder: Path) -> None:
    """Make a folder with the few real tools that machines have.

    Raises:
        UsageError: This computer has no `/bin/sh`: its SSH machines cannot be played.
    """
    if not SHELL.exists():
        raise UsageError.one(
            f"this computer has no {SHELL}, and the pretend district's SSH machines run it",
            "Start the pretend district on Linux or macOS",
        )
    folder.mkdir(parents=True)
    for tool in TOOLS:
        found = shutil.which(tool)
        if found:
            (folder / tool).symlink_to(found)


def lay_machine(
    folder: Path, name: str, address: str, evidence: tuple[str, ...], tools: Path
) -> Laid:
    """Lay out one machine.

    Args:
        folder: A new folder for it.
        name: Its host name.
        address: Its own address, wherever its evidence says `{address}`.
        evidence: The folders of `lab/evidence`, the system first.
        tools: What `lay_tools` made.
    """
    files = _gather(evidence, {"{name}": name, "{address}": address})
    root, shadow = folder / "root", folder / "bin"
    for file, place in _PLACES.items():
        if file in files:
            _write(root / place, files[file])
    _write(root / "etc/machine-id", f"{uuid.uuid5(uuid.NAMESPACE_DNS, name).hex}\n")
    _lay_proc(root / "proc", name, files)
    _lay_shadow(shadow, folder, files)
    return Laid(root=root, path=f"{shadow}:{tools}")


def _gather(evidence: tuple[str, ...], facts: Mapping[str, str]) -> Mapping[str, str]:
    files: dict[str, str] = {}
    for source in (EVIDENCE / folder for folder in evidence):
        for file in sorted(source.iterdir()):
            text = file.read_text(encoding="utf-8")
            for mark, fact in facts.items():
                text = text.replace(mark, fact)
            name = file.name.removesuffix(".add")
            files[name] = files.get(name, "") + text if name != file.name else text
    return files


def _lay_proc(proc: Path, name: str, files: Mapping[str, str]) -> None:
    _write(proc / "stat", f"btime {int(time.time()) - UPTIME_S}\n")
    _write(proc / "uptime", f"{UPTIME_S}.00 {UPTIME_S}.00\n")
    _write(proc / "sys/kernel/hostname", f"{name}\n")
    for row in files["processes"].splitlines():
        pid, command, program = row.split()
        _write(proc / pid / "comm", f"{command}\n")
        if _is_root(files):
            (proc / pid / "exe").symlink_to(program)


def _lay_shadow(shadow: Path, folder: Path, files: Mapping[str, str]) -> None:
    shadow.mkdir(parents=True)
    _tool(shadow / "id", f"echo {files['uid'].strip()}")
    if "sockets" in files:
        table = _write(folder / "sockets", files["sockets"])
        _tool(shadow / "ss", f"exec cat {shlex.quote(str(table))}")
    if "cache" in files:
        cache = _write(folder / "cache.json", cache_json(files["cache"].splitlines(), UPTIME_S))
        show = f"exec cat {shlex.quote(str(cache))}"
        refuse = "echo 'Failed to connect to service: Permission denied' >&2; exit 1"
        _tool(
            shadow / "resolvectl",
            "case $1 in\n--version) echo 'systemd 255 (255.4-1ubuntu8.4)' ;;\n"
            f"--json=short) {show if _is_root(files) else refuse} ;;\n*) exit 1 ;;\nesac",
        )


def _is_root(files: Mapping[str, str]) -> bool:
    return files["uid"].strip() == "0"


def _tool(path: Path, body: str) -> None:
    _write(path, f"#!{SHELL}\n{body}\n").chmod(0o700)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
