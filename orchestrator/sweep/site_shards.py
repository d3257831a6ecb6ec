"""What a sweep gives to sites: their machines, in shards, so many at a time.

The hub needs of such a machine its unit, its name and its site; how to reach it, and as whom, is
the site's own affair.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.errors import InventoryError, Problem, UsageError
from orchestrator.evidence.opening import FILE
from orchestrator.files import read_bounded
from orchestrator.model.district import Machine
from orchestrator.model.plan import Plan
from orchestrator.sweep.planning import PlannedSweep
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

MOST_PLAYBOOK_BYTES: Final = 1024 * 1024
SHARD_MACHINES: Final = 50
KEPT: Final = timedelta(days=30)
"""A shard that is older is said no more: nobody waits for that sweep."""
_EVERY: Final = 1_000_000  # shards of a site: all that there are
_SECONDS: Final = 4 * 60 * 60
"""How long a site may take for a shard: a slow line, and machines that are switched on at noon."""


def shards_of(
    planned: PlannedSweep, sites: Mapping[str, evidence.SiteRow]
) -> evidence.GivenOut | None:
    """Return what a sweep gives to sites, None where it gives nothing.

    Args:
        planned: The sweep.
        sites: All that the hub knows, by name.

    Raises:
        InventoryError: A machine is of a site that is not known, or not for its unit.
        UsageError: The playbook was changed since it was read.
    """
    if not planned.plan.at_sites:
        return None
    named = {row.machine for row in planned.plan.at_sites}
    machines = [one for one in planned.district.machines if one.name in named]
    if problems := tuple(_problems(machines, sites)):
        raise InventoryError(problems)
    return evidence.GivenOut(
        shards=tuple(_shards(planned.plan)),
        seconds=_SECONDS,
        playbook=_playbook(planned),
    )


class GivenAgain(Struct, frozen=True, kw_only=True):
    """What a kept sweep gives to sites anew: `rules` by which of its question lists, by machine."""

    shards: evidence.GivenOut
    rules: Mapping[evidence.Key, int]


def given_again(
    planned: PlannedSweep,
    store: evidence.Store,
    record: evidence.SweepRecord,
    meant: Collection[evidence.Key],
    at: datetime,
) -> GivenAgain | None:
    """Return what a kept sweep gives to sites anew, None where it gives nothing.

    Args:
        planned: The sweep, planned again.
        store: The hub's.
        record: The sweep.
        meant: Whom it asks again; who is still waited for is not given twice.
        at: Now (aware UTC).

    Raises:
        InventoryError: A machine is of a site that is not known, or not for its unit.
        UsageError: The sweep asked nobody what a machine is to be asked, or the playbook was
            changed since it was read.
        StateError: The store is damaged.
    """
    sites = store.sites()
    waited_for = frozenset(_waited_for(store, sites, at))
    rows = [
        row
        for row in planned.plan.at_sites
        if (row.unit, row.machine) in meant and (record.id, row.machine) not in waited_for
    ]
    if any(row.questions not in record.rules for row in rows):
        raise UsageError.one(say("shard.other_rules", id=record.id), say("shard.mend.new_sweep"))
    asked = replace(planned, plan=replace(planned.plan, at_sites=tuple(rows)))
    shards = shards_of(asked, sites)
    if shards is None:
        return None
    rules = {(row.unit, row.machine): record.rules.index(row.questions) for row in rows}
    return GivenAgain(shards=shards, rules=rules)


def waited_for(store: evidence.Store, at: datetime) -> frozenset[str]:
    """Return the machines of which sites were asked, and have said nothing yet.

    Raises:
        StateError: The store is damaged.
    """
    return frozenset(machine for _, machine in _waited_for(store, store.sites(), at))


def _waited_for(
    store: evidence.Store, sites: Iterable[str], at: datetime
) -> Iterator[tuple[str, str]]:
    """Yield the sweep and the name of each machine that is in an open shard."""
    for site in sites:
        for shard in store.open_shards(site, at - KEPT, _EVERY):
            open_rows = store.at_sites(shard.sweep)
            yield from ((shard.sweep, key[1]) for key in shard.machines if key in open_rows)


def _playbook(planned: PlannedSweep) -> evidence.KeptPlaybook:
    path = planned.request.playbook
    body = read_bounded(path, MOST_PLAYBOOK_BYTES)
    if hashlib.sha256(body).hexdigest() != planned.plan.playbook_sha256:
        raise UsageError.one(say("shard.playbook_changed", file=path), say("shard.mend.again"))
    return evidence.KeptPlaybook(
        sha256=planned.plan.playbook_sha256, name=path.name[-100:], body=body
    )


def _shards(plan: Plan) -> Iterator[evidence.NewShard]:
    of_sites = defaultdict[str, list[evidence.Key]](list)
    for row in plan.at_sites:
        of_sites[row.site].append((row.unit, row.machine))
    number = 0
    for site, keys in sorted(of_sites.items()):
        for at in range(0, len(keys), SHARD_MACHINES):
            number += 1
            some = tuple(sorted(keys)[at : at + SHARD_MACHINES])
            yield evidence.NewShard(number=number, site=site, machines=some)


def _problems(
    machines: Iterable[Machine], sites: Mapping[str, evidence.SiteRow]
) -> Iterator[Problem]:
    """Yield each site that is not known, and each unit that is not its site's, once."""
    seen = set[tuple[str, str]]()
    for machine in machines:
        site = machine.site or ""
        known = sites.get(site)
        told = (site, "" if known is None else machine.unit)
        if told in seen or (known is not None and machine.unit in known.units):
            continue
        seen.add(told)
        if known is None:
            yield _unknown(machine, site, sites)
        else:
            what = say("shard.other_unit", site=site, unit=machine.unit, name=machine.name)
            mend = say("shard.mend.other_unit", site=site)
            yield Problem(place=machine.site_place or machine.place, what=what, mend=mend)


def _unknown(machine: Machine, site: str, sites: Collection[str]) -> Problem:
    meant = did_you_mean(site, sites)
    mend = say("mend.did_you_mean", meant=meant) if meant else say("site.mend.add")
    return Problem(
        place=machine.site_place or machine.place,
        what=say("site.unknown", name=site),
        mend=mend,
    )


def refuse_sites(machines: Iterable[Machine], state: Path) -> None:
    """Refuse machines of sites that the hub of a state folder does not know.

    Raises:
        InventoryError: A machine is of a site that is not known, or not for its unit.
        StateError: The folder cannot be read.
    """
    if not (state / FILE).exists():
        return
    with closing(evidence.open_store(state, create=False)) as store:
        if problems := tuple(_problems(machines, store.sites())):
            raise InventoryError(problems)
