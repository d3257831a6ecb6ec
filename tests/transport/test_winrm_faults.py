"""One service for each way in which WinRM machines hang, flood and lie (most of them were met)."""

from pathlib import Path

import pytest

from orchestrator.model.outcome import Ended, Phase
from orchestrator.model.plan import Family, KeyFile, Nobody, Password, Target, WinrmOptions
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.winrm import _RESERVE_S, WinrmTransport
from tests.transport.certificates import write_pem
from tests.transport.conftest import Faults
from tests.transport.jobs import job, password, target
from tests.transport.over import AT_ONCE_S, FAR_S, at, over_when

NTLM = WinrmOptions(https=False)


def basic(faults: Faults) -> WinrmOptions:
    return WinrmOptions(https=True, auth="basic", ca_path=str(faults.folder / "server.pem"))


def ask(
    watchdog: Watchdog,
    where: Target,
    *,
    cap: int = 1 << 20,
    gate: LockoutGuard | None = None,
) -> Reply:
    with watchdog.attempt(FAR_S) as line:
        return WinrmTransport().run(where, sent(cap), line, gate or LockoutGuard())


def stall(watchdog: Watchdog, where: Target, phase: Phase, *, left_s: float = 0.5) -> Reply:
    """Ask a machine, and let its time be over soon after a phase has begun."""
    with watchdog.attempt(FAR_S) as line:
        with over_when(watchdog, line, at(phase), left_s=left_s) as ending:
            reply = WinrmTransport().run(where, sent(), line, LockoutGuard())
        assert ending.took_s() < AT_ONCE_S
    return reply


def sent(cap: int = 1 << 20) -> Job:
    return job(b"'hello'\n", family=Family.WINDOWS, cap=cap)


@pytest.mark.parametrize(
    ("mode", "outcome"), [("accept", "auth_stalled(mute)"), ("drip", "auth_stalled(drip)")]
)
@pytest.mark.usefixtures("no_leaks")
def test_a_stall_before_the_logon_costs_one_deadline(
    mode: str, outcome: str, watchdog: Watchdog, winrm_faults: Faults
):
    where = target(winrm_faults.ports[mode], winrm=NTLM)
    reply = stall(watchdog, where, Phase.LOGIN)
    assert str(reply.outcome) == outcome


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        ("endless", "flooded"),
        ("endless_chunks", "flooded"),
        ("endless_headers", "protocol_error"),
        ("error_500", "protocol_error(server_error)"),
        ("error_503", "protocol_error(busy)"),
        ("basic_only", "protocol_error"),
        ("no_challenge", "protocol_error"),
        ("no_offer", "protocol_error"),
        ("redirect", "protocol_error"),
        ("no_http", "protocol_error"),
        ("hang_up", "protocol_error(closed)"),
        ("open_door", "protocol_error"),
    ],
)
@pytest.mark.usefixtures("no_leaks")
def test_before_the_logon_everything_else_ends_early_and_no_secret_leaves(
    mode: str, outcome: str, watchdog: Watchdog, winrm_faults: Faults
):
    reply = ask(watchdog, target(winrm_faults.ports[mode], winrm=NTLM))
    assert str(reply.outcome) == outcome, reply.outcome.detail
    assert winrm_faults.attempts(mode) == 0


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        ("garbage", "protocol_error"),
        ("empty", "protocol_error"),
        ("no_ids", "protocol_error"),
        ("quota", "protocol_error(quota)"),
        ("denied", "auth_rejected"),
        ("compressed", "protocol_error"),
        ("lost_after_login", "protocol_error(closed)"),
        ("lost_in_answer", "partial(closed)"),
        ("flood", "flooded"),
        ("flood_stderr", "flooded"),
        ("huge_answer", "flooded"),
        ("reject", "auth_rejected"),
        ("empty_output", "ok"),
        ("ok", "ok"),
    ],
)
@pytest.mark.usefixtures("no_leaks")
def test_after_the_logon_each_fault_has_its_outcome(
    mode: str, outcome: str, watchdog: Watchdog, winrm_faults: Faults
):
    where = target(winrm_faults.ports[mode], winrm=basic(winrm_faults))
    reply = ask(watchdog, where, cap=500_000)
    assert str(reply.outcome) == outcome, reply.outcome.detail


@pytest.mark.usefixtures("no_leaks")
def test_a_command_that_never_ends_is_left_in_time_to_delete_its_shell(
    watchdog: Watchdog, winrm_faults: Faults
):
    where = target(winrm_faults.ports["never_ends"], winrm=basic(winrm_faults))
    reply = stall(watchdog, where, Phase.READ, left_s=_RESERVE_S + 1.0)
    assert str(reply.outcome) == "stalled(read)", reply.outcome.detail
    assert "left open" not in reply.outcome.detail
    assert winrm_faults.count("never_ends", "deleted") == 1


