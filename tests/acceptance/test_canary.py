"""No secret is left anywhere: not in words, logs, reports, the store or the list of processes."""

import base64
import json
import os
import sys
import time
from pathlib import Path

import pytest

from orchestrator import plan, sweep
from orchestrator.inventory import extra_vars
from orchestrator.model.plan import Password
from tests.acceptance import canaries
from tests.acceptance.canaries import HELD, MARK, Place, found_in, leaking_files, run, secret
from tests.acceptance.conftest import ROOT

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")

pty = pytest.importorskip("pty")

LOUD = "-vvvv"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory):
    with canaries.district(tmp_path_factory.mktemp("district")) as made:
        yield made


@pytest.fixture(scope="module")
def swept(place: Place) -> canaries.Watched:
    """One sweep that meets nearly every kind of end, as loud as can be."""
    return run(place, *place.words, "--json", LOUD)


def outcomes(out: bytes) -> dict[str, str]:
    events = map(json.loads, out.decode().splitlines())
    return {event["machine"]: event["outcome"] for event in events if event["event"] == "machine"}


def test_the_look_finds_what_is_there(place: Place):
    for form in canaries.FORMS:
        assert found_in(b"x" + form + b"x")
    for shift in range(3):
        assert found_in(base64.b64encode(b"-" * shift + secret("x").encode()))
    leaking = {Path(name).name for name in leaking_files(place.folder)}
    assert {"hosts.yml", "laps.csv", "extra.yml", "vault-password"} <= leaking
    assert "filed.yml" not in leaking


def test_the_sweep_met_every_end(swept: canaries.Watched):
    found = outcomes(swept.stdout)
    good = {"plain", "inline", "filed", "local", "extra", "key", "w-good", "here"}
    assert {name for name, outcome in found.items() if outcome == "ok"} == good
    assert {name: found[name] for name in ("wrong", "gone", "changed", "w-wrong")} == {
        "wrong": "auth_rejected",
        "gone": "refused",
        "changed": "hostkey_changed",
        "w-wrong": "auth_rejected",
    }
    assert found["keyed"] == "not_attempted(no credential)"


def test_the_logs_were_loud(swept: canaries.Watched):
    for said in (b"orchestrator.sweep: plain", b"paramiko.transport", b"userauth is OK"):
        assert said in swept.stderr


def test_a_sweep_shows_no_secret(swept: canaries.Watched, place: Place):
    assert swept.leaks() == []
    shells = [name for name in swept.processes if "cmdline b'/bin/sh" in name]
    assert any("/script" in name for name in shells)
    assert any("-s" in name for name in shells)
    assert leaking_files(place.folder / "state", place.folder / "reports") == []
    assert list((place.folder / "reports").iterdir())


def test_a_stalled_machine_shows_no_secret(place: Place, tmp_path: Path):
    words = [
        *place.words, "-l", "stalled", "--timeout", "20", "--json",
        "--state", str(tmp_path / "state"), "-o", str(tmp_path / "reports"), LOUD,
    ]  # fmt: skip
    swept = run(place, *words)
    assert outcomes(swept.stdout)["stalled"].startswith("stalled")
    assert swept.leaks() == []
    assert leaking_files(tmp_path) == []


def test_a_report_shows_no_secret(swept: canaries.Watched, place: Place, tmp_path: Path):
    assert swept.code
    made = run(place, "report", "--state", str(place.folder / "state"), "-o", str(tmp_path), LOUD)
    assert made.leaks() == []
    assert leaking_files(tmp_path) == []
    printed = run(place, "report", "--state", str(place.folder / "state"), "--json", LOUD)
    assert printed.leaks() == []


def test_a_ping_shows_no_secret(place: Place, tmp_path: Path):
    inventory = place.words.index("-i")
    words = [*place.words[inventory : place.words.index("--state")], "--state", str(tmp_path)]
    pinged = run(place, "ping", *words, "--lang", "en", LOUD)
    assert pinged.leaks() == []
    assert leaking_files(tmp_path) == []
    assert b"paramiko.transport" in pinged.stderr
    assert b"w-wrong" in pinged.stdout


def test_checks_and_plans_show_no_secret(place: Place):
    inventory = str(place.folder / "inventory")
    held = ["--vault-id", f"ward@{place.folder / 'script'}"]
    for words in (
        ["inventory", "check", "-i", inventory, *held],
        ["inventory", "hosts", "-i", inventory],
        ["inventory", "graph", "-i", inventory],
        [*place.words, "--check"],
        [*place.words, "--list-hosts"],
    ):
        shown = run(place, *words, LOUD)
        assert (shown.code, shown.leaks()) == (0, []), shown.stderr.decode()


