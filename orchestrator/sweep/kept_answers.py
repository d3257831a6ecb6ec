"""Evidence rows with what is known of how they came, and what they say."""

from collections.abc import Mapping
from typing import NamedTuple

from orchestrator import evidence
from orchestrator.model.answer import Reading
from orchestrator.model.result import ScopeRow
from orchestrator.sweep.judging import read


class KeptAnswer(NamedTuple):
    """One raw answer, read, with its sweep and its machine in it."""

    record: evidence.SweepRecord
    stored: evidence.Stored
    answer: evidence.StoredAnswer
    reading: Reading


class KeptAnswers:
    """Kept answers by their numbers; what many of them have in common is read once."""

    def __init__(self, store: evidence.Store) -> None:
        """Read nothing yet."""
        self._store = store
        self._sweeps: dict[str, tuple[evidence.SweepRecord, Mapping[int, evidence.Stored]]] = {}

    def of(self, number: int) -> KeptAnswer:
        """Return the answer of an evidence row; StateError if it is damaged."""
        sweep, machine, answer = self._store.kept_answer(number)
        if sweep not in self._sweeps:
            known = {one.number: one for one in self._store.machines(sweep)}
            self._sweeps[sweep] = (self._store.sweep(sweep), known)
        record, machines = self._sweeps[sweep]
        stored = machines[machine] if machine in machines else self._outside(machine)
        return KeptAnswer(record, stored, answer, read(record, answer))

    def _outside(self, machine: int) -> evidence.Stored:
        """Return a machine that a person joined an answer to, and that its sweep did not know."""
        unit, name = self._store.machine_numbers()[machine]
        scoped = evidence.Scoped(row=ScopeRow(machine=name, unit=unit))
        return evidence.Stored(number=machine, scoped=scoped)
