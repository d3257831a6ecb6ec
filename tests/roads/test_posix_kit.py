"""The POSIX kit, run by every shell that is here: what it brings, and what it does when hurt."""

import json
import os
import pty
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.model.plan import Family, Script
from orchestrator.roads import kit_file
from orchestrator.roads.answer_head import KitEnding
from orchestrator.roads.kit_values import Kit
from orchestrator.roads.sealing import BEGIN
from orchestrator.transport.invoke import posix_arguments
from tests import record
from tests.roads.made_keys import AT
from tests.roads.made_kits import PLANTED, answer_in, leaking, made_kit, made_script, put, results

SHELLS = {"dash": ("dash",), "bash": ("bash", "--posix"), "busybox": ("busybox", "sh")}
NIGHTLY = "ORCHESTRATOR_KITS" in os.environ
BY_DAY = ("debian-user", "openwrt-big-endian")  # the weakest account, and the smallest tools
MACHINES = [path for path in record.machines() if NIGHTLY or path.stem in BY_DAY]
# What the kit itself calls, beside what a made machine has.
TOOLS = (
    *("openssl", "gzip", "head", "cut", "tr", "grep", "date", "uname", "mkdir", "rm", "sleep"),
    *("sync", "setsid", "iconv", "yes"),
)
_CLOCK = re.compile(rb"(?m)^(@[0-9a-f]{16} fact clock ).*$")


@dataclass(frozen=True)
class Ran:
    """How a kit ended, what it said, and what it left where."""

    code: int
    said: str
    beside: Path
    home: Path
    temporary: Path


def _installed(name: str) -> tuple[str, ...]:
    program, *arguments = SHELLS[name]
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return (found, *arguments)


@pytest.fixture(params=SHELLS)
def shell(request):
    return _installed(request.param)


@pytest.fixture(params=SHELLS if NIGHTLY else ["busybox"])
def any_shell(request):
    """One shell by day, the one with the smallest tools; by night each."""
    return _installed(request.param)


@pytest.fixture
def dash():
    return ("sh",)


