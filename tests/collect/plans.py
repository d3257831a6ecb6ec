"""Plans and pretend transports, for tests of the pool alone."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from orchestrator.errors import Place
from orchestrator.model.outcome import OK
from orchestrator.model.plan import (
    Assignment,
    Family,
    Password,
    Plan,
    Question,
    Script,
    Target,
    Via,
)
from orchestrator.model.secret import Secret
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.lockout import LockoutGuard

NONCE = "0123456789abcdef"
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SECRET = "mat-khau-thu"
TEXT = b'echo "nonce $1"\n'


def plan(count: int, *, port: int = 22, via: Via = Via.SSH) -> Plan:
    """`count` machines `pc-0000` ... of one unit, asked one question each."""
    script = Script(
        family=Family.POSIX,
        text=TEXT,
        sha256=hashlib.sha256(TEXT).hexdigest(),
        checks=("connections",),
    )
    return Plan(
        playbook="test.yml",
        playbook_sha256="0" * 64,
        place=Place(file="test.yml"),
        scripts={Family.POSIX: script},
        assignments=tuple(assignment(number, port, via) for number in range(count)),
        skipped=(),
    )


def assignment(number: int, port: int, via: Via) -> Assignment:
    machine = f"pc-{number:04}"
    return Assignment(
        machine=machine,
        unit="th_hoa_sen",
        target=Target(
            machine=machine,
            via=via,
            address="127.0.0.1",
            port=port,
            credential=Password(user="audit", secret=Secret(SECRET)),
        ),
        family=Family.POSIX,
        questions=(Question(check="connections", task="test", required=True),),
    )


@dataclass(frozen=True)
class Pretend:
    """A transport that does what the test says."""

    behave: Callable[[Target, Attempt, LockoutGuard], Reply]

    def run(self, target: Target, job: Job, line: Attempt, gate: LockoutGuard) -> Reply:
        assert job.nonce == NONCE
        return self.behave(target, line, gate)


def whole(machine: str) -> bytes:
    """What a script prints that says one word and ends."""
    return f"@{NONCE} frame 2\n@{NONCE} fact name {machine}\n@{NONCE} done 2 1 0\n".encode()


def answers(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:  # noqa: ARG001
    return Reply(outcome=OK, stdout=whole(target.machine), exit_code=0)
