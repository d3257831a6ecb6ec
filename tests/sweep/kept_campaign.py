"""A state folder that several played sweeps filled, for tests of what they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from orchestrator import ioc
from orchestrator.evidence import Scoped, Store, SweepRecord
from orchestrator.model.ioc_table import as_table
from orchestrator.model.outcome import OK, Ended, Outcome, Why
from orchestrator.model.plan import Question
from orchestrator.model.result import ScopeRow
from orchestrator.sweep.judging import to_keep
from tests import played
from tests.evidence import building
from tests.record import CLOCK, NONCE
from tests.record_cases import KEPT

TUESDAY = datetime(2026, 11, 24, 3, 14, tzinfo=UTC)  # a minute before the cases were recorded
UNIT = building.UNIT.code
OFF = Outcome(ended=Ended.UNREACHABLE)


@dataclass(frozen=True)
class Campaign:
    """Plays sweeps into a store; `folder` holds the lists."""

    store: Store
    folder: Path

    def sweep(
        self,
        name: str,
        at: datetime,
        answers: Mapping[str, str | Outcome | Why],
        *,
        listed: tuple[str, ...] = ("203.0.113.10", "c2.evil.example"),
        checks: tuple[str, ...] | None = None,
        source: str = "list.txt",
        selection: Mapping[str, object] | None = None,
    ) -> None:
        """Keep one sweep.

        Args:
            name: Its id.
            at: When it began; each machine answers a minute later.
            answers: For each machine the world that answered (a case's name), how asking it ended,
                or why it was not asked.
            listed: The list that it is judged by.
            checks: What was asked, None for all of the shipped playbook.
            source: The name of that list's file.
            selection: With what it began, as the store keeps it.
        """
        path = self.folder / source
        path.write_text("\n".join(listed) + "\n", "utf-8")
        iocs = ioc.load([path], today=at.date())
        head = replace(
            building.record(name),
            rules=(_questions(checks),),
            nonce=NONCE,
            ioc_sha256=iocs.sha256,
            selection=selection or {},
            started_at=at,
        )
        rows = tuple(_scoped(machine, said) for machine, said in answers.items())
        self.store.begin(head, rows, (played.script(),), to_keep(as_table(iocs)))
        self._answer(head, at, answers)

    def again(self, name: str, at: datetime, answers: Mapping[str, str | Outcome]) -> None:
        """Keep another answer of machines of a sweep; see `sweep`."""
        self._answer(self.store.sweep(name), at, answers)

    def _answer(
        self, head: SweepRecord, at: datetime, answers: Mapping[str, str | Outcome | Why]
    ) -> None:
        for stored in tuple(self.store.machines(head.id)):
            said = answers[stored.scoped.row.machine]
            if not isinstance(said, Why):
                trip = building.trip(
                    stored.scoped.row.machine,
                    b"" if isinstance(said, Outcome) else _spoken(said, at + timedelta(minutes=1)),
                    said if isinstance(said, Outcome) else OK,
                )
                then = at + timedelta(minutes=1)
                trip = replace(trip, started_at=then, ended_at=then)
                self.store.add(head, trip, stored, played.script(), {}, None)


def _spoken(world: str, at: datetime) -> bytes:
    """Return what a case printed, with its clock set to the time at which it answers now."""
    printed = (KEPT / f"{world}.stdout").read_bytes()
    return printed.replace(CLOCK, f"{at:%Y-%m-%dT%H:%M:%SZ}".encode())


def _questions(checks: tuple[str, ...] | None) -> tuple[Question, ...]:
    return tuple(q for q in played.questions() if checks is None or q.check in checks)


def _scoped(machine: str, said: str | Outcome | Why) -> Scoped:
    row = ScopeRow(machine=machine, unit=UNIT, address="192.0.2.1")
    return Scoped(row=row, skipped=said if isinstance(said, Why) else None)