def test_what_cannot_be_opened_is_said_without_a_secret(place: Place, tmp_path: Path):
    canaries.private(tmp_path / "other", f"{secret('other-password')}\n")
    closed = place.folder / "inventory" / "host_vars" / "filed.yml"
    other = ["--vault-id", f"ward@{tmp_path / 'other'}"]
    words = list(place.words)
    words[words.index("--vault-id") + 1] = other[1]
    for command in (
        words,
        ["vault", "view", *other, str(closed)],
        ["vault", "decrypt", *other, str(closed)],
        ["vault", "rekey", *other, "--new-vault-password-file", str(tmp_path / "other"),
         str(closed)],
        ["inventory", "check", "-i", str(place.folder / "inventory"), *other],
    ):  # fmt: skip
        shown = run(place, *command, LOUD)
        assert (shown.code, shown.leaks()) == (2, []), shown.stderr.decode()
        assert b"filed.yml:1:1: no password opens this" in shown.stderr


BROKEN = {
    "laps": (f"Name,Password\nplain,{secret('a')}\nplain,{secret('b')}\n", "laps.csv:3:1"),
    "extra": (f"given: [{secret('a')}\n", "extra.yml:2:1"),
    "twice": (f"given: {secret('a')}\ngiven: {secret('b')}\n", "extra.yml:2:1"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_written_wrongly_is_said_without_a_secret(name: str, place: Place, tmp_path: Path):
    text, said = BROKEN[name]
    file = tmp_path / said.partition(":")[0]
    canaries.private(file, text)
    words = [word.replace(str(place.folder / file.name), str(file)) for word in place.words]
    shown = run(place, *words, LOUD)
    assert (shown.code, shown.leaks()) == (2, []), shown.stderr.decode()
    assert said.encode() in shown.stderr


IN_TRANSPORT = """
import sys
from orchestrator.transport import ssh
def fail(self, target, *_):
    raise RuntimeError(f"a fault with {target.credential.secret.reveal()} in it")
ssh.SshTransport.run = fail
from orchestrator.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
IN_SWEEP = """
import sys
from orchestrator import sweep
def fail(planned, *_):
    secrets = [one.target.credential for one in planned.plan.assignments]
    raise RuntimeError(f"a fault with {[getattr(s, 'secret', s) for s in secrets]} and "
        + " ".join(s.secret.reveal() for s in secrets if hasattr(s, "secret")))
sweep.run = fail
from orchestrator.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_fault_of_ours_shows_no_secret(place: Place, tmp_path: Path):
    words = [
        *place.words, "-l", "plain,inline,filed,local,extra",
        "--state", str(tmp_path / "state"), "-o", str(tmp_path / "reports"), LOUD,
    ]  # fmt: skip
    inside = run(place, *words, code=IN_TRANSPORT)
    assert b"a fault with *** in it" in inside.stderr
    assert inside.leaks() == []
    assert leaking_files(tmp_path) == []
    outside = run(place, *words, code=IN_SWEEP)
    assert (outside.code, outside.leaks()) == (1, [])
    assert b"RuntimeError: a fault with [Secret(***)" in outside.stderr


def test_what_is_typed_shows_nowhere(place: Place, tmp_path: Path):
    words = [
        *place.words, "-l", "typed,keyed", "-k", "--ask-key-pass", "--json",
        "--state", str(tmp_path / "state"), "-o", str(tmp_path / "reports"), LOUD,
    ]  # fmt: skip
    out, err = tmp_path / "out", tmp_path / "err"
    child, terminal = pty.fork()
    if not child:
        for number, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY), number)
        os.chdir(ROOT)
        os.execve(  # noqa: S606
            sys.executable, [sys.executable, "-m", "orchestrator", *words], place.environment
        )
    for prompt, answer in (("Password: ", "typed"), ("Key passphrase: ", "passphrase-keyed")):
        until = time.monotonic() + 120
        while not (err.exists() and err.read_text("utf-8").endswith(prompt)):
            assert time.monotonic() < until
            time.sleep(0.02)
        os.write(terminal, f"{secret(answer)}\n".encode())
    screen = b""
    try:
        while piece := os.read(terminal, 4096):
            screen += piece
    except OSError:  # what Linux says at the end
        pass
    os.waitpid(child, 0)
    assert outcomes(out.read_bytes()) == {"typed": "ok", "keyed": "ok"}
    assert not found_in(screen)
    assert leaking_files(tmp_path) == []


def test_no_repr_shows_a_secret(place: Place):
    at = place.folder
    request = sweep.SweepRequest(
        playbook=at / "playbook.yml",
        inventory=(str(at / "inventory"),),
        extra_vars=extra_vars([f"@{at / 'extra.yml'}"], HELD),
        logon=plan.Defaults(vault=HELD),
        laps=sweep.LapsFile(path=at / "laps.csv"),
    )
    planned = sweep.plan_sweep(request)
    held = [one.target.credential for one in planned.plan.assignments]
    assert sum(MARK in one.secret.reveal() for one in held if isinstance(one, Password)) > 8
    for shown in (request, planned, HELD, *held, *planned.district.machines):
        assert not found_in(repr(shown).encode())
        assert not found_in(f"{shown!s}{shown!r:>5}".encode())
