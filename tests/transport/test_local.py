import os
import time
from pathlib import Path

import pytest

from orchestrator.model.outcome import Ended
from orchestrator.model.plan import Family, Nobody, Via
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Reply
from orchestrator.transport.local import LocalTransport
from orchestrator.transport.lockout import LockoutGuard
from tests.transport.jobs import ECHO, job, target
from tests.transport.over import AT_ONCE_S, FAR_S, Condition, over_when, within

pytestmark = pytest.mark.usefixtures("no_leaks")


def ask(
    watchdog: Watchdog,
    text: bytes,
    *,
    family: Family = Family.POSIX,
    over: Condition = lambda _: False,
) -> Reply:
    here = target(0, Nobody(), via=Via.LOCAL)
    with watchdog.attempt(FAR_S) as line, over_when(watchdog, line, over, left_s=0.5):
        return LocalTransport().run(
            here, job(text, family=family, cap=100_000), line, LockoutGuard()
        )


def test_the_script_gets_its_nonce_and_its_answer_is_whole(watchdog: Watchdog):
    reply = ask(watchdog, ECHO)
    assert (reply.outcome.ended, reply.exit_code) == (Ended.OK, 3)
    assert (reply.stdout, reply.stderr) == (b"nonce 0123456789abcdef\n", b"complaint\n")


def test_a_script_that_hangs_costs_one_deadline_and_all_its_children(
    watchdog: Watchdog, tmp_path: Path
):
    began = time.monotonic()
    script = f"sleep 60 & echo $! >{tmp_path}/pid; echo before; : >{tmp_path}/said; sleep 60"
    reply = ask(watchdog, script.encode(), over=lambda _: (tmp_path / "said").exists())
    assert str(reply.outcome) == "stalled(read)"
    assert reply.stdout == b"before\n"
    assert time.monotonic() - began < AT_ONCE_S
    child = int((tmp_path / "pid").read_text())
    assert within(AT_ONCE_S, lambda: not alive(child))


def test_a_flood_is_ended_at_the_cap(watchdog: Watchdog):
    reply = ask(watchdog, b"while :; do echo flood; done")
    assert reply.outcome.ended is Ended.FLOODED
    assert len(reply.stdout) == 100_000


def test_a_flood_of_complaints_is_dropped_past_its_cap(watchdog: Watchdog):
    reply = ask(watchdog, b"head -c 1000000 /dev/zero >&2; echo end")
    assert (reply.stdout, len(reply.stderr)) == (b"end\n", 4096)


def test_a_script_ended_by_a_signal_has_not_said_all(watchdog: Watchdog):
    reply = ask(watchdog, b"echo half; kill -9 $$")
    assert (reply.outcome.ended, reply.stdout) == (Ended.PARTIAL, b"half\n")
    assert reply.outcome.detail == "ended by signal 9"


def test_a_long_script_that_is_not_read_to_its_end_is_no_trouble(watchdog: Watchdog):
    reply = ask(watchdog, b"echo early; exit 4\n" + b"# never read\n" * 100_000)
    assert (reply.outcome.ended, reply.exit_code, reply.stdout) == (Ended.OK, 4, b"early\n")


def test_a_shell_that_is_not_there_is_said(watchdog: Watchdog, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nowhere")
    reply = ask(watchdog, b"'hello'", family=Family.WINDOWS)
    assert reply.outcome.ended is Ended.PROTOCOL_ERROR
    assert "powershell.exe" in reply.outcome.detail


def test_a_stop_ends_the_script(watchdog: Watchdog):
    here = target(0, Nobody(), via=Via.LOCAL)
    with watchdog.attempt(30.0) as line:
        watchdog.stop()
        with watchdog.attempt(30.0) as stopped:
            reply = LocalTransport().run(here, job(b"sleep 60"), stopped, LockoutGuard())
        assert line.interrupted
    assert str(reply.outcome) == "not_attempted(interrupted)"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"