@pytest.mark.usefixtures("no_leaks")
def test_an_answer_that_never_comes_costs_one_deadline(watchdog: Watchdog, winrm_faults: Faults):
    where = target(winrm_faults.ports["never_answers"], winrm=basic(winrm_faults))
    reply = stall(watchdog, where, Phase.READ)
    assert str(reply.outcome) == "stalled(read)", reply.outcome.detail
    assert "left open" in reply.outcome.detail


def test_an_answer_is_ok_although_its_stderr_is_clixml(watchdog: Watchdog, winrm_faults: Faults):
    reply = ask(watchdog, target(winrm_faults.ports["ok"], winrm=basic(winrm_faults)))
    assert (reply.stdout, reply.stderr, reply.exit_code) == (b"all is said\n", b"#< CLIXML", 0)
    assert winrm_faults.count("ok", "deleted") >= 1


def test_a_flood_is_kept_up_to_the_cap_and_its_shell_deleted(
    watchdog: Watchdog, winrm_faults: Faults
):
    before = winrm_faults.count("flood", "deleted")
    where = target(winrm_faults.ports["flood"], winrm=basic(winrm_faults))
    reply = ask(watchdog, where, cap=250_000)
    assert len(reply.stdout) == 250_000
    assert winrm_faults.count("flood", "deleted") == before + 1


def test_a_shell_that_could_not_be_deleted_is_said_of_a_good_answer(
    watchdog: Watchdog, winrm_faults: Faults
):
    reply = ask(watchdog, target(winrm_faults.ports["no_delete"], winrm=basic(winrm_faults)))
    assert reply.outcome.ended is Ended.OK
    assert reply.outcome.detail == "the shell was left open (partial)"


def test_one_rejection_is_one_attempt_and_counts(watchdog: Watchdog, winrm_faults: Faults):
    gate, before = LockoutGuard(), winrm_faults.attempts("reject")
    for machine in ("a", "b", "c", "d"):
        where = target(winrm_faults.ports["reject"], machine=machine, winrm=basic(winrm_faults))
        ask(watchdog, where, gate=gate)
    assert winrm_faults.attempts("reject") - before == 2


def test_a_machine_that_never_saw_the_credential_does_not_count(
    watchdog: Watchdog, winrm_faults: Faults
):
    gate = LockoutGuard()
    for machine, mode in enumerate(("basic_only", "no_challenge", "no_offer", "error_503")):
        where = target(winrm_faults.ports[mode], machine=f"pc-{machine}", winrm=NTLM)
        ask(watchdog, where, gate=gate)
    gate.check(password(), "next")


def test_a_strangers_certificate_is_sent_nothing(
    watchdog: Watchdog, winrm_faults: Faults, tmp_path: Path
):
    before = winrm_faults.attempts("ok")
    other = write_pem(tmp_path / "other.pem", "someone-else.example")
    options = WinrmOptions(https=True, auth="basic", ca_path=str(other))
    reply = ask(watchdog, target(winrm_faults.ports["ok"], winrm=options))
    assert reply.outcome.ended is Ended.HOSTKEY_CHANGED
    assert "CERTIFICATE_VERIFY_FAILED" in reply.outcome.detail
    assert winrm_faults.attempts("ok") == before


def test_tls_to_a_service_without_it_is_a_protocol_error(watchdog: Watchdog, winrm_faults: Faults):
    reply = ask(watchdog, target(winrm_faults.ports["error_503"], winrm=basic(winrm_faults)))
    assert reply.outcome.ended is Ended.PROTOCOL_ERROR


@pytest.mark.parametrize(
    ("options", "credential", "outcome"),
    [
        (WinrmOptions(https=False, auth="basic"), password(), "not_attempted(unsupported)"),
        (WinrmOptions(auth="kerberos"), password(), "not_attempted(unsupported)"),
        (WinrmOptions(auth="certificate"), password(), "not_attempted(unsupported)"),
        (WinrmOptions(), password(""), "not_attempted(no credential)"),
        (WinrmOptions(), Nobody(), "not_attempted(no credential)"),
        (
            WinrmOptions(auth="certificate"),
            KeyFile(user="audit", path="/nowhere/key.pem"),
            "not_attempted(no credential)",
        ),
        (WinrmOptions(ca_path="/nowhere/ca.pem"), password(), "not_attempted(no credential)"),
    ],
)
def test_what_cannot_be_sent_safely_is_not_attempted(
    options: WinrmOptions,
    credential: Password | Nobody | KeyFile,
    outcome: str,
    watchdog: Watchdog,
    winrm_faults: Faults,
):
    reply = ask(watchdog, target(winrm_faults.ports["ok"], credential, winrm=options))
    assert str(reply.outcome) == outcome


def test_settings_of_the_environment_are_not_followed(
    watchdog: Watchdog, winrm_faults: Faults, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    reply = ask(watchdog, target(winrm_faults.ports["ok"], winrm=basic(winrm_faults)))
    assert reply.outcome.ended is Ended.OK
