"""Where a machine stands as text, and back: what is known of its checks is read when asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, TypeVar, overload

from msgspec import field

from orchestrator.files.typed_json import (
    EMPTY_LIST,
    JsonPart,
    QuickRow,
    fields_of,
    quick_json,
    read_own_json,
)
from orchestrator.findings.coverage import NEVER_ASKED
from orchestrator.findings.unit_standing import machine_line
from orchestrator.model.act import Act, EvidenceClass, Handling
from orchestrator.model.campaign import (
    CheckStanding,
    Doubt,
    Finding,
    FindingKey,
    FindingState,
    MachineScope,
    MachineStanding,
    Shortfall,
)
from orchestrator.model.look import (
    Carrier,
    JoinedBy,
    Look,
    LookControl,
    MachineTry,
    Met,
    Origin,
    Said,
    Span,
    Trust,
)
from orchestrator.model.result import ControlResult, Reason, ScopeRow, Verdict

T = TypeVar("T")

FORM = 5
"""Raised when a standing is written otherwise: what was kept in another form is then not used."""


_TEXTS_READ = 1 << 8


class _FindingRow(QuickRow, frozen=True, kw_only=True, omit_defaults=True):
    """A `Finding`; its acts by their ids: a person's name is kept in one place."""

    machine: int | None = None
    unit: str
    value: str
    klass: EvidenceClass
    state: FindingState
    met: tuple[Met, ...]
    first: Span
    last: Span
    looks_seen: int
    reopened: int
    not_seen_since: datetime | None = None
    next_look: datetime | None = None
    wanting: tuple[Shortfall, ...] = ()
    owner: str | None = None
    due: datetime | None = None
    remedy: Handling | None = None
    remedy_shown: int | None = None
    until: datetime | None = None
    verified_by: int | None = None
    acts: tuple[str, ...] = ()


class _CheckRow(QuickRow, frozen=True, kw_only=True, omit_defaults=True):
    """A `CheckStanding`; its looks by their numbers."""

    check: str
    required: bool = False
    look: int | None = None
    counts: bool = True
    newest_try: int | None = None


class _ChecksRow(QuickRow, frozen=True):
    """All checks of a machine, and each look that they are of, once."""

    looks: tuple[Look, ...]
    checks: tuple[_CheckRow, ...]


class _CheckedLook(QuickRow, frozen=True, kw_only=True):
    """A `Look` as it is read: what its controls were is mostly the same words."""

    evidence: int
    machine: int | None
    unit: str
    origin: Origin = Origin.SWEEP
    trust: Trust = Trust.ASKED
    carrier: Carrier = Carrier.NETWORK
    source: str = ""
    span: Span
    answers: dict[str, Said] = field(default_factory=dict)
    watch_from: datetime | None = None
    cache_cap_s: int = 86_400
    box: str | None = None
    installation: str | None = None
    controls: JsonPart = EMPTY_LIST
    complete: bool = True
    dated: datetime | None = None
    joined_by: JoinedBy | None = None

    def look(self) -> Look:
        """Return the look."""
        return Look(**{**fields_of(self), "controls": _look_controls(bytes(self.controls))})


class _ReadChecks(QuickRow, frozen=True):
    """A `_ChecksRow` as it is read."""

    looks: tuple[_CheckedLook, ...]
    checks: tuple[_CheckRow, ...]


class _StandingRow(QuickRow, frozen=True, kw_only=True, omit_defaults=True):
    """What most ask of a `MachineStanding`, and what its unit's digest takes.

    Its row in the inventory is not in it; its checks and controls follow, each on a line.
    """

    concerned: tuple[int, ...] = ()
    cloned: tuple[str, ...] = ()
    in_doubt: bool = False
    verdict: Verdict
    reason: Reason | None = None
    as_of: datetime | None = None
    good_until: datetime | None = None
    next_change: datetime | None = None
    trust: Trust | None = None
    carrier: Carrier | None = None
    read_whole: bool = False
    whole_at: datetime | None = None
    findings: tuple[_FindingRow, ...] = ()
    last_attempt: MachineTry | None = None
    doubts: tuple[Doubt, ...] = ()
    line: str


class ReadLater(Sequence[T]):
    """Some rows that are made of their text when the first of them is asked for."""

    __slots__ = ("_made", "_read", "_text")

    def __init__(self, read: Callable[[bytes], tuple[T, ...]], text: bytes) -> None:
        """Keep how they are read, of what; that cannot fail, for the text is checked."""
        self._read = read
        self._text = text
        self._made: tuple[T, ...] | None = None

    def _rows(self) -> tuple[T, ...]:
        if self._made is None:
            self._made = self._read(self._text)
            self._text = b""  # of thousands of machines, one of both is enough to keep
        return self._made

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        """Return a row, or some."""
        return self._rows()[at]

    def __iter__(self) -> Iterator[T]:
        """Yield the rows."""
        return iter(self._rows())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows())

    def __eq__(self, other: object) -> bool:
        """Whether the same rows are in both."""
        return isinstance(other, Sequence) and self._rows() == tuple(other)

    def __hash__(self) -> int:
        """Return what a tuple of the rows has."""
        return hash(self._rows())

    def __reduce__(self) -> tuple[type, tuple[tuple[T, ...]]]:
        """Pack the rows themselves."""
        return tuple, (self._rows(),)


class ToldStanding(NamedTuple):
    """Where a machine stands, and the line that its unit's digest takes of it."""

    standing: MachineStanding
    line: str


def told(one: MachineStanding) -> ToldStanding:
    """Return a standing with its line."""
    return ToldStanding(standing=one, line=machine_line(one))


