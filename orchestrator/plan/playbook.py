"""What a playbook says: plays, tasks, and where each thing was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from msgspec import Struct

from orchestrator.errors import Place
from orchestrator.model.plan import ControlRule, Severity


class Spot(Struct, frozen=True, kw_only=True):
    """One text that holds an expression, and where it stands."""

    text: str
    place: Place


class WrittenValue(Struct, frozen=True, kw_only=True):
    """A value as written: plain data, and every spot in it that must be worked out first."""

    value: object
    place: Place
    spots: tuple[Spot, ...] = ()


class Task(Struct, frozen=True, kw_only=True):
    """One check that a play asks for.

    `arguments` are in the order of the playbook. `rule` is what its control rests on, None
    without a control. All of `when` must hold. `loop`, if there is
    one, is a list (or one expression that gives a list); the task is asked once for each `item`.
    """

    name: WrittenValue
    place: Place
    check: str
    arguments: Mapping[str, WrittenValue] = msgspec.field(default_factory=dict)
    control: str | None = None
    rule: ControlRule | None = None
    severity: Severity = Severity.HIGH
    tags: tuple[str, ...] = ()
    when: tuple[Spot, ...] = ()
    loop: WrittenValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Some tasks for some machines.

    `hosts` is an inventory pattern. `iocs`, `sinkholes` and `allow` are paths as written, to be
    read from the playbook's folder. `vars` are defaults: the inventory's variables win over them.
    """

    name: str
    place: Place
    hosts: str
    iocs: tuple[str, ...] = ()
    sinkholes: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    vars: Mapping[str, object] = field(default_factory=dict, repr=False)  # as a machine's
    tasks: tuple[Task, ...]
    tags: tuple[str, ...] = ()


class Playbook(Struct, frozen=True, kw_only=True):
    """One file of plays; `sha256` is the digest of its bytes."""

    path: Path
    sha256: str
    plays: tuple[Play, ...]

    def iocs(self) -> tuple[Path, ...]:
        """Return the list files and folders of all plays, each once, in their order."""
        return self._paths(path for play in self.plays for path in play.iocs)

    def sinkholes(self) -> tuple[Path, ...]:
        """Return the sinkhole files of all plays, each once, in their order."""
        return self._paths(path for play in self.plays for path in play.sinkholes)

    def allow(self) -> tuple[Path, ...]:
        """Return the allow lists of all plays, each once, in their order."""
        return self._paths(path for play in self.plays for path in play.allow)

    def _paths(self, written: Iterable[str]) -> tuple[Path, ...]:
        return tuple(self.path.parent / path for path in dict.fromkeys(written))
