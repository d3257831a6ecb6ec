"""A small district in which every secret begins with one word, and a look at all that is left.

The machines are real SSH and WinRM servers on loopback; what each is for says its name.
"""

import base64
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.lab.actor import Actor, Misbehaviour
from orchestrator.lab.child import Child
from orchestrator.lab.keys import make_key
from orchestrator.lab.layout import lay_tools
from orchestrator.lab.ntlm import accounts_file
from tests.acceptance.conftest import ENVIRONMENT, ROOT
from tests.live.sshd import write_key
from tests.record_lab import ASKED  # what the lab's machines answer
from tests.vault.held import scalar, vault

MARK = "K4nary"

# Programs that live for milliseconds wait until they were looked at, if anybody looks.
AWAIT_A_LOOK = """#!/bin/sh
await() {{
  while [ -e '{folder}/looking' ] && ! grep -qa '^/bin/sh' "{folder}/seen/$1" 2>/dev/null
  do sleep 0.02
  done
}}
"""
VAULT_PROGRAM = AWAIT_A_LOOK + "await $$\ncat '{folder}/program-password'\n"
LOCAL_PROGRAM = AWAIT_A_LOOK + 'await $PPID\nPATH="${{PATH#*:}}" exec id "$@"\n'
USER = "kiemtra"
LOOPBACK = "127.0.0.1"


def secret(source: str) -> str:
    """Return the secret of one source: long, of other letters than ASCII, quoted by nothing."""
    return f"{MARK}-{source}-Mật-khẩu-7"


def forms() -> tuple[bytes, ...]:
    """Return the word as it may lie about: plain, as UTF-16, and in base64 at any offset."""
    plain = MARK.encode()
    wide = MARK.encode("utf-16-le")
    packed = [
        # Of the letters in base64 only those in the middle are free of what stands around.
        base64.b64encode(bytes(shift) + text)[(0, 2, 3)[shift] : 8 * (shift + len(text)) // 6]
        for text in (plain, wide)
        for shift in range(3)
    ]
    return (plain, wide, *packed, plain.hex().encode())


FORMS = forms()


def found_in(data: bytes) -> bool:
    return any(form in data for form in FORMS)


@dataclass(frozen=True)
class Place:
    """Where the district is; `ports` by machine."""

    folder: Path
    ports: dict[str, int]

    @property
    def words(self) -> list[str]:
        """The command that uses every source but the prompts."""
        at = self.folder
        return [
            *("sweep", str(at / "playbook.yml"), "-i", str(at / "inventory")),
            *(
                "-l",
                "all:!stalled",
                "--vault-id",
                f"ward@{at / 'script'}",
                "--laps",
                str(at / "laps.csv"),
            ),
            *("-e", f"@{at / 'extra.yml'}", "--timeout", "120", "--state", str(at / "state")),
            *("-o", str(at / "reports")),
        ]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **ENVIRONMENT,
            "ORCHESTRATOR_LANG": "en",
            "ANSIBLE_VAULT_PASSWORD_FILE": str(self.folder / "vault-password"),
            "PATH": f"{self.folder / 'bin'}:{ENVIRONMENT['PATH']}",
        }


HELD = vault(default=secret("vault-file"), ward=secret("vault-program"))
ACCEPTED = {
    "plain": secret("plain"),
    "inline": secret("inline"),
    "filed": secret("filed"),
    "local": secret("laps"),
    "extra": secret("extra"),
    "typed": secret("typed"),
    "stalled": secret("stalled"),
    "changed": secret("changed"),
    "wrong": "another",
    "gone": "another",
    "key": "",
    "keyed": "",
}
WINRM = {"w-good": secret("winrm"), "w-wrong": "another"}


@contextmanager
def district(folder: Path) -> Iterator[Place]:
    """Start the machines and write what a person writes."""
    public = {
        name: write_key(folder / f"id_{name}", passphrase=secret(f"passphrase-{name}"))
        for name in ("key", "keyed")
    }
    lay_tools(folder / "tools")
    actors = tuple(
        Actor(
            name=name,
            user=USER,
            password=password,
            root=str(folder / "root"),
            path=str(folder / "tools"),
            authorized_key=public.get(name, "").strip(),
            fault={"gone": Misbehaviour.CLOSED, "stalled": Misbehaviour.NO_EXEC}.get(
                name, Misbehaviour.NONE
            ),
        )
        for name, password in ACCEPTED.items()
    )
    windows = tuple(
        Actor(name=name, user=USER, password=password, recording="lab-win10-clean")
        for name, password in WINRM.items()
    )
    (folder / "root").mkdir()
    (folder / "accounts").write_text(accounts_file(windows), "utf-8")
    ssh, winrm = Child("ssh", actors, folder), Child("winrm", windows, folder)
    try:
        place = Place(folder, {**ssh.ports(), **winrm.ports()})
        write(place)
        yield place
    finally:
        ssh.close()
        winrm.close()


def write(place: Place) -> None:
    folder = place.folder
    private(folder / "vault-password", secret("vault-file") + "\n")
    private(folder / "program-password", secret("vault-program") + "\n")
    private(folder / "script", VAULT_PROGRAM.format(folder=folder), 0o700)
    (folder / "bin").mkdir()
    private(folder / "bin" / "id", LOCAL_PROGRAM.format(folder=folder), 0o700)
    private(folder / "laps.csv", f"Name,Account,Password\nLOCAL,{USER},{secret('laps')}\n")
    private(folder / "extra.yml", f"given: {secret('extra')}\n")
    (folder / "list.txt").write_text("203.0.113.66\n")
    tasks = ", ".join(f"{{{check}: }}" for check in ASKED)
    (folder / "playbook.yml").write_text(f"- hosts: all\n  iocs: [list.txt]\n  tasks: [{tasks}]\n")
    (folder / "state").mkdir()
    other = make_key().public
    (folder / "state" / "known_hosts").write_text(
        f"[{LOOPBACK}]:{place.ports['changed']} {other}\n"
    )
    inventory = folder / "inventory"
    (inventory / "host_vars").mkdir(parents=True)
    private(inventory / "hosts.yml", "\n".join(hosts(place)) + "\n")
    filed = HELD.close(f"ansible_password: {secret('filed')}\n".encode(), "ward")
    (inventory / "host_vars" / "filed.yml").write_bytes(filed)


