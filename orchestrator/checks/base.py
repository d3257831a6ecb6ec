"""What a check is: a name, a script part for each family, and the readers of their output."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orchestrator.model.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One section that a script printed for a check.

    Attributes:
        name: Which part of the check (`tcp`, `processes` ...).
        source: What was read (`ss`, `MSFT_NetTCPConnection` ...); empty if nothing was opened.
        status: `ok`, `denied`, `missing`, `off`, `failed`, `absent` (that kind of machine has no
            such source), `cut` (its end never came) or `garbled` (its base64 is damaged).
        detail: Machine-made words for a technician.
        body: The section's bytes, base64 already undone; canary row included.
    """

    name: str
    source: str
    status: str
    detail: str = ""
    body: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a reader may need besides the bytes.

    Attributes:
        clock: The machine's own time when it answered (aware UTC), None if unknown.
        booted_at: When it booted, likewise.
        remote: Whether the answer came over SSH or WinRM; then a socket table without a row
            was not read.
    """

    clock: datetime | None = None
    booted_at: datetime | None = None
    remote: bool = True


Reader = Callable[[tuple[Part, ...], Context], Answer]


def _nothing_wrong(_arguments: Mapping[str, object]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing asked of a machine.

    Attributes:
        id: The folder's name and the playbook's module name.
        posix: Text of `posix.sh`: prints the check's sections.
        windows: Text of `windows.ps1`: likewise.
        read_posix: Turns the POSIX sections into an answer; never raises on any bytes.
        read_windows: Likewise for Windows.
        arguments: Names of the arguments that a playbook may give.
        wrong_arguments: Says what is wrong with arguments as given, under each one's name.
    """

    id: str
    posix: str = field(repr=False)
    windows: str = field(repr=False)
    read_posix: Reader
    read_windows: Reader
    arguments: tuple[str, ...] = ()
    wrong_arguments: Callable[[Mapping[str, object]], Mapping[str, str]] = _nothing_wrong