def standing_text(one: ToldStanding) -> bytes:
    """Return where a machine stands, but for its row in the inventory: three lines of JSON.

    The first is what most ask; the checks and the controls are read when somebody asks for them.
    """
    standing = one.standing
    row = _StandingRow(
        concerned=tuple(sorted(standing.scope.concerned)),
        cloned=tuple(sorted(standing.scope.cloned)),
        in_doubt=standing.scope.in_doubt,
        verdict=standing.verdict,
        reason=standing.reason,
        as_of=standing.as_of,
        good_until=standing.good_until,
        next_change=standing.next_change,
        trust=standing.trust,
        carrier=standing.carrier,
        read_whole=standing.read_whole,
        whole_at=standing.whole_at,
        findings=tuple(map(_finding_row, standing.findings)),
        last_attempt=standing.last_attempt,
        doubts=standing.doubts,
        line=one.line,
    )
    checks, controls = _checks_row(standing.checks), tuple(standing.controls)
    return b"\n".join(map(quick_json, (row, checks, controls)))


def _finding_row(one: Finding) -> _FindingRow:
    return _FindingRow(
        machine=one.key.machine,
        unit=one.key.unit,
        value=one.key.value,
        klass=one.key.klass,
        state=one.state,
        met=one.met,
        first=one.first,
        last=one.last,
        looks_seen=one.looks_seen,
        reopened=one.reopened,
        not_seen_since=one.not_seen_since,
        next_look=one.next_look,
        wanting=one.wanting,
        owner=one.owner,
        due=one.due,
        remedy=one.remedy,
        remedy_shown=one.remedy_shown,
        until=one.until,
        verified_by=one.verified_by,
        acts=tuple(act.id for act in one.acts),
    )


def _checks_row(checks: Sequence[CheckStanding]) -> _ChecksRow:
    looks = (look for one in checks for look in (one.look, one.newest_try) if look is not None)
    return _ChecksRow(
        looks=tuple({look.evidence: look for look in looks}.values()),
        checks=tuple(
            _CheckRow(
                check=one.check,
                required=one.required,
                look=one.look.evidence if one.look else None,
                counts=one.counts,
                newest_try=one.newest_try.evidence if one.newest_try else None,
            )
            for one in checks
        ),
    )


def read_standing(
    text: bytes, number: int, row: ScopeRow, removed_at: datetime | None, acts: Mapping[str, Act]
) -> ToldStanding | None:
    """Return where a machine stands, from its text; None where one of its acts is not to be found.

    Args:
        text: What `standing_text` returned; that it is that, somebody has made sure of.
        number: The machine's.
        row: Its row in the inventory.
        removed_at: Since when the inventory lacks it.
        acts: All acts by their ids.

    Raises:
        ValueError: No version wrote that.
    """
    kept = read_own_json(text[: text.index(b"\n")], _StandingRow)
    if any(act not in acts for one in kept.findings for act in one.acts):
        return None
    standing = MachineStanding(
        scope=MachineScope(
            number=number,
            row=row,
            removed_at=removed_at,
            concerned=frozenset(kept.concerned),
            cloned=frozenset(kept.cloned),
            in_doubt=kept.in_doubt,
        ),
        verdict=kept.verdict,
        reason=kept.reason,
        as_of=kept.as_of,
        good_until=kept.good_until,
        next_change=kept.next_change,
        trust=kept.trust,
        carrier=kept.carrier,
        read_whole=kept.read_whole,
        whole_at=kept.whole_at,
        checks=ReadLater(_checks, text),
        findings=tuple(_finding(one, acts) for one in kept.findings),
        controls=ReadLater(_controls, text),
        last_attempt=kept.last_attempt,
        doubts=kept.doubts,
    )
    return ToldStanding(standing=standing, line=kept.line)


def _finding(one: _FindingRow, acts: Mapping[str, Act]) -> Finding:
    return Finding(
        key=FindingKey(machine=one.machine, unit=one.unit, value=one.value, klass=one.klass),
        state=one.state,
        met=one.met,
        first=one.first,
        last=one.last,
        looks_seen=one.looks_seen,
        reopened=one.reopened,
        not_seen_since=one.not_seen_since,
        next_look=one.next_look,
        wanting=one.wanting,
        owner=one.owner,
        due=one.due,
        remedy=one.remedy,
        remedy_shown=one.remedy_shown,
        until=one.until,
        verified_by=one.verified_by,
        acts=tuple(acts[number] for number in one.acts),
    )


def _checks(text: bytes) -> tuple[CheckStanding, ...]:
    _, checks, _ = text.split(b"\n")  # not before: of thousands, most are never asked for
    row = read_own_json(checks, _ReadChecks)
    looks: dict[int | None, Look] = {one.evidence: one.look() for one in row.looks}
    return tuple(_check(one, looks.get(one.look), looks.get(one.newest_try)) for one in row.checks)


def _check(one: _CheckRow, look: Look | None, newest_try: Look | None) -> CheckStanding:
    return CheckStanding(
        check=one.check,
        required=one.required,
        said=look.answers[one.check] if look else NEVER_ASKED,
        look=look,
        counts=one.counts,
        newest_try=newest_try,
    )


@lru_cache(_TEXTS_READ)
def _look_controls(text: bytes) -> tuple[LookControl, ...]:
    return read_own_json(text, tuple[LookControl, ...])


def _controls(text: bytes) -> tuple[ControlResult, ...]:
    _, _, controls = text.split(b"\n")
    return _control_results(controls)


@lru_cache(_TEXTS_READ)
def _control_results(text: bytes) -> tuple[ControlResult, ...]:
    """Return what controls came to: on most machines the same, which is read once."""
    return read_own_json(text, tuple[ControlResult, ...])
