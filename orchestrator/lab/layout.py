"""Lays a machine's evidence out as a folder that stands for `/`, and tools that show it."""

import base64
import ipaddress
import json
import shlex
import shutil
import struct
import time
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import UsageError
from orchestrator.lab.shell import CLOCK, SHELL
from orchestrator.text.message import say

_TYPES: Mapping[str, int] = {"A": 1, "CNAME": 5, "AAAA": 28, "NXDOMAIN": 1, "NODATA": 28}
_TTL_S = 300
_LEFT_S = 240  # what is left of the TTL: every name was looked up a minute before the start
_CLASS_IN = 1


def cache_json(rows: Iterable[str], uptime_s: int) -> str:
    """Return the cache as one line of JSON.

    Args:
        rows: `NAME TYPE DATA`, one record each; `NAME NXDOMAIN` for a name that does not exist.
        uptime_s: How long the machine has been up: `until` counts from its boot.
    """
    until_us = (uptime_s + _LEFT_S) * 1_000_000
    cache = [_item(*row.split(), until_us=until_us) for row in rows if row.strip()]
    scope = {"protocol": "dns", "ifindex": 2, "ifname": "eno1", "cache": cache}
    return json.dumps([scope], separators=(",", ":")) + "\n"


def _item(name: str, word: str, data: str = "", *, until_us: int) -> dict[str, object]:
    key = {"class": _CLASS_IN, "type": _TYPES[word], "name": name}
    if not data:
        return {"key": key, "type": word, "until": until_us}
    wire = _labels(data) if word == "CNAME" else ipaddress.ip_address(data).packed
    lead: dict[str, object] = {"name": data} if word == "CNAME" else {"address": list(wire)}
    head = struct.pack(">HHIH", _TYPES[word], _CLASS_IN, _TTL_S, len(wire))
    raw = base64.b64encode(_labels(name) + head + wire).decode()
    return {"key": key, "rrs": [{"rr": {"key": key, **lead}, "raw": raw}], "until": until_us}


def _labels(name: str) -> bytes:
    labels = (label.encode() for label in name.split("."))
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


EVIDENCE = Path(__file__).parent / "evidence"
UPTIME_S = 3 * 3600
# The tools that a POSIX machine always has; the fused script uses no other but `date`, which
# every machine has of its own.
TOOLS = ("cat", "dd", "ls", "sed", "sh", "uname", "wc")
_PLACES: Mapping[str, str] = {
    "os-release": "etc/os-release",
    "hosts": "etc/hosts",
    "resolv.conf": "etc/resolv.conf",
    "upstream.conf": "run/systemd/resolve/resolv.conf",
    "tcp": "proc/net/tcp",
}


_ASKED_DATE = "-u +%Y-%m-%dT%H:%M:%SZ"


class Laid(Struct, frozen=True, kw_only=True):
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
            say("stage.no_shell", path=SHELL),
            say("stage.mend.system"),
        )
    folder.mkdir(parents=True)
    for name in TOOLS:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    tool(folder / "date", f"case $* in '{_ASKED_DATE}') echo \"${CLOCK}\" ;; *) exit 1 ;; esac")


class PlayedIdentity(Struct, frozen=True, kw_only=True):
    """Who a machine is, whatever it shows.

    Attributes:
        name: Its host name.
        address: Its own address, wherever its evidence says `{address}`.
        reinstalled: Whether its system was installed anew: on the same board, another system.
        ahead_s: How far its clock is ahead of this computer's.
    """

    name: str
    address: str
    reinstalled: bool = False
    ahead_s: float = 0.0

    @property
    def board(self) -> str:
        """What its main board is recognised by."""
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{self.name}.bo-mach"))

    @property
    def installation(self) -> str:
        """What its system is recognised by."""
        name = f"{self.name}.cai-lai" if self.reinstalled else self.name
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


def lay_machine(folder: Path, who: PlayedIdentity, evidence: tuple[str, ...], tools: Path) -> Laid:
    """Lay out one machine.

    Args:
        folder: A new folder for it.
        who: Which one it is.
        evidence: The folders of `lab/evidence`, the system first.
        tools: What `lay_tools` made.
    """
    files = _gather(evidence, {"{name}": who.name, "{address}": who.address})
    root, shadow = folder / "root", folder / "bin"
    for file, place in _PLACES.items():
        if file in files:
            _write(root / place, files[file])
    _write(root / "etc/machine-id", f"{uuid.UUID(who.installation).hex}\n")
    _write(root / "sys/class/dmi/id/product_uuid", f"{who.board}\n")
    _lay_proc(root / "proc", who, files)
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


def _lay_proc(proc: Path, who: PlayedIdentity, files: Mapping[str, str]) -> None:
    _write(proc / "stat", f"btime {int(time.time() + who.ahead_s) - UPTIME_S}\n")
    _write(proc / "uptime", f"{UPTIME_S}.00 {UPTIME_S}.00\n")
    _write(proc / "sys/kernel/hostname", f"{who.name}\n")
    for row in files["processes"].splitlines():
        pid, command, program = row.split()
        _write(proc / pid / "comm", f"{command}\n")
        if _is_root(files):
            (proc / pid / "exe").symlink_to(program)


def _lay_shadow(shadow: Path, folder: Path, files: Mapping[str, str]) -> None:
    shadow.mkdir(parents=True)
    tool(shadow / "id", f"echo {files['uid'].strip()}")
    if "sockets" in files:
        table = _write(folder / "sockets", files["sockets"])
        tool(shadow / "ss", f"exec cat {shlex.quote(str(table))}")
    if "cache" in files:
        cache = _write(folder / "cache.json", cache_json(files["cache"].splitlines(), UPTIME_S))
        show = f"exec cat {shlex.quote(str(cache))}"
        refuse = "echo 'Failed to connect to service: Permission denied' >&2; exit 1"
        tool(
            shadow / "resolvectl",
            "case $1 in\n--version) echo 'systemd 255 (255.4-1ubuntu8.4)' ;;\n"
            f"--json=short) {show if _is_root(files) else refuse} ;;\n*) exit 1 ;;\nesac",
        )


def _is_root(files: Mapping[str, str]) -> bool:
    return files["uid"].strip() == "0"


def tool(path: Path, body: str) -> None:
    """Write a program of a played machine, in its shell."""
    _write(path, f"#!{SHELL}\n{body}\n").chmod(0o700)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
