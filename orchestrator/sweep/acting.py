"""What a person records: resolved, judged against all that is known, kept, and judged again.

Not in the room's face: only `findings`, `notice` and `unit` record anything.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import Problem, UsageError
from orchestrator.files import read_bounded
from orchestrator.findings.act_refusals import ActFault, Prepared, RefusedAct, prepare
from orchestrator.findings.incidents import incidents as incidents_of
from orchestrator.findings.targets import (
    FindingRow,
    NoTarget,
    OneFinding,
    Target,
    WholeMachine,
    find_target,
    finding_rows,
)
from orchestrator.model.act import Act
from orchestrator.model.campaign import Judged
from orchestrator.model.deed import Claim, Deed, Signed
from orchestrator.sweep.listed_values import families
from orchestrator.sweep.standing import standing
from orchestrator.sweep.state_folder import behind
from orchestrator.text.message import say
from orchestrator.text.moments import TypedMoment, read_moment, today
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.visible import visible

_ATTACHMENT_BYTES = 64 * 1024 * 1024  # a scanned report, a log of a tool
_NAMED = 5  # of what there is, in a message


class ActRequest(Struct, frozen=True, kw_only=True):
    """One deed to record.

    Attributes:
        target: `F-XXXXXX`, or `UNIT/MACHINE`.
        deed: What was done.
        signed: By whom, why and when.
        incident: It is about all findings of the incident that the target belongs to.
    """

    target: str
    deed: Deed
    signed: Signed
    incident: bool = False


class Recording(Struct, frozen=True, kw_only=True):
    """What was recorded, and where the findings that it is about stand now.

    `same` are acts that had been recorded before, word for word.
    """

    at: datetime
    new: tuple[Act, ...]
    same: tuple[Act, ...]
    rows: tuple[FindingRow, ...]


def record(state: Path, request: ActRequest, at: datetime) -> Recording:
    """Record a deed, whole or not at all.

    Args:
        state: The state folder.
        request: What.
        at: Now (aware UTC).

    Raises:
        UsageError: It is about nothing that there is, or something speaks against it.
        StateError: There is no such folder, it is damaged, or it cannot be written.
    """
    judged, told = standing(state, at), kept_acts(state)
    targets = tuple(_targets(state, judged, request))
    prepared = tuple(_prepared(judged, told, targets, request))
    new = tuple(one.act for one in prepared if not one.known)
    keep(state, new)
    return Recording(
        at=judged.at,
        new=new,
        same=tuple(one.act for one in prepared if one.known),
        rows=tuple(_again(standing(state, at), targets)),
    )


def refuse_clock_back(state: Path, at: datetime) -> None:
    """Refuse to record anything by a clock that is behind what it recorded before.

    Raises:
        UsageError: It is.
        StateError: The folder is damaged.
    """
    if behind(state, at) is not None:
        raise UsageError([refusal(RefusedAct(fault=ActFault.CLOCK_BACK))])


def attachment_digest(file: Path) -> str:
    """Return the SHA-256 of what was handed in with a handling; the file itself is not kept.

    Raises:
        InputError: It cannot be read, or is too large.
    """
    return hashlib.sha256(read_bounded(file, _ATTACHMENT_BYTES)).hexdigest()


def kept_acts(state: Path) -> tuple[Act, ...]:
    """Return all that was recorded in a state folder, oldest first; StateError if it cannot be."""
    with closing(evidence.open_store(state, create=False)) as store:
        return tuple(store.acts())


def keep(state: Path, acts: Iterable[Act]) -> None:
    """Keep acts, all in one step; StateError if they cannot be written."""
    with closing(evidence.open_store(state, create=False)) as store:
        store.keep_acts(acts)


def claim(given: str | None, now: datetime) -> Claim:
    """Return when something was done, as it was written; today where it was not.

    Raises:
        UsageError: There is no such day or time.
    """
    written = today(now) if given is None else written_moment(given)
    return Claim(at=written.by(now), told=written.told)


def written_moment(given: str) -> TypedMoment:
    """Return a day or time that a person wrote; UsageError if there is none such."""
    written = read_moment(given)
    if written is None:
        raise UsageError.one(say("act.no_day", given=visible(given)), say("act.mend.day"))
    return written


def _targets(state: Path, judged: Judged, request: ActRequest) -> Iterator[Target]:
    found = find_target(judged, request.target)
    match found:
        case NoTarget():
            raise no_target(found)
        case OneFinding(row=row) if request.incident:
            yield from _incident(state, judged, row)
        case OneFinding() | WholeMachine():
            yield found


def no_target(found: NoTarget) -> UsageError:
    """Return the error that says why nothing is meant by what was written."""
    near = did_you_mean(found.given, found.known)
    names = ", ".join(visible(one) for one in ((near,) if near else found.known[:_NAMED]))
    what = say(f"target.{found.fault}.why", given=visible(found.given), names=names)
    return UsageError.one(what, say(f"target.{found.fault}.mend", names=names))


def _incident(state: Path, judged: Judged, row: FindingRow) -> Iterator[Target]:
    """Yield all findings of the incidents that a finding belongs to."""
    rows = {one.finding.number: one for one in finding_rows(judged)}
    named = families(state, (one.finding.key.value for one in rows.values()))
    known = incidents_of((one.finding for one in rows.values()), named)
    of_it = (one for one in known if row.finding in one.findings)
    numbers = {finding.number for one in of_it for finding in one.findings}
    if not numbers:
        what = say("act.no_incident", number=row.finding.number)
        raise UsageError.one(what, say("act.mend.no_incident"))
    for number in sorted(numbers):
        yield OneFinding(row=rows[number])


def _prepared(
    judged: Judged, told: tuple[Act, ...], targets: Iterable[Target], request: ActRequest
) -> Iterator[Prepared]:
    problems = dict[str, Problem]()
    for target in targets:
        done = prepare(judged, told, target, request.deed, request.signed)
        match done:
            case Prepared():
                yield done
            case _:
                problems.update((str(one), one) for one in map(refusal, done))
    if problems:
        raise UsageError(problems.values())


def refusal(refused: RefusedAct) -> Problem:
    """Return why an act is not recorded, as a person reads it."""
    about = visible(refused.about)
    return Problem(
        what=say(f"act_fault.{refused.fault}.why", about=about),
        mend=say(f"act_fault.{refused.fault}.mend"),
    )


def _again(judged: Judged, targets: Iterable[Target]) -> Iterator[FindingRow]:
    """Yield the findings that acts were about, as they stand after it."""
    keys = {row.finding.key for target in targets for row in _rows_of(judged, target)}
    return (row for row in finding_rows(judged) if row.finding.key in keys)


def _rows_of(judged: Judged, target: Target) -> Iterator[FindingRow]:
    match target:
        case OneFinding(row=row):
            yield row
        case WholeMachine(machine=machine):
            number = machine.scope.number
            for row in finding_rows(judged):
                if row.machine is not None and row.machine.scope.number == number:
                    yield row
