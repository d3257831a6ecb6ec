from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.doctor import Doctor, Patience, diagnose
from orchestrator.doctor.examine import Notes
from orchestrator.model.diagnosis import Diagnosis, Symptoms
from orchestrator.model.plan import Family, Target, Via
from orchestrator.transport import transports
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Job
from orchestrator.transport.lockout import LockoutGuard
from tests.transport.certificates import write_pem
from tests.transport.conftest import Faults, peer, running, start
from tests.transport.jobs import job

__all__ = ["peer", "start"]  # the WinRM peer is the transports' own instrument

SHORT = Patience(knock_s=0.7, first_word_s=0.4, say_s=1.0, look_s=4.0)
Ask = Callable[..., tuple[Diagnosis, Symptoms]]


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
        timeout_s: float = 3.0,
    ) -> tuple[Diagnosis, Symptoms]:
        family = Family.POSIX if target.via is Via.SSH else Family.WINDOWS
        doctor = Doctor(
            transports(tmp_path / "state"), clock=now, logon=logon, ports=ports, patience=SHORT
        )
        made.append(doctor)
        sent: Job = job(b"exit 0\n", family=family)
        with watchdog.attempt(timeout_s, connect_s=0.5) as line:
            reply = doctor[target.via].run(target, sent, line, LockoutGuard())
        notes: Notes = doctor.notes(target.machine)
        symptoms = Symptoms(
            target=target,
            family=family,
            outcome=notes.looked or reply.outcome,
            refusal=notes.refusal,
            exit_code=reply.exit_code,
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
