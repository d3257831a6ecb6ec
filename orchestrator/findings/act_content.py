"""The content of an act: what a deed says of its target, and the id that is its digest."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from msgspec.structs import asdict, replace

from orchestrator.findings.targets import OneFinding, Target, WholeMachine, find_machine
from orchestrator.model.act import (
    AcceptedRisk,
    Act,
    Assigned,
    Attributed,
    FalsePositive,
    Handled,
    Moved,
    Recorded,
    SameMachine,
    Triaged,
    Undone,
)
from orchestrator.model.campaign import FindingKey, Judged
from orchestrator.model.deed import (
    AcceptRisk,
    Assign,
    Attribute,
    CallFalse,
    ConfirmBox,
    Deed,
    Handle,
    Move,
    Signed,
    TakeBack,
    Triage,
)
from orchestrator.model.result import Status

_Act = TypeVar("_Act", bound=Recorded)
_SHORTEST_ID = 8  # digits of an act's id that may name it
_NOT_CONTENT = frozenset({"id", "machine", "claimed", "recorded", "list", "source"})


def acts_named(told: Mapping[str, Act], target: Target, given: str) -> tuple[Act, ...]:
    """Return the acts about the target whose ids begin so."""
    begin = given.casefold()
    if len(begin) < _SHORTEST_ID:
        return ()
    return tuple(a for a in told.values() if a.id.startswith(begin) and _is_about(a, target))


def _is_about(act: Act, target: Target) -> bool:
    match target:
        case WholeMachine(machine=machine):
            return act.machine == machine.scope.number
        case OneFinding(row=row):
            key = row.finding.key
            return act.machine == key.machine and act.unit == key.unit and _is_of(act, key)


def _is_of(act: Act, key: FindingKey) -> bool:
    value, klass = getattr(act, "value", None), getattr(act, "klass", None)
    return value is None or (value, klass) == (key.value, key.klass)


def act_of(
    judged: Judged, told: Mapping[str, Act], target: Target, deed: Deed, signed: Signed
) -> Act:
    """Return the act that records a deed that nothing speaks against, with its id."""
    act = _unnamed(judged, told, target, deed, signed)
    named = act if not isinstance(deed, Attribute) else _given_to(judged, act, deed.machine)
    return with_id(named, _name(target, deed), signed)


def _unnamed(
    judged: Judged, told: Mapping[str, Act], target: Target, deed: Deed, signed: Signed
) -> Act:
    head, approver = _head(judged, target, signed), tidy(signed.approver)
    match deed:
        case Triage(attested=attested):
            return Triaged(**head, attested=tidy(attested))
        case Assign(owner=owner, due=due):
            return Assigned(**head, owner=tidy(owner), due=due)
        case Handle():
            return Handled(**head, **_own_fields(deed))
        case CallFalse() | AcceptRisk() | ConfirmBox() | Move():
            return _approved(judged, target, deed, approver, head)
        case Attribute():
            return Attributed(**head)
        case TakeBack(act=given):
            (taken,) = acts_named(told, target, given)
            about = {"machine": taken.machine, "unit": taken.unit}
            return Undone(**(_without_finding(head) | about), ref=taken.id, approver=approver)


def _approved(
    judged: Judged,
    target: Target,
    deed: CallFalse | AcceptRisk | ConfirmBox | Move,
    approver: str,
    head: dict[str, Any],
) -> Act:
    match deed:
        case CallFalse(until=until):
            return FalsePositive(**head, until=until, covers=_covers(target), approver=approver)
        case AcceptRisk(until=until):
            return AcceptedRisk(**head, until=until, approver=approver)
        case ConfirmBox(box=box):
            return SameMachine(**head, box=box, approver=approver)
        case Move(unit=unit, machine=name):
            return Moved(**head, source=_number(judged, unit, name), approver=approver)


def _number(judged: Judged, unit: str, name: str) -> int:
    found = find_machine(judged, unit, name)
    return found.machine.scope.number if isinstance(found, WholeMachine) else 0


def _given_to(judged: Judged, act: Act, name: str) -> Act:
    """Return the same act on a machine of its unit."""
    return replace(act, machine=_number(judged, act.unit, name))


def _own_fields(deed: Handle) -> dict[str, Any]:
    told = asdict(deed)
    return told | {"note": tidy(deed.note), "attested": tidy(deed.attested)}


def tidy(text: str) -> str:
    """Return a text in the one form in which the same words are the same act."""
    return unicodedata.normalize("NFC", text).strip()


def _without_finding(head: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in head.items() if name not in ("value", "klass")}


def _head(judged: Judged, target: Target, signed: Signed) -> dict[str, Any]:
    """Return what every act says of itself, and of what it is about."""
    head: dict[str, Any] = {
        "id": "",
        "claimed": min(signed.claim.at, judged.at),
        "recorded": judged.at,
        "actor": tidy(signed.actor),
        "reason": tidy(signed.reason),
        "list": judged.list.sha256,
    }
    match target:
        case WholeMachine(unit=unit, machine=machine):
            return head | {"machine": machine.scope.number, "unit": unit}
        case OneFinding(row=row):
            key = row.finding.key
            about = {"machine": key.machine, "unit": key.unit}
            return head | about | {"value": key.value, "klass": key.klass}


def _name(target: Target, deed: Deed) -> str:
    """Return the name of the machine that an act is about, empty where it is the unit."""
    if isinstance(deed, Attribute):
        return deed.machine
    before = f" < {deed.unit}/{deed.machine}" if isinstance(deed, Move) else ""
    match target:
        case WholeMachine(machine=machine):
            return f"{machine.scope.row.machine}{before}"
        case OneFinding(row=row):
            return row.machine_name


def _covers(target: Target) -> tuple[Status, ...]:
    """Return the statuses that were seen so far: a graver one later is not excused by this."""
    met = target.row.finding.met if isinstance(target, OneFinding) else ()
    return tuple(sorted({one.status for one in met}))


def with_id(act: _Act, whose: str, signed: Signed) -> _Act:
    """Return the act with its id: the digest of what a person said, and of what it is about.

    Machines go by their names, since another state folder has other numbers.
    """
    said = asdict(act)
    content = {name: value for name, value in said.items() if name not in _NOT_CONTENT}
    content |= {"kind": getattr(act, "kind", ""), "whose": whose, "told": signed.claim.told}
    body = json.dumps(content, default=_plain, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(act, id=digest)


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