def hosts(place: Place) -> Iterator[str]:
    yield "th_x:"
    yield "  vars:"
    yield "    unit: {name: Trường X, type: primary_school}"
    yield f"    ansible_host: {LOOPBACK}"
    yield f"    ansible_user: {USER}"
    yield "    account_scope: machine"  # each has a password of its own, and two are wrong
    yield "  hosts:"
    for name in (*ACCEPTED, *WINRM):
        yield f"    {name}:"
        yield f"      ansible_port: {place.ports[name]}"
        yield from (f"      {line}" for line in opened_by(place, name))
    yield "    here: {ansible_connection: local}"


def opened_by(place: Place, name: str) -> Iterator[str]:
    match name:
        case "inline":
            closed = HELD.close(secret("inline").encode(), "default")
            yield f"ansible_password: {scalar(closed, 10)}"
        case "key":
            closed = HELD.close(secret("passphrase-key").encode(), "ward")
            yield f"ansible_ssh_private_key_file: {place.folder / 'id_key'}"
            yield f"ansible_ssh_private_key_passphrase: {scalar(closed, 10)}"
        case "keyed":
            yield f"ansible_ssh_private_key_file: {place.folder / 'id_keyed'}"
        case "extra":
            yield 'ansible_password: "{{ given }}"'
        case "wrong" | "gone" | "plain" | "stalled" | "changed":
            yield f"ansible_password: {secret(name)}"
        case "w-good" | "w-wrong":
            yield from ("ansible_connection: winrm", "ansible_winrm_scheme: http")
            yield f"ansible_password: {secret('winrm' if name == 'w-good' else 'w-wrong')}"


def private(path: Path, text: str, mode: int = 0o600) -> None:
    path.write_text(text, "utf-8")
    path.chmod(mode)


@dataclass
class Watched:
    """What one run of the program left: its code, its words, and what its processes showed."""

    code: int = 0
    stdout: bytes = b""
    stderr: bytes = b""
    processes: dict[str, bytes] = field(default_factory=dict)

    def leaks(self) -> list[str]:
        shown = {"stdout": self.stdout, "stderr": self.stderr, **self.processes}
        return [name for name, data in shown.items() if found_in(data)]


def run(place: Place, *words: str, code: str = "") -> Watched:
    """Run the program, and look at it and its children in the list of processes meanwhile."""
    start = ["-c", code] if code else ["-m", "orchestrator"]
    with (
        looking(place.folder),
        subprocess.Popen(
            [sys.executable, *start, *words],
            cwd=ROOT,
            env=place.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        seen: dict[str, bytes] = {}
        spy = threading.Thread(target=look, args=(process, seen, place.folder / "seen"))
        spy.start()
        out, err = process.communicate(timeout=600)
        spy.join()
    return Watched(process.returncode, out, err, seen)


@contextmanager
def looking(folder: Path) -> Iterator[None]:
    """Let the programs of the district know that they are looked at."""
    (folder / "seen").mkdir(exist_ok=True)
    (folder / "looking").touch()
    try:
        yield
    finally:
        (folder / "looking").unlink()
        shutil.rmtree(folder / "seen")  # numbers of processes come again


def look(process: "subprocess.Popen[bytes]", seen: dict[str, bytes], marks: Path) -> None:
    """Keep the command line and the environment of a process and of all that it starts.

    Notes each command line under the process's number: a child's is its parent's at first.
    """
    noted: dict[int, bytes] = {}
    while process.poll() is None:
        for pid in family(process.pid):
            for name in ("cmdline", "environ"):
                try:
                    data = Path(f"/proc/{pid}/{name}").read_bytes()
                except OSError:  # it has ended meanwhile
                    continue
                if data and name == "cmdline" and noted.get(pid) != data:
                    noted[pid] = data
                    (marks / str(pid)).write_bytes(data)
                if data:
                    seen.setdefault(f"{pid} {name} {data[:400]!r}", data)
        time.sleep(0.003)


def family(root: int) -> list[int]:
    """Return a process and all below it; quick enough to meet what lives for some milliseconds."""
    found = [root]
    for pid in found:
        with suppress(OSError):  # it has ended meanwhile, and its folder is gone
            for thread in Path(f"/proc/{pid}/task").glob("*/children"):
                with suppress(OSError):  # or one thread of it has
                    found.extend(map(int, thread.read_text("ascii").split()))
    return found


def leaking_files(*folders: Path) -> list[str]:
    """Return the files below folders that hold the word, also in what they keep packed."""
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(map(found_in, contents(path)))
    ]


def contents(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    yield data
    if data.startswith(b"SQLite format 3"):
        with closing(sqlite3.connect(path)) as store:
            tables = store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                for row in store.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                    yield from map(unpacked, row)


def unpacked(value: object) -> bytes:
    raw = value if isinstance(value, bytes) else str(value).encode()
    try:
        return zlib.decompress(raw)
    except zlib.error:
        return raw
