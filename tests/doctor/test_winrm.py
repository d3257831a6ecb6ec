"""What a WinRM service says after the connection stands: refusals, faults, a missing PowerShell."""

from types import ModuleType

import pytest

from orchestrator.model.diagnosis import Cause
from orchestrator.model.outcome import Barrier, Phase
from orchestrator.model.plan import Via, WinrmOptions
from tests.doctor.conftest import Ask
from tests.transport.conftest import Faults
from tests.transport.jobs import password, target
from tests.transport.over import at
from tests.transport.peers import SECRET, Start

PLAIN = WinrmOptions(https=False)
LOGON = (Cause.WRONG_PASSWORD, Cause.LOCKED, Cause.DISABLED, Cause.TOKEN_FILTER)
BUSY = (Cause.BUSY, Cause.NOT_WINRM)
NO_POWERSHELL = (Cause.POWERSHELL_MISSING, Cause.SCRIPT_BLOCKED)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("basic_only", (Cause.METHOD_OFF,)),
        ("error_500", BUSY),
        ("error_503", BUSY),
        ("hang_up", (Cause.BARRED, Cause.HUNG, Cause.INTERCEPTED)),
        ("no_http", (Cause.NOT_WINRM, Cause.ADDRESS_CHANGED)),
        ("redirect", (Cause.NOT_WINRM, Cause.ADDRESS_CHANGED)),
    ],
)
def test_before_the_logon(mode: str, expected: tuple[Cause, ...], ask: Ask, winrm_services: Faults):
    before = winrm_services.attempts(mode)
    where = target(winrm_services.ports[mode], via=Via.WINRM, winrm=PLAIN)
    assert ask(where)[0].causes == expected
    assert winrm_services.attempts(mode) == before


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("reject", LOGON),
        ("denied", (Cause.TOKEN_FILTER, Cause.NO_RIGHT)),
        ("quota", (Cause.QUOTA,)),
        ("garbage", (Cause.PROTOCOL,)),
        ("never_answers", (Cause.SLOW, Cause.SCRIPT_BLOCKED)),
        ("flood", (Cause.FLOOD,)),
        ("empty_output", (Cause.EMPTY_ANSWER, *NO_POWERSHELL)),
    ],
)
def test_with_a_logon(mode: str, expected: tuple[Cause, ...], ask: Ask, winrm_services: Faults):
    before = winrm_services.attempts(mode)
    over = at(Phase.READ) if mode == "never_answers" else None
    options = WinrmOptions(auth="basic", ca_path=str(winrm_services.folder / "server.pem"))
    where = target(winrm_services.ports[mode], via=Via.WINRM, winrm=options)
    assert ask(where, over=over)[0].causes == expected
    if mode == "reject":
        assert winrm_services.attempts(mode) == before + 1


@pytest.mark.parametrize("credential", [password("sai"), password(SECRET, user="nobody")])
def test_ntlm_says_the_same_of_a_wrong_password_and_of_any_other_refusal(
    credential, start: Start, peer: ModuleType, ask: Ask
):
    server = start(peer.Result(b"x"))
    where = target(server.port, credential, via=Via.WINRM, winrm=PLAIN)
    assert ask(where)[0].causes == LOGON


def test_ntlm_and_no_powershell(start: Start, peer: ModuleType, ask: Ask):
    server = start(peer.Result(b""))
    server.host.machine.programs.clear()
    where = target(server.port, password(SECRET), via=Via.WINRM, winrm=PLAIN)
    found, seen = ask(where)
    assert found.causes == NO_POWERSHELL
    assert seen.outcome.barrier is Barrier.NOT_STARTED


def test_ntlm_and_too_many_shells(start: Start, peer: ModuleType, ask: Ask):
    server = start(peer.Result(b""))
    server.host.machine.max_shells = 0
    where = target(server.port, password(SECRET), via=Via.WINRM, winrm=PLAIN)
    assert ask(where)[0].causes == (Cause.QUOTA,)
