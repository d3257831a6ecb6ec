"""Findings of several machines that are one thing: the same indicator, or the same malware."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from orchestrator.model.campaign import Finding

_SEVERAL = 2


class Incident(Struct, frozen=True, kw_only=True):
    """One thing on several machines; it has no state of its own.

    `id` is its lowest finding's number; `what` the indicator, or the malware as a list calls it;
    `program` the file name of the program that met it, empty where no source told one.
    """

    id: str
    what: str
    program: str
    findings: tuple[Finding, ...]

    @property
    def machines(self) -> frozenset[int]:
        """The machines that it is on."""
        return frozenset(one.key.machine for one in self.findings if one.key.machine is not None)


def incidents(findings: Iterable[Finding], families: Mapping[str, str]) -> tuple[Incident, ...]:
    """Return what is on two machines or more, sorted by id.

    Args:
        findings: Of all machines, whatever their state.
        families: What the list in force calls the malware behind an indicator, by the
            indicator's value.
    """
    groups: defaultdict[tuple[str, str], dict[str, Finding]] = defaultdict(dict)
    for one in findings:
        what = families.get(one.key.value, one.key.value)
        for program in {_program(met.process) for met in one.met}:
            groups[what, program][one.number] = one
    found = (_incident(what, program, group) for (what, program), group in groups.items())
    several = (one for one in found if len(one.machines) >= _SEVERAL)
    return tuple(sorted(several, key=lambda one: (one.id, one.what, one.program)))


def _incident(what: str, program: str, group: Mapping[str, Finding]) -> Incident:
    ordered = tuple(group[number] for number in sorted(group))
    return Incident(id=ordered[0].number, what=what, program=program, findings=ordered)


def _program(process: str | None) -> str:
    r"""Return a program's file name from what a sighting shows: `C:\x\a.exe (PID 7)`."""
    path, _, _ = (process or "").partition(" (PID ")
    if path.startswith("PID "):
        return ""
    return path.replace("\\", "/").rpartition("/")[2].casefold()
