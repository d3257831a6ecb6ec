from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.doctor import Doctor, Patience, diagnose
from orchestrator.doctor.examine import Notes
from orchestrator.model.diagnosis import Diagnosis, Symptoms
from orchestrator.model.plan import Family, Target, Via
from orchestrator.transport import transports
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.barriers import with_barrier
from orchestrator.transport.base import Job
from orchestrator.transport.lockout import LockoutGuard
from tests.transport.certificates import write_pem
from tests.transport.conftest import Faults, peer, running, start
from tests.transport.jobs import job
from tests.transport.over import FAR_S, Condition, over_when

__all__ = ["peer", "start"]  # the WinRM peer is the transports' own instrument

PATIENT = Patience(knock_s=30.0, first_word_s=30.0, say_s=30.0, look_s=FAR_S)
"""For machines that answer: how busy they are is not what a test is about."""

DROPS = replace(PATIENT, knock_s=0.7)
"""For doors that let nobody in; connecting, too, is given up then."""

WAITS = replace(PATIENT, first_word_s=0.4)
"""For services that speak only when they are spoken to."""

BABBLES = replace(PATIENT, first_word_s=4.0, say_s=4.0)
"""For services whose words have no end: the whole time is spent, and must do for the first one."""

MUTE = replace(PATIENT, first_word_s=0.4, say_s=1.0)
"""For services that never say what is waited for."""

Ask = Callable[..., tuple[Diagnosis, Symptoms]]


def never(_: Attempt) -> bool:
    return False


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the servers tell the real time


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    dog = Watchdog()
    yield dog
    dog.close()


@pytest.fixture
def ask(tmp_path: Path, watchdog: Watchdog) -> Iterator[Ask]:
    """Ask one machine by the real transports, and let the doctor look: as `ping` does."""
    made: list[Doctor] = []

    def go(
        target: Target,
        *,
        logon: bool = True,
        ports: tuple[int, ...] = (),
        patience: Patience = PATIENT,
        over: Condition | None = None,
    ) -> tuple[Diagnosis, Symptoms]:
        family = Family.POSIX if target.via is Via.SSH else Family.WINDOWS
        doctor = Doctor(
            transports(tmp_path / "state"), clock=now, logon=logon, ports=ports, patience=patience
        )
        made.append(doctor)
        sent: Job = job(b"exit 0\n", family=family)
        with (
            watchdog.attempt(FAR_S, connect_s=patience.knock_s) as line,
            over_when(watchdog, line, over or never, left_s=0.3),
        ):
            reply = doctor[target.via].run(target, sent, line, LockoutGuard())
        notes: Notes = doctor.notes(target.machine)
        symptoms = Symptoms(
            target=target,
            family=family,
            outcome=notes.looked or with_barrier(reply, sent),
            refusal=notes.refusal,
            doors=notes.doors,
            clock_offset_s=notes.clock_offset_s,
        )
        return diagnose(symptoms), symptoms

    yield go
    for doctor in made:
        doctor.close()


@pytest.fixture(scope="session")
def winrm_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    """WinRM services that misbehave, one way each."""
    folder = tmp_path_factory.mktemp("winrm")
    write_pem(folder / "server.pem", "pc-01.example")
    with running("tests.transport.winrm_faults", folder) as faults:
        yield faults
