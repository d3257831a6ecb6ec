"""Files with strange bytes or ends are counted as they are, by every shell that is here."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from orchestrator.checks import hosts_file, identity, persistence, proxy, resolvers
from orchestrator.checks.answers import read_answers
from orchestrator.checks.frame import ScriptOutput, split
from orchestrator.model.answer import Answered, Unanswered, Unread, canary_address, canary_name
from orchestrator.model.observation import HostsLine
from orchestrator.model.plan import Family
from orchestrator.plan import fuse
from tests.match.made import NONCE

CHECKS = (hosts_file.CHECK, resolvers.CHECK, persistence.CHECK, proxy.CHECK, identity.CHECK)
MADE = f"{canary_address(NONCE)} {canary_name(NONCE)}".encode()
SHELLS = (("dash",), ("bash",), ("bash", "--posix"), ("busybox", "sh"))
MOST = 4 << 20


@pytest.fixture(params=SHELLS, ids=" ".join)
def shell(request: pytest.FixtureRequest) -> tuple[str, ...]:
    program, *words = request.param
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return (found, *words)


FILES = {
    "empty": b"",
    "one line end": b"\n",
    "many line ends": b"192.0.2.1 a.example\n\n\n\n",
    "no last line end": b"192.0.2.1 a.example",
    "a bare CR": b"192.0.2.1 a.example\r",
    "nothing but a CR": b"\r",
    "CR LF": b"192.0.2.1 a.example\r\n",
    "CR LF CR": b"192.0.2.1 a.example\r\n\r",
    "NUL": b"192.0.2.1 a.example\n\0\0\n",
    "NUL at the end": b"192.0.2.1 a.example\n\0",
    "no UTF-8": b"192.0.2.1 a.example # \xff\xfe\x80\n",
    "percent and backslash": b"192.0.2.1 a.example # %s %d \\n \\c\n",
    "a marker of another": b"192.0.2.1 a.example\n@0000000000000000 shut hosts_file file ok",
}


def run(root: Path, shell: tuple[str, ...]) -> bytes:
    done = subprocess.run(
        [*shell, "-s", "--", NONCE, str(root)],
        input=fuse(CHECKS, Family.POSIX).text,
        capture_output=True,
        env={"PATH": os.environ["PATH"]},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
    return done.stdout


def machine(root: Path, content: bytes) -> Path:
    """Lay out a machine whose files all hold the same bytes."""
    names = ("hosts", "resolv.conf", "environment", "crontab", "machine-id")
    for path in (*(root / "etc" / name for name in names), root / "etc/systemd/system/x.service"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def whole(raw: bytes) -> ScriptOutput:
    output = split(raw, NONCE)
    assert (output.complete, output.flaw) == (True, "")
    assert not [one for one in output.sections if one.part.status in ("garbled", "cut")]
    return output


@pytest.mark.parametrize("name", FILES)
def test_a_file_comes_back_byte_for_byte_and_counted(
    name: str, shell: tuple[str, ...], tmp_path: Path
):
    raw = run(machine(tmp_path, FILES[name]), shell)
    (hosts,) = (one.part for one in whole(raw).sections if one.check == "hosts_file")
    words = hosts.body.split(b"\n")
    made = words[0]
    assert hosts.body == b"\n".join((made, FILES[name], made, b""))


@pytest.mark.parametrize("name", FILES)
def test_what_a_strange_file_says_is_read(name: str, shell: tuple[str, ...], tmp_path: Path):
    raw = run(machine(tmp_path, FILES[name]), shell)
    asked = tuple(check.id for check in CHECKS)
    reading = read_answers(raw, nonce=NONCE, family=Family.POSIX, checks=asked, remote=True)
    unread = {id_: one for id_, one in reading.answers.items() if isinstance(one, Unanswered)}
    assert {one.reason for one in unread.values()} <= {Unread.DENIED}  # others' crontabs
    hosts = reading.answers["hosts_file"]
    assert isinstance(hosts, Answered)
    listed = [one for one in hosts.observations if isinstance(one, HostsLine) and one.line]
    said = {one.names for one in listed if one.address == "192.0.2.1"}
    assert said == ({("a.example",)} if b"a.example" in FILES[name] else set())


@pytest.mark.parametrize("more", [0, 1])
def test_a_file_up_to_its_cap_is_whole(more: int, shell: tuple[str, ...], tmp_path: Path):
    root = machine(tmp_path, b"")
    line = b"192.0.2.1 a.example #" + b"x" * 42 + b"\n"
    content = line * (MOST // len(line)) + b"y" * more
    (root / "etc/hosts").write_bytes(content)
    (hosts,) = (one.part for one in whole(run(root, shell)).sections if one.check == "hosts_file")
    assert hosts.status == ("failed" if more else "ok")
    assert content[:MOST] in hosts.body
