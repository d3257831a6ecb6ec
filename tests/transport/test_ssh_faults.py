"""One server for each way in which SSH machines hang, flood and lie (all of them were met)."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from orchestrator.model.outcome import Barrier, Ended, Phase
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.barriers import with_barrier
from orchestrator.transport.base import Reply
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.ssh import SshTransport
from tests.transport.conftest import Faults
from tests.transport.jobs import job, password, target
from tests.transport.over import AT_ONCE_S, FAR_S, at, over_when


@pytest.fixture
def transport(tmp_path: Path) -> SshTransport:
    return SshTransport(tmp_path / "known_hosts")


def ask(
    transport: SshTransport,
    watchdog: Watchdog,
    port: int,
    *,
    cap: int = 1 << 20,
) -> Reply:
    with watchdog.attempt(FAR_S) as line:
        return transport.run(target(port), job(cap=cap), line, LockoutGuard())


def stall(transport: SshTransport, watchdog: Watchdog, port: int, phase: Phase) -> Reply:
    """Ask a machine, and let its time be over soon after a phase has begun."""
    with watchdog.attempt(FAR_S) as line:
        with over_when(watchdog, line, at(phase), left_s=0.5) as ending:
            reply = transport.run(target(port), job(), line, LockoutGuard())
        assert 0.0 <= ending.took_s() < AT_ONCE_S
    return reply


@pytest.mark.parametrize(
    ("mode", "phase", "outcome"),
    [
        ("accept", Phase.BANNER, "stalled(banner)"),
        ("banner", Phase.BANNER, "stalled(banner)"),
        ("kex", Phase.KEX, "stalled(kex)"),
        ("auth", Phase.LOGIN, "auth_stalled"),
        ("open", Phase.OPEN, "stalled(open)"),
        ("exec", Phase.EXEC, "stalled(exec)"),
        ("silent", Phase.READ, "stalled(read)"),
        ("drip", Phase.READ, "stalled(read)"),
    ],
)
@pytest.mark.usefixtures("no_leaks")
def test_a_stall_costs_one_deadline(
    mode: str,
    phase: Phase,
    outcome: str,
    transport: SshTransport,
    watchdog: Watchdog,
    ssh_faults: Faults,
):
    reply = stall(transport, watchdog, ssh_faults.ports[mode], phase)
    assert str(reply.outcome) == outcome


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        ("flood", "flooded"),
        ("flood_stderr", "flooded"),
        ("endless_line", "flooded"),
        ("ignore_flood", "flooded"),
        ("cut", "partial(closed)"),
        ("refuse_exec", "protocol_error(channel_refused)"),
        ("old_cipher", "too_old"),
        ("old_version", "too_old"),
        ("http", "protocol_error"),
        ("reject", "auth_rejected"),
        ("reject_close", "auth_rejected"),
        ("reject_method", "auth_rejected"),
        ("second_factor", "auth_rejected"),
        ("drop_at_login", "protocol_error(closed)"),
        ("ok", "ok"),
        ("dialogue", "ok"),
        ("dialogue_reject", "auth_rejected"),
        ("dialogue_code", "auth_rejected"),
        ("dialogue_change", "auth_rejected"),
        ("change_first", "auth_rejected(password_expired)"),
        ("max_startups", "protocol_error(max_startups)"),
        ("penalty", "protocol_error(penalty)"),
        ("closed", "protocol_error(closed)"),
        ("no_session", "protocol_error(channel_refused)"),
        ("no_status", "partial(no_exit_status)"),
    ],
)
@pytest.mark.usefixtures("no_leaks")
def test_everything_else_ends_before_the_deadline(
    mode: str, outcome: str, transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    reply = ask(transport, watchdog, ssh_faults.ports[mode])
    assert str(reply.outcome) == outcome, reply.outcome.detail


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("max_startups", "Exceeded MaxStartups"),
        ("penalty", "Not allowed at this time"),
        ("rude", r"go away \x1b[2J\u202eyawa"),
        ("dialogue_code", r"One-time code\x07:"),
        ("dialogue_change", "New password:"),
    ],
)
def test_the_machine_s_own_words_are_shown_and_nothing_in_them_is_unseen(
    mode: str, said: str, transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    detail = ask(transport, watchdog, ssh_faults.ports[mode]).outcome.detail
    assert said in detail
    assert detail.isprintable()


def test_a_password_is_judged_once_by_whichever_way(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    """A machine that takes it by dialogue alone has judged none before."""
    for mode in ("dialogue", "dialogue_reject", "reject"):
        before = ssh_faults.attempts(mode)
        ask(transport, watchdog, ssh_faults.ports[mode])
        assert ssh_faults.attempts(mode) - before == 1


def test_who_lets_us_in_and_runs_nothing_says_why(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    for mode, barrier, said in (
        ("nologin", Barrier.NOLOGIN, "This account is currently not available."),
        ("expired", Barrier.PASSWORD_EXPIRED, "Password change required but no TTY available."),
    ):
        reply = ask(transport, watchdog, ssh_faults.ports[mode])
        blocked = with_barrier(reply, job())
        assert blocked.barrier is barrier
        assert said in blocked.detail


def test_a_packet_that_claims_gigabytes_is_not_believed(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    reply = ask(transport, watchdog, ssh_faults.ports["huge_packet"])
    assert reply.outcome.ended is Ended.PROTOCOL_ERROR


def test_what_came_before_a_stall_is_kept(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    reply = stall(transport, watchdog, ssh_faults.ports["drip"], Phase.READ)
    assert reply.stdout.startswith(b"...")


def test_what_came_before_a_cut_is_kept(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    reply = ask(transport, watchdog, ssh_faults.ports["cut"])
    assert (reply.stdout, reply.exit_code) == (b"half an ans", None)


def test_a_flood_is_kept_up_to_the_cap(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    reply = ask(transport, watchdog, ssh_faults.ports["flood"], cap=100_000)
    assert len(reply.stdout) == 100_000


def test_an_answer_has_output_complaint_exit_code_and_host_key(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    reply = ask(transport, watchdog, ssh_faults.ports["ok"])
    assert reply.stdout == b"nonce 0123456789abcdef\n"
    assert (reply.stderr, reply.exit_code) == (b"complaint\n", 3)
    assert reply.host_key is not None
    assert reply.host_key.startswith("SHA256:")


def test_a_changed_host_key_is_sent_no_credential(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    port = ssh_faults.ports["swap"]
    first = ask(transport, watchdog, port)
    before = ssh_faults.attempts("swap")
    second = ask(transport, watchdog, port)
    assert (first.outcome.ended, second.outcome.ended) == (Ended.OK, Ended.HOSTKEY_CHANGED)
    assert (before, ssh_faults.attempts("swap")) == (1, 1)


def test_one_rejection_is_one_attempt(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    before = ssh_faults.attempts("reject")
    ask(transport, watchdog, ssh_faults.ports["reject"])
    assert ssh_faults.attempts("reject") == before + 1


def test_an_empty_password_never_dials(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    before = ssh_faults.count("ok", "tcp")
    with watchdog.attempt(FAR_S) as line:
        reply = transport.run(
            target(ssh_faults.ports["ok"], password("")), job(), line, LockoutGuard()
        )
    assert str(reply.outcome) == "not_attempted(no credential)"
    assert ssh_faults.count("ok", "tcp") == before


def test_the_phases_of_an_attempt_are_timed(
    transport: SshTransport, watchdog: Watchdog, ssh_faults: Faults
):
    with watchdog.attempt(FAR_S) as line:
        transport.run(target(ssh_faults.ports["ok"]), job(), line, LockoutGuard())
    assert [t.phase for t in line.timings] == [
        "connect", "banner", "kex", "login", "open", "exec", "read",
    ]  # fmt: skip


@pytest.mark.parametrize(("runs", "at_once"), [(1, 2), (2, 3)])
def test_who_is_met_for_the_first_time_proves_little_however_often_it_is_asked(
    runs: int, at_once: int, tmp_path: Path, watchdog: Watchdog, ssh_faults: Faults
):
    """Whoever listens may accept any password: only one whose key was on file before is sure."""
    for _ in range(runs):
        transport, gate = SshTransport(tmp_path / "known_hosts"), LockoutGuard()
        with watchdog.attempt(FAR_S) as line:
            for _ in range(3 if runs == 1 else 1):
                transport.run(target(ssh_faults.ports["ok"]), job(), line, gate)
    with watchdog.attempt(FAR_S) as line, ExitStack() as logons:
        for number in range(at_once):
            logons.enter_context(gate.logon(password(), f"pc-{number}", line))
        assert not gate.reserve(password(), "one more")
