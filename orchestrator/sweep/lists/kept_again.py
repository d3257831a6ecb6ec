"""What lists say now, held against all that is kept, once they were updated.

The list in force is made of the files that the newest sweep named, as they are today.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from orchestrator import checks, evidence, inventory, plan
from orchestrator.errors import BusyError, InputError, InventoryError, Problem
from orchestrator.evidence.opening import FILE
from orchestrator.findings.targets import FindingRow, finding_rows
from orchestrator.ioc.keeping.list_paths import given_lists
from orchestrator.model.campaign import FindingKey, FindingState
from orchestrator.model.district import Own
from orchestrator.model.indicator import IocSet
from orchestrator.model.ioc_table import as_table
from orchestrator.model.list_source import ListRead
from orchestrator.sweep.absent_sources import with_absent
from orchestrator.sweep.finding_list import finding_as_json
from orchestrator.sweep.planning import SweepRequest, lists_of
from orchestrator.sweep.reading_again import bring_up_to_date, read_waiting
from orchestrator.sweep.rematch import come_into_force
from orchestrator.sweep.selection import Beginning, beginning
from orchestrator.sweep.standing import judge_all
from orchestrator.vault import Vault


class NotHeld(StrEnum):
    """Why an updated list was not held against what is kept; closed."""

    OTHER_LISTS = "other_lists"  # the newest sweep used none of the folder
    BUSY = "busy"  # a sweep is at work
    UNREADABLE = "unreadable"  # playbook, inventory or a list of the newest sweep


class NotHeldAgainst(Struct, frozen=True, kw_only=True):
    """An update of which what is kept knows nothing yet; the next sweep holds it against that."""

    why: NotHeld
    problems: tuple[Problem, ...] = ()

    @property
    def is_a_doubt(self) -> bool:
        """Whether what is kept ought to have been judged by it, and is not."""
        return self.why in (NotHeld.BUSY, NotHeld.UNREADABLE)

    def as_json(self) -> Mapping[str, object]:
        """Return what `ioc update --json` says of it."""
        return {"done": False, "why": self.why, "errors": [str(one) for one in self.problems]}


class HeldAgainst(Struct, frozen=True, kw_only=True):
    """What a list changed in all that is kept.

    `looks` were read again by it, `at` that moment; `opened` are the findings that are open now
    and were not, `withdrawn` those whose indicator nobody lists any more.
    """

    at: datetime
    looks: int
    opened: tuple[FindingRow, ...] = ()
    withdrawn: tuple[FindingRow, ...] = ()

    def as_json(self) -> Mapping[str, object]:
        """Return what `ioc update --json` says of it."""
        return {
            "done": True,
            "looks": self.looks,
            "opened": [finding_as_json(one) for one in self.opened],
            "withdrawn": [finding_as_json(one) for one in self.withdrawn],
        }


def hold_against_kept(
    folder: Path, state: Path, at: datetime, vault: Vault
) -> HeldAgainst | NotHeldAgainst | None:
    """Hold the lists of the newest sweep, as they are now, against all that is kept.

    Until a look that they concern is read again its machine is `rejudging`, whatever ends this.

    Args:
        folder: The folder of lists that was updated.
        state: The state folder.
        at: Now (aware UTC).
        vault: What opens vaulted files of the newest sweep's inventory.

    Returns:
        What that changed; None where no sweep is kept.

    Raises:
        StateError: The state folder is damaged, or cannot be written.
    """
    if not os.path.lexists(state / FILE):
        return None
    with closing(evidence.open_store(state, create=False)) as store:
        if not store.sweeps():
            return None
        begun = beginning(state, "latest")
        try:
            request = _request(begun)
            playbook = plan.read_playbook(request.playbook, checks.ALL)
            if not _uses(request, playbook, folder):
                return NotHeldAgainst(why=NotHeld.OTHER_LISTS)
            iocs, sources = lists_of(request, playbook, _own(request.inventory, vault), at)
        except InputError as error:
            return NotHeldAgainst(why=NotHeld.UNREADABLE, problems=error.problems)
        try:
            with evidence.writer_lock(state):
                return _held(store, iocs, sources, at)
        except BusyError:
            return NotHeldAgainst(why=NotHeld.BUSY)


def _request(begun: Beginning) -> SweepRequest:
    return SweepRequest(
        playbook=Path(begun.playbook or ""),
        inventory=begun.inventory,
        iocs=begun.iocs,
        sinkholes=begun.sinkholes,
        allow=begun.allow,
        columns=begun.columns,
    )


def _own(sources: Sequence[str], vault: Vault) -> Own:
    """Return what is the district's own; what is closed may hold it, and is no list's to name."""
    found = inventory.load(sources, vault)
    closed = [one.problem for one in found.closed if (one.kind, one.name) == ("group", "all")]
    if closed:
        raise InventoryError(closed)
    return inventory.district(found).own


def _uses(request: SweepRequest, playbook: plan.Playbook, folder: Path) -> bool:
    """Whether a sweep used any list of a folder."""
    given = given_lists(
        request.iocs or playbook.iocs(),
        request.sinkholes or playbook.sinkholes(),
        request.allow or playbook.allow(),
    )
    return any(folder.resolve() in path.resolve().parents for path in given.all)


def _held(
    store: evidence.Store, iocs: IocSet, sources: tuple[ListRead, ...], at: datetime
) -> HeldAgainst:
    bring_up_to_date(store, at)
    before = rows_by_key(store, at)
    looks = come_into_force(store, as_table(with_absent(store, iocs)), at, sources)
    read_waiting(store, at)
    return changed(before, rows_by_key(store, at), looks, at)


def rows_by_key(store: evidence.Store, at: datetime) -> Mapping[FindingKey, FindingRow]:
    """Return all findings as they stand at a moment."""
    return {row.finding.key: row for row in finding_rows(judge_all(store, at))}


def changed(
    before: Mapping[FindingKey, FindingRow],
    after: Mapping[FindingKey, FindingRow],
    looks: int,
    at: datetime,
) -> HeldAgainst:
    """Return what a list changed in findings, where nothing else did, and how many looks it met."""
    return HeldAgainst(
        at=at,
        looks=looks,
        opened=tuple(_now(before, after, lambda row: row.finding.is_open)),
        withdrawn=tuple(
            _now(before, after, lambda row: row.finding.state is FindingState.IOC_WITHDRAWN)
        ),
    )


def _now(
    before: Mapping[FindingKey, FindingRow],
    after: Mapping[FindingKey, FindingRow],
    holds: Callable[[FindingRow], bool],
) -> Iterator[FindingRow]:
    """Yield the findings of which something holds now that did not before."""
    for key, row in after.items():
        if holds(row) and not (key in before and holds(before[key])):
            yield row
