"""What ends a sweep from outside, and what does not: signals, and readers that leave."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orchestrator.evidence import open_store
from orchestrator.evidence.records import SweepState
from tests.cli.test_going_on import PLAY, UNIT
from tests.doctor import servers
from tests.inventory.trees import HEAD, write
from tests.transport.over import AT_ONCE_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes are POSIX")

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Unit:
    """A unit of two machines: one refuses at once, one hangs up when it is `released`."""

    folder: Path
    asked: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def started(self, *more: str, **streams: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "orchestrator", "sweep", "plays/play.yml", "-i", "i"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(  # type: ignore[call-overload]
            [*command, "--state", "s", "-o", "out", *more],
            cwd=self.folder,
            env=env,
            text=True,
            encoding="utf-8",
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
        )

    def state(self) -> SweepState:
        with closing(open_store(self.folder / "s", create=False)) as store:
            return store.sweep("latest").state

    def is_asked(self) -> bool:
        return self.asked.wait(AT_ONCE_S)


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Unit]:
    made = Unit(tmp_path)

    def waits(sock: socket.socket) -> None:
        made.asked.set()
        made.released.wait(4 * AT_ONCE_S)
        servers.hang_up(sock)

    with closing(socket.socket()) as shut, servers.speaking(waits) as port:
        shut.bind(("127.0.0.1", 0))
        rows = "".join(
            f"    x-{n}: {{ansible_host: 127.0.0.1, ansible_port: {p}, ansible_user: a}}\n"
            for n, p in enumerate((shut.getsockname()[1], port))
        )
        write(
            tmp_path,
            {
                "i/group_vars/all.yml": HEAD + "ansible_password: x\n",
                "i/a.yml": UNIT + rows,
                "plays/play.yml": PLAY,
                "plays/iocs/a.txt": "bad.example\n",
            },
        )
        try:
            yield made
        finally:
            made.released.set()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_the_asking_and_leaves_a_report(
    unit: Unit, number: signal.Signals, code: int
):
    process = unit.started("--json")
    assert unit.is_asked()
    process.send_signal(number)
    _, stderr = process.communicate(timeout=4 * AT_ONCE_S)
    assert process.returncode == code, stderr
    assert "Traceback" not in stderr
    assert unit.state() is SweepState.INTERRUPTED
    report = json.loads((unit.folder / "out" / "report.json").read_text("utf-8"))
    assert report["finished"] is False
    assert {m["name"]: m["reason"] for m in report["machines"]}["x-1"] == "interrupted"


def test_a_terminal_that_closes_says_so_twice_and_the_report_is_written(unit: Unit):
    process = unit.started("--json")
    assert unit.is_asked()
    for _ in range(2):
        process.send_signal(signal.SIGHUP)
    process.communicate(timeout=4 * AT_ONCE_S)
    assert process.returncode == 129
    assert (unit.folder / "out" / "report.json").exists()


def test_what_is_run_by_nohup_goes_on(unit: Unit):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # inherited, as from nohup
    try:
        process = unit.started("--json")
    finally:
        signal.signal(signal.SIGHUP, before)
    assert unit.is_asked()
    process.send_signal(signal.SIGHUP)
    unit.released.set()
    _, stderr = process.communicate(timeout=4 * AT_ONCE_S)
    assert process.returncode == 4, stderr
    assert unit.state() is SweepState.FINISHED


@pytest.mark.parametrize("more", [("--json",), ()])
@pytest.mark.parametrize("left", ["stdout", "stderr"])
def test_a_reader_that_leaves_ends_the_printing_and_not_the_sweep(
    unit: Unit, more: tuple[str, ...], left: str
):
    read, written = os.pipe()
    process = unit.started(*more, **{left: written})
    os.close(written)
    assert unit.is_asked()
    os.close(read)
    unit.released.set()
    said = process.communicate(timeout=4 * AT_ONCE_S)
    assert process.returncode == 4, said
    assert unit.state() is SweepState.FINISHED
    assert (unit.folder / "out" / "index.html").exists()


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_with_closed_streams_the_code_is_right(unit: Unit, closed: str):
    unit.released.set()
    command = (
        f'exec "{sys.executable}" -m orchestrator sweep plays/play.yml -i i --state s {closed}'
    )
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=unit.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 4, done
    assert "Traceback" not in done.stderr
    assert unit.state() is SweepState.FINISHED


def test_a_ctrl_c_after_the_end_changes_no_code():
    text = (
        "import os, signal, sys\n"
        "from orchestrator import __main__ as program\n"
        "program.main = lambda: 3\n"
        "code = program.program()\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"")
