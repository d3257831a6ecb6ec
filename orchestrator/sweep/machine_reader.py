"""Machines as sweeps saw them: of a body no more is read than what was met in it.

What a machine said is kept beside its look; what it met is in its body, in the checks that the rows
of the look name. Only where that is not known is a body read as a whole.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from orchestrator import evidence, findings, match
from orchestrator.model.campaign import MachineStanding
from orchestrator.model.look import Look
from orchestrator.model.outcome import OK
from orchestrator.model.result import Hit, MachineResult, Reason, Verdict
from orchestrator.sweep.judging import (
    RULES_IN_FORCE,
    Known,
    machine_from_store,
    table_kept,
    timed,
)
from orchestrator.sweep.list_in_force import list_in_force


class MachineReader:
    """Reads machines from the store as one sweep saw them; each list is indexed once."""

    def __init__(self, store: evidence.Store, known: Known, newest: str) -> None:
        """Start with nothing read.

        Args:
            store: The store.
            known: Machines of the newest sweep that were judged as their answers came in.
            newest: That sweep's id.
        """
        self.store, self.known, self.newest = store, known, newest
        self._stored: dict[str, Mapping[int, evidence.Stored]] = {}
        self._records: dict[str, evidence.SweepRecord] = {}
        self._indexes: dict[str, match.Index] = {}
        self._where = self.store.evidence_sweeps()
        self._in_force = list_in_force(self.store)
        self._matched = self.store.is_matched_by(self._in_force.sha256)
        self._newest_of = self.store.newest_sweeps()

    def machine(self, one: MachineStanding) -> MachineResult | None:
        """Return the machine as its newest look saw it, else as its unit's newest sweep left it."""
        newest = max(one.own_looks, key=lambda look: (look.span, look.evidence), default=None)
        place = self._place(one, newest)
        stored = self._of_sweep(place[0]).get(place[1]) if place is not None else None
        if place is None or stored is None:
            return None
        name, _ = place
        if (known := self._known(name, stored)) is not None:
            return known
        record = self._record(name)
        shown = self._shown(record, stored)
        if newest is None or shown is None or shown.evidence.id != newest.evidence:
            return self._read(record, stored)
        return self._read_in_part(record, stored, newest, shown)

    def _place(self, one: MachineStanding, newest: Look | None) -> tuple[str, int] | None:
        """Return the sweep that shows a machine best, and the machine's number in it."""
        if newest is not None:
            return self._where.get(newest.evidence)
        name = self._newest_of.get(one.scope.row.unit)
        return None if name is None else (name, one.scope.number)

    def hits(self, number: int) -> tuple[Hit, ...]:
        """Return what a machine met in the sweep that an evidence row is of, nothing if of none."""
        if number not in self._where:
            return ()
        name, machine = self._where[number]
        stored = self._of_sweep(name).get(machine)
        if stored is None:
            return ()
        if (known := self._known(name, stored)) is not None:
            return known.hits
        record = self._record(name)
        shown = self._shown(record, stored)
        return self._read(record, stored, None if shown is None else shown.met_in).hits

    def _known(self, name: str, stored: evidence.Stored) -> MachineResult | None:
        return self.known.get(stored.key) if name == self.newest else None

    def _shown(
        self, record: evidence.SweepRecord, stored: evidence.Stored
    ) -> evidence.ShownLook | None:
        """Return what is kept of a machine's only whole answer; None where all is to be read."""
        whole = stored.outcome == OK and stored.scoped.row.excluded is None
        return self.store.shown_look(record.id, stored.number) if whole and self._matched else None

    def _read_in_part(
        self,
        record: evidence.SweepRecord,
        stored: evidence.Stored,
        look: Look,
        shown: evidence.ShownLook,
    ) -> MachineResult:
        """Return the machine as `_read` does: of its body no more is read than what met something.

        Its verdict and its controls are of that part alone; where it stands says what they are.
        """
        met_in = shown.met_in
        own = self._own(record, stored, met_in) if met_in else _unmet(stored, shown)
        checks = findings.checks_of_look(
            look.answers,
            shown.detail,
            record.rules[stored.scoped.rule],
            RULES_IN_FORCE,
            stored.attempted_at,
            own.hits,
        )
        machine = replace(own, checks=timed(checks, own.evidence))
        return self._with_later(machine, record, stored, met_in) if met_in else machine

    def _read(
        self,
        record: evidence.SweepRecord,
        stored: evidence.Stored,
        only: frozenset[str] | None = None,
    ) -> MachineResult:
        """Return the machine by the list of its sweep, with what the one in force says besides."""
        own = self._own(record, stored, only)
        return self._with_later(own, record, stored, only)

    def _own(
        self, record: evidence.SweepRecord, stored: evidence.Stored, only: frozenset[str] | None
    ) -> MachineResult:
        index = self._index(record.ioc_sha256)
        return machine_from_store(self.store, record, stored, index, only=only)

    def _with_later(
        self,
        own: MachineResult,
        record: evidence.SweepRecord,
        stored: evidence.Stored,
        only: frozenset[str] | None,
    ) -> MachineResult:
        if self._in_force.sha256 == record.ioc_sha256:
            return own
        index, since = self._index(self._in_force.sha256), self._in_force.since
        later = machine_from_store(self.store, record, stored, index, since, only)
        return replace(own, hits=findings.hits_of_all((*own.hits, *later.hits)))

    def _record(self, name: str) -> evidence.SweepRecord:
        if name not in self._records:
            self._records[name] = self.store.sweep(name)
        return self._records[name]

    def _of_sweep(self, name: str) -> Mapping[int, evidence.Stored]:
        if name not in self._stored:
            self._stored[name] = {one.number: one for one in self.store.machines(name)}
        return self._stored[name]

    def _index(self, sha256: str) -> match.Index:
        if sha256 not in self._indexes:
            self._indexes[sha256] = match.Index(table_kept(self.store, sha256))
        return self._indexes[sha256]


def _unmet(stored: evidence.Stored, shown: evidence.ShownLook) -> MachineResult:
    """Return a machine of which it is kept that it met nothing: no body is read for it."""
    return MachineResult(
        scope=stored.scoped.row,
        verdict=Verdict.NOT_ASSESSED,
        reason=Reason.PARTIAL,
        outcome=OK,
        facts=shown.detail.facts,
        evidence=(shown.evidence,),
        attempted_at=stored.attempted_at,
    )
