"""The rows of the store as frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from orchestrator.model.district import Authority, Unit
from orchestrator.model.outcome import Outcome, Why
from orchestrator.model.plan import Family, Question
from orchestrator.model.result import Evidence, ScopeRow


class SweepState(StrEnum):
    """Where a sweep stands; one that was killed still says `running`."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoped:
    """One machine of a sweep's scope: its row, why it is skipped, and what it is asked.

    `rule` is an index into the sweep's `rules`.
    """

    row: ScopeRow
    skipped: Why | None = None
    rule: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRecord:
    """One sweep as stored.

    `rules` are the distinct question lists of its machines; `selection` is what was asked for on
    the command line (paths, limit, tags; never a variable's value).
    """

    id: str
    playbook: str
    playbook_sha256: str
    rules: tuple[tuple[Question, ...], ...]
    selection: Mapping[str, object]
    ioc_sha256: str
    nonce: str
    authority: Authority
    units: tuple[Unit, ...]
    demo: bool
    started_at: datetime
    ended_at: datetime | None = None
    state: SweepState = SweepState.RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One evidence row with its raw bytes, digest checked, and how to read them."""

    evidence: Evidence
    family: Family
    checks: tuple[str, ...]
    remote: bool
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """All that the store holds of one machine in one sweep."""

    scoped: Scoped
    outcome: Outcome | None
    attempted_at: datetime | None
    answers: tuple[Answer, ...]