def run(
    shell, folder: Path, path: Path, *, tools: Path | None = None, before: str = ":", **more: str
) -> Ran:
    """Run a kit's file with its own home and temporary folder, and nobody at the keyboard."""
    home, temporary = folder / "home", folder / "tmp"
    for one in (home, temporary):
        one.mkdir(exist_ok=True)
    done = subprocess.run(
        ["sh", "-c", f'{before} && exec "$@"', "sh", *shell, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={
            "PATH": str(tools) if tools else os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(temporary),
            **more,
        },
        timeout=600,
        check=False,
    )
    said = done.stdout.decode()
    return Ran(done.returncode, said, path.parent, home, temporary)


def hurt(text: str, **more: object) -> Kit:
    return made_kit(Family.POSIX, made_script(text, Family.POSIX), **more)


@pytest.fixture
def impatient(monkeypatch):
    """Kits that wait three seconds: how long is no part of what they do then."""
    monkeypatch.setattr(kit_file, "RUN_SECONDS", 3)


def test_it_brings_what_a_sweep_would_get_of_this_very_machine(shell, tmp_path):
    ran = run(shell, tmp_path, put(made_kit(Family.POSIX), tmp_path / "usb"))
    assert (ran.code, ran.said.splitlines()[-1]) == (
        0,
        f"Xong. Xin gửi tệp này về nơi phát bộ tự kiểm tra: {results(ran.beside)[0]}",
    )
    head, answer = answer_in(ran.beside)
    assert (head.kit, head.unit, head.row, head.said) == ("ab" * 16, "th_hoa_sen", "", "")
    assert (head.how, head.exit, head.late) == (KitEnding.OK, 0, False)
    assert (head.script, head.name) == (made_kit(Family.POSIX).script.sha256, os.uname().nodename)
    assert answer.endswith(b"\n")
    assert answer.splitlines()[-1].startswith(f"@{head.nonce} done ".encode())
    assert list(ran.temporary.iterdir()) == list(ran.home.iterdir()) == []


@pytest.mark.parametrize("machine", MACHINES, ids=lambda path: path.stem)
def test_its_answer_is_the_sweeps_byte_for_byte(machine, dash, tmp_path):
    """On a made machine, whose root the script is given as no real one has it."""
    root, tools = tmp_path / "root", tmp_path / "bin"
    record.lay_out(json.loads(machine.read_text("utf-8")), root, tools)
    for tool in TOOLS:
        if not (tools / tool).exists():
            (tools / tool).symlink_to(shutil.which(tool))
    text = record.fused(Family.POSIX).decode("ascii").replace("root=${2-}", f"root={root}")
    (tools / "sh").symlink_to("/bin/sh")
    ran = run(dash, tmp_path, put(hurt(text), tmp_path / "usb"), tools=tools)
    assert ran.code == 0, ran.said
    head, answer = answer_in(ran.beside)
    sweeps = subprocess.run(
        posix_arguments(head.nonce),
        input=text.encode("ascii"),
        env={"PATH": str(tools)},
        capture_output=True,
        check=True,
    )
    assert _CLOCK.sub(rb"\1", answer) == _CLOCK.sub(rb"\1", sweeps.stdout)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("script", "said", "how", "code", "answer"),
    [
        ("exit 3\n", "chưa có gì", KitEnding.OK, 3, b""),
        ("printf half; kill -9 $$\n", "chưa trọn", KitEnding.OK, 137, b"half"),
        ("printf half; sleep 60\n", "chưa trọn", KitEnding.STALLED, None, b"half"),
        ("sleep 60 & wait\n", "chưa có gì", KitEnding.STALLED, None, b""),
        ("printf '@%s done 1\\n' x; exit 0\n", "chưa trọn", KitEnding.OK, 0, b"@x done 1\n"),
    ],
)
def test_a_child_that_hangs_or_dies_leaves_a_sealed_word(
    script, said, how, code, answer, any_shell, tmp_path
):
    ran = run(any_shell, tmp_path, put(hurt(script), tmp_path / "usb"))
    assert (ran.code, said in ran.said) == (5, True)
    head, body = answer_in(ran.beside)
    assert (head.how, head.exit, body) == (how, code, answer)


def test_a_flood_stops_at_the_cap(any_shell, tmp_path, monkeypatch):
    monkeypatch.setattr(kit_file, "MAX_STDOUT_BYTES", 1_000_000)
    ran = run(any_shell, tmp_path, put(hurt(f"yes {PLANTED[0]}\n"), tmp_path / "usb"))
    assert ran.code == 5
    head, body = answer_in(ran.beside)
    assert (head.how, len(body)) == (KitEnding.FLOODED, 1_000_000)
    assert leaking([tmp_path]) == []


def test_nothing_of_an_answer_is_left_readable_or_told_to_other_processes(any_shell, tmp_path):
    said = " ".join(PLANTED)
    # While the answer is under way, each process's words are looked at by the script itself.
    look = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\000' ' ' > \"$TMPDIR/../words\"\n"
    script = f"echo {said} | tr a-z n-za-m | tr a-z n-za-m\n{look}echo @$1 done 2 0 0\n"
    ran = run(any_shell, tmp_path, put(hurt(script), tmp_path / "usb"))
    assert ran.code == 0
    assert answer_in(ran.beside)[1].decode().startswith(said)
    assert "openssl" in (tmp_path / "words").read_text("utf-8", "replace")
    assert leaking([tmp_path]) == []


