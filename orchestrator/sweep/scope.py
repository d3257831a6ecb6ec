"""The denominator of a state folder's verdicts, and the rules that they rest on.

Where a campaign file was used, its inventory as last read: a sweep of one ward's file adds looks,
and takes nobody out. Without one, the newest word of all sweeps on each unit.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import campaign, evidence
from orchestrator.evidence.queries import whole_rows
from orchestrator.evidence.scopes import FOR_EVER
from orchestrator.findings.dropped_units import dropped_units
from orchestrator.model.act import Act
from orchestrator.model.district import Authority, Unit
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.outcome import Why
from orchestrator.model.result import ScopeRow
from orchestrator.model.rules import Rules
from orchestrator.sweep.judging import RULES_IN_FORCE
from orchestrator.text.message import say

ALL_KEPT = "all"
"""The id of the campaign that a state folder is where nobody wrote a file about one."""


class JudgedScope(Struct, frozen=True, kw_only=True):
    """What is judged.

    Attributes:
        id: The campaign's.
        rules: What verdicts rest on.
        authority: Who consolidates.
        units: Those in scope and those that left it, sorted by code.
        placed: All machines that were ever in scope, by unit, then name.
        left: Codes of the units that the campaign's inventory lacks, or that a person took out.
        demo: Whether it is the pretend district.
    """

    id: str
    rules: Rules
    authority: Authority
    units: tuple[Unit, ...]
    placed: tuple[evidence.Placed, ...]
    left: frozenset[str] = frozenset()
    demo: bool


def scope_of(
    store: evidence.Store, until: datetime = FOR_EVER, acts: Iterable[Act] | None = None
) -> JudgedScope:
    """Return what is judged: the scope as it was by a moment, the rules as they are now.

    Args:
        store: The store.
        until: The moment.
        acts: All acts of the store where they were read; None reads them if they are needed.

    Raises:
        StateError: Nothing was swept and no campaign file was used, or a row is damaged.
    """
    newest = store.scope_in_force()
    held = newest if until == FOR_EVER else store.scope_in_force(until)
    if newest is None:
        return _of_sweeps(store, until, ALL_KEPT, RULES_IN_FORCE, acts)
    with whole_rows(say("store.campaign_row"), store.folder):
        rules = campaign.read_body(newest.campaign.body).rules_over(RULES_IN_FORCE, VIETNAM)
    if held is None:
        return _of_sweeps(store, until, newest.campaign.id, rules, acts)
    return _of_campaign(store, held, until, rules)


def _of_sweeps(
    store: evidence.Store, until: datetime, name: str, rules: Rules, acts: Iterable[Act] | None
) -> JudgedScope:
    newest = store.sweep("latest")
    told = store.acts() if acts is None else acts
    touched = store.newest_sweeps(until)
    dropped = dropped_units((act for act in told if act.recorded <= until), touched)
    return JudgedScope(
        id=name,
        rules=rules,
        authority=newest.authority,
        units=tuple(_swept_units(store, touched)),
        placed=tuple(_without(store.placed(until), dropped)),
        left=frozenset(dropped),
        demo=newest.demo,
    )


def _without(
    placed: Iterator[evidence.Placed], dropped: Mapping[str, datetime]
) -> Iterator[evidence.Placed]:
    """Yield all machines, those of a unit that was taken out as removed."""
    for one in placed:
        since = dropped.get(one.row.unit) if one.removed_at is None else None
        yield one if since is None else replace(one, removed_at=since)


def _swept_units(store: evidence.Store, touched: Mapping[str, str]) -> Iterator[Unit]:
    """Yield each unit as the newest sweep had it that touched it, by its code."""
    read = {name: {u.code: u for u in store.sweep(name).units} for name in set(touched.values())}
    for code, name in sorted(touched.items()):
        yield read[name][code]


def _of_campaign(
    store: evidence.Store, held: evidence.ScopeInForce, until: datetime, rules: Rules
) -> JudgedScope:
    here = {unit.code: unit for unit in held.scope.units}
    units = {unit.code: unit for unit in _swept_units(store, store.newest_sweeps(until))} | here
    placed = sorted(_placed(store, held, until), key=lambda one: (one.row.unit, one.row.machine))
    known = {one.row.unit for one in placed}
    return JudgedScope(
        id=held.campaign.id,
        rules=rules,
        authority=held.scope.authority,
        units=tuple(units[code] for code in sorted(units) if code in known or code in here),
        placed=tuple(placed),
        left=frozenset(units) - frozenset(here),
        demo=held.scope.demo,
    )


def _placed(
    store: evidence.Store, held: evidence.ScopeInForce, until: datetime
) -> Iterator[evidence.Placed]:
    """Yield the inventory's machines, then those that only sweeps and older readings know."""
    swept = {one.number: one for one in store.placed(until)}
    for row in held.scope.rows:
        number = held.numbers[row.unit, row.machine]
        found = swept.pop(number, None)
        if found is None:
            yield _unasked(number, row, held.read_at)
        else:
            seen = replace(row, address=found.row.address, via=found.row.via)
            left_out = found.skipped is Why.NOT_SELECTED  # by a sweep, not by the campaign
            skipped = None if left_out else found.skipped
            yield replace(found, row=seen, removed_at=None, skipped=skipped)
    for number, row in held.left.items():
        if number not in swept:
            yield _unasked(number, row, held.read_at, held.left_at[number])
    for one in swept.values():
        yield replace(one, removed_at=held.left_at.get(one.number, held.read_at))


def _unasked(
    number: int, row: ScopeRow, at: datetime, removed_at: datetime | None = None
) -> evidence.Placed:
    """Return a machine that no sweep ever had in scope."""
    return evidence.Placed(number=number, row=row, removed_at=removed_at, swept_at=at, skipped=None)
