"""What an allow list excused: each entry that was met, by whom it is answered for, and where."""

from collections.abc import Iterable

from msgspec import Struct

from orchestrator.model.indicator import Allowed
from orchestrator.model.result import Hit, MachineResult
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang
from orchestrator.text.viet import sort_key

_MOST_MACHINES = 8


class Suppressed(Struct, frozen=True, kw_only=True):
    """One entry of an allow list that was met; each part sorted, raw."""

    entry: Allowed
    observed: tuple[str, ...]
    indicators: tuple[str, ...]
    machines: tuple[str, ...]


class SuppressedRow(Struct, frozen=True, kw_only=True):
    """One line of the table, said in full."""

    observed: str
    by: str
    reason: str
    until: str
    machines: int
    named: str
    more: int


def suppressed(machines: Iterable[MachineResult]) -> tuple[Suppressed, ...]:
    """Return what was excused on some machines, in the order of the allowed values."""
    met: dict[Allowed, list[tuple[str, Hit]]] = {}
    for machine in machines:
        for hit in machine.suppressed:
            if hit.allowed is not None:
                met.setdefault(hit.allowed, []).append((machine.scope.machine, hit))
    return tuple(
        Suppressed(
            entry=entry,
            observed=tuple(sorted({hit.observed for _, hit in pairs})),
            indicators=tuple(sorted({hit.indicator.value for _, hit in pairs})),
            machines=tuple(sorted({machine for machine, _ in pairs})),
        )
        for entry, pairs in sorted(met.items(), key=lambda one: _place(one[0]))
    )


def suppressed_rows(machines: Iterable[MachineResult], say: Catalogue) -> tuple[SuppressedRow, ...]:
    """Return the table's lines for some machines."""
    return tuple(
        SuppressedRow(
            observed=", ".join(map(defang, one.observed)),
            by=_by(one.entry, say),
            reason=one.entry.reason,
            until=say.day(one.entry.expires),
            machines=len(one.machines),
            named=", ".join(sorted(one.machines, key=sort_key)[:_MOST_MACHINES]),
            more=len(one.machines[_MOST_MACHINES:]),
        )
        for one in suppressed(machines)
    )


def _by(entry: Allowed, say: Catalogue) -> str:
    """Return who answers for an entry, and where it stands: in a list, or in an act of a person."""
    if not entry.line:
        return say("allowed.by_act", owner=entry.owner, number=entry.list)
    return say("allowed.by", owner=entry.owner, list=entry.list, line=str(entry.line))


def _place(entry: Allowed) -> tuple[str, str, int]:
    return entry.value, entry.list, entry.line
