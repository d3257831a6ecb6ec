"""Small jobs to send, for tests that need something to send."""

import hashlib

from orchestrator.model.plan import (
    Family,
    KeyFile,
    Nobody,
    Password,
    Script,
    Target,
    Via,
    WinrmOptions,
)
from orchestrator.model.secret import Secret
from orchestrator.transport.base import Job
from orchestrator.transport.large_answers import LargeAnswers

NONCE = "0123456789abcdef"
ECHO = b'echo "nonce $1"\necho complaint >&2\nexit 3\n'


def job(text: bytes = ECHO, *, family: Family = Family.POSIX, cap: int = 1 << 20) -> Job:
    script = Script(family=family, text=text, sha256=hashlib.sha256(text).hexdigest(), checks=())
    return Job(
        script=script,
        nonce=NONCE,
        large=LargeAnswers(1),
        max_stdout_bytes=cap,
        max_stderr_bytes=4096,
    )


def target(
    port: int,
    credential: Password | KeyFile | Nobody | None = None,
    *,
    via: Via = Via.SSH,
    machine: str = "pc-01",
    winrm: WinrmOptions | None = None,
) -> Target:
    return Target(
        machine=machine,
        via=via,
        address="127.0.0.1",
        port=port,
        credential=credential or password(),
        winrm=winrm or WinrmOptions(),
    )


def password(text: str = "mat-khau-thu", user: str = "audit") -> Password:
    return Password(user=user, secret=Secret(text))