def test_a_script_of_another_byte_never_runs(dash, tmp_path):
    text = (
        "".join(f": {number:04d}\n" for number in range(180 if NIGHTLY else 40))
        + "echo ran >&2; touch $HOME/ran\n"
    )
    name, whole = kit_file.kit_file(hurt(text))
    start = len(whole) - len(text)
    for at in range(start, len(whole), 97):
        changed = bytearray(whole)
        changed[at] ^= 1
        folder = tmp_path / str(at)
        folder.mkdir()
        (folder / name).write_bytes(changed)
        ran = run(dash, folder, folder / name)
        assert (ran.code, "bị sửa" in ran.said) == (7, True), at
        assert results(folder) == results(ran.home) == []
        assert not (ran.home / "ran").exists()


@pytest.mark.parametrize("less", [1, 20, 400])
def test_a_file_that_was_cut_never_runs(less, dash, tmp_path):
    name, whole = kit_file.kit_file(hurt(": 1\n" * 100))
    (tmp_path / name).write_bytes(whole[:-less])
    assert run(dash, tmp_path, tmp_path / name).code == 7


@pytest.mark.parametrize("missing", ["openssl", "gzip"])
def test_without_what_seals_nothing_is_asked_and_nothing_written(missing, dash, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in {*TOOLS, "sh", "sed", "cat", "wc", "touch"} - {missing}:
        (tools / tool).symlink_to(shutil.which(tool))
    kit = put(hurt("touch $HOME/asked\n"), tmp_path / "usb")
    ran = run(dash, tmp_path, kit, tools=tools)
    assert (ran.code, missing in ran.said) == (4, True)
    assert list(ran.home.iterdir()) == list(ran.temporary.iterdir()) == []
    assert results(ran.beside) == []


def _in_a_namespace(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script that may mount what it likes, and nobody else sees it."""
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if "unshare" in ran.stdout:
        pytest.skip("no namespaces here")
    return ran


@pytest.mark.parametrize(("home", "code"), [("home", 0), ("usb", 6)])
def test_a_full_stick_gives_way_to_the_home_and_keeps_nothing_half(home, code, tmp_path):
    kit, usb = put(made_kit(Family.POSIX), tmp_path / "kit"), tmp_path / "usb"
    usb.mkdir()
    (tmp_path / "home").mkdir()
    script = f"""mount -t tmpfs -o size=128k none {usb} && cp {kit} {usb} || exit 99
        cat /dev/zero >{usb}/full 2>/dev/null
        truncate -s -4096 {usb}/full
        HOME={tmp_path / home} sh {usb / kit.name}; echo "code $?"; ls {usb}"""
    ran = _in_a_namespace(script)
    assert f"code {code}\n" in ran.stdout, ran.stdout
    assert ran.stdout.split("\n")[-3:-1] == ["full", kit.name]
    assert len(results(tmp_path / "home")) == (code == 0)


def test_a_folder_that_takes_nothing_gives_way_to_the_home(tmp_path):
    kit = put(made_kit(Family.POSIX), tmp_path / "usb")
    (tmp_path / "home").mkdir()
    beside = kit.parent
    ran = _in_a_namespace(
        f"""mount --bind {beside} {beside} && mount -o remount,bind,ro {beside} || exit 99
        HOME={tmp_path / "home"} exec sh {kit}"""
    )
    assert ran.returncode == 0, ran.stdout
    assert answer_in(tmp_path / "home")[0].kit == "ab" * 16


def test_many_runs_on_one_stick_are_as_many_results(dash, tmp_path):
    kit = put(hurt("echo @$1 done 2 0 0\n"), tmp_path / "usb")
    runs = 30 if NIGHTLY else 3
    for _ in range(runs):
        assert run(dash, tmp_path, kit).code == 0
    assert len(results(kit.parent)) == runs


def test_two_at_once_do_not_meet(dash, tmp_path):
    kit = put(made_kit(Family.POSIX), tmp_path / "usb")
    both = [
        subprocess.Popen([*dash, str(kit)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [one.wait(timeout=600) for one in both] == [0, 0]
    assert len(results(kit.parent)) == 2


def test_after_its_last_day_it_runs_and_says_that_it_is_late(dash, tmp_path):
    kit = made_kit(Family.POSIX, until=AT.replace(year=2009))
    ran = run(dash, tmp_path, put(kit, tmp_path / "usb"))
    assert (ran.code, answer_in(ran.beside)[0].late) == (0, True)


def test_names_that_mean_something_to_a_shell_mean_nothing(shell, tmp_path):
    odd = "th $(touch x) `touch x` 'a\"b\\ ;& @KEYS@"
    script = made_script("echo @$1 done 2 0 0\n", Family.POSIX)
    rows = (replace(made_kit(Family.POSIX).rows[0], machine="$(touch x)", label="ROWS\nROWS"),)
    kit = made_kit(
        Family.POSIX, script, unit=odd, unit_name=f"{odd}\ntouch x", sweep=odd, rows=rows
    )
    path = put(kit, tmp_path / "Bộ kiểm tra (1) & 100% !a^b")
    ran = run(shell, tmp_path, path, before=f"cd {tmp_path}")
    assert ran.code == 0, ran.said
    head, _ = answer_in(path.parent)
    assert (head.unit, head.sweep) == (odd, odd)
    assert not list(tmp_path.rglob("x"))


def _typed(shell, path: Path, words: str, folder: Path) -> tuple[int, str]:
    """Run a kit on a terminal of its own, and type."""
    (folder / "home").mkdir(exist_ok=True)
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["HOME"] = str(folder / "home")
        os.execvp(shell[0], [*shell, str(path)])  # noqa: S606 - the shell under test
    os.write(terminal, words.encode())
    said = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the terminal's other end is closed
            break
        if not piece:
            break
        said += piece
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()


@pytest.mark.parametrize(
    ("words", "row", "said"),
    [
        ("2\nPhòng Tin học, máy 7\n", "hs-02", "Phòng Tin học, máy 7"),
        ("\n\n", "", ""),
        ("9\nx\n", "", "x"),
        ("two\nx\n", "", "x"),
        (f"1\n{'ệ' * 201}\n", "hs-01", ""),
    ],
)
def test_whoever_sits_there_is_asked_which_machine_it_is(words, row, said, any_shell, tmp_path):
    kit = put(hurt("echo @$1 done 2 0 0\n"), tmp_path / "usb")
    code, shown = _typed(any_shell, kit, words, tmp_path)
    assert code == 0, shown
    assert "2:hs-02" in shown
    head, _ = answer_in(kit.parent)
    assert (head.row, head.said) == (row, said)


def test_a_machine_of_a_known_name_asks_nobody(dash, tmp_path):
    here = replace(made_kit(Family.POSIX).rows[0], machine=os.uname().nodename.upper())
    kit = put(hurt("echo @$1 done 2 0 0\n", rows=(here,)), tmp_path / "usb")
    code, shown = _typed(dash, kit, "", tmp_path)
    assert (code, "danh sách" in shown) == (0, False)
    assert answer_in(kit.parent)[0].row == ""


def test_what_is_above_the_script_is_sound_for_any_shell(tmp_path):
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("shellcheck is not installed")
    path = put(made_kit(Family.POSIX), tmp_path)
    path.write_text(path.read_text("utf-8").partition(f"\n{kit_file.SCRIPT_MARK}\n")[0] + "\n")
    ran = subprocess.run(
        [program, "--shell=sh", str(path)], capture_output=True, text=True, check=False
    )
    assert ran.stdout == ""


def test_a_kit_holds_the_public_halves_alone(tmp_path):
    path = put(made_kit(Family.POSIX), tmp_path)
    data = path.read_bytes()
    assert data.count(b"BEGIN CERTIFICATE") == 2
    assert b"PRIVATE" not in data
    assert BEGIN in data


def test_it_carries_the_very_bytes_of_the_script():
    script = Script(family=Family.POSIX, text=record.fused(Family.POSIX), sha256="", checks=())
    _, data = kit_file.kit_file(made_kit(Family.POSIX, script))
    assert data.endswith(f"\n{kit_file.SCRIPT_MARK}\n".encode() + script.text)
