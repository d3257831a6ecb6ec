"""From what a person wrote to a plan and a list: everything checked before anything is sent."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from orchestrator import checks, evidence, inventory, ioc, match, plan
from orchestrator.errors import ListError, Problem
from orchestrator.ioc.keeping.list_paths import given_lists, lists_read
from orchestrator.model.district import District, Own
from orchestrator.model.indicator import IocSet
from orchestrator.model.ioc_table import IocTable, as_table
from orchestrator.model.list_source import ListRead
from orchestrator.model.outcome import Why
from orchestrator.model.plan import Plan, Skipped
from orchestrator.sweep import laps_file
from orchestrator.sweep.clock import Clock, now
from orchestrator.sweep.key_files import refuse_missing_keys
from orchestrator.sweep.laps_file import LapsFile
from orchestrator.sweep.logons import Accounts
from orchestrator.sweep.read_inventory import ReadInventory, read_inventory
from orchestrator.text.message import say

_DEMO_TIMEOUT_S = 8.0  # its slow machines need 2; its silent ones cost this much


class SiteTask(Struct, frozen=True, kw_only=True):
    """A shard of a hub's sweep that is done here: its sweep there, its number, its machines."""

    sweep: str
    shard: int
    machines: tuple[evidence.Key, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRequest:
    """One sweep as asked for; paths as typed.

    `iocs`, `sinkholes` and `allow` replace what the plays name. `columns` is what a person decides
    of columns of the lists of indicators: `NAME` or `NAME=TYPE`. `extra_vars` are what the words of
    -e, `extra_texts`, come to. `task` is for which task of a hub it is done, None for none.
    """

    playbook: Path
    inventory: tuple[str, ...]
    limit: str | None = None
    iocs: tuple[Path, ...] = ()
    sinkholes: tuple[Path, ...] = ()
    allow: tuple[Path, ...] = ()
    columns: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    skip_tags: tuple[str, ...] = ()
    extra_vars: Mapping[str, object] = field(default_factory=dict, repr=False)
    extra_texts: tuple[str, ...] = field(default=(), repr=False)
    logon: plan.Defaults = field(default_factory=plan.Defaults, repr=False)
    laps: LapsFile | None = None
    forks: int = 50
    unit_forks: int = 50
    rate: float | None = None
    timeout_s: float = 60.0
    task: SiteTask | None = None


class PlannedSweep(Struct, frozen=True, kw_only=True):
    """Everything read and checked; nothing sent, nothing written.

    `iocs` are columns where a hub's task named them: the hub has judged whether they are of use.
    """

    request: SweepRequest
    district: District
    plan: Plan
    iocs: IocSet | IocTable
    sources: tuple[ListRead, ...] = ()
    selected: frozenset[str]
    warnings: tuple[Problem, ...] = ()
    accounts: Accounts = msgspec.field(default_factory=Accounts)

    @property
    def machines(self) -> tuple[str, ...]:
        """The machines that are selected, in the order of the district."""
        return tuple(m.name for m in self.district.machines if m.name in self.selected)

    @property
    def table(self) -> IocTable:
        """The list as columns."""
        return self.iocs if isinstance(self.iocs, IocTable) else as_table(self.iocs)


def plan_sweep(
    request: SweepRequest,
    clock: Clock = now,
    *,
    read: ReadInventory | None = None,
    given: IocTable | None = None,
) -> PlannedSweep:
    """Read inventory, playbook and lists.

    Args:
        request: The sweep.
        clock: What tells the time, by which lists are old or in force.
        read: Its inventory, where that was read already.
        given: The list of a hub's task; None reads those that request or playbook name.

    Raises:
        InputError: Something that a person wrote cannot be used; nothing was written.
    """
    read = read or read_inventory(request.inventory, request.logon.vault)
    found, district = read.hosts, read.district
    local = laps_file.read(request.laps, district, request.logon.vault)
    playbook = plan.read_playbook(request.playbook, checks.ALL)
    chosen = {
        index: frozenset(inventory.select(found, play.hosts, limit=request.limit))
        for index, play in enumerate(playbook.plays)
    }
    selected = frozenset[str]().union(*chosen.values())
    inventory.refuse_closed(found, selected)
    compiled = plan.compile_plan(
        playbook,
        district=district,
        selected=chosen,
        checks=checks.ALL,
        tags=request.tags,
        skip_tags=request.skip_tags,
        extra_vars=request.extra_vars,
        defaults=dataclasses.replace(request.logon, local_passwords=local.passwords),
    )
    refuse_missing_keys(compiled.assignments)
    iocs: IocSet | IocTable
    iocs, sources = (
        lists_of(request, playbook, district.own, clock()) if given is None else (given, ())
    )
    return PlannedSweep(
        request=request,
        district=district,
        plan=compiled,
        iocs=iocs,
        sources=sources,
        selected=selected,
        warnings=(*found.skipped, *local.warnings),
        accounts=Accounts.of(district, local.passwords),
    )


def narrowed(planned: PlannedSweep, machines: Sequence[str]) -> PlannedSweep:
    """Return a planned sweep of some of its machines, who are asked in that order.

    It is kept as one that `-l` narrowed, so that it can be gone on with.
    """
    places = {name: place for place, name in enumerate(machines)}
    plan = planned.plan
    left = [row.machine for row in plan.assignments if row.machine not in places]
    left += [row.machine for row in plan.at_sites if row.machine not in places]
    asked = (row for row in plan.assignments if row.machine in places)
    return replace(
        planned,
        request=dataclasses.replace(planned.request, limit=",".join(machines)),
        selected=planned.selected & places.keys(),
        plan=replace(
            plan,
            assignments=tuple(sorted(asked, key=lambda row: places[row.machine])),
            skipped=(
                *plan.skipped,
                *(Skipped(machine=name, why=Why.NOT_SELECTED) for name in left),
            ),
            at_sites=tuple(row for row in plan.at_sites if row.machine in places),
        ),
    )


def list_tasks(request: SweepRequest) -> tuple[str, ...]:
    """Return a line for each task that would be done; PlaybookError as `plan_sweep`."""
    playbook = plan.read_playbook(request.playbook, checks.ALL)
    return tuple(plan.list_tasks(playbook, tags=request.tags, skip_tags=request.skip_tags))


def demo_request(*, playbook: Path, inventory: Path, sinkholes: Path) -> SweepRequest:
    """Return how the pretend district is swept."""
    return SweepRequest(
        playbook=playbook,
        inventory=(str(inventory),),
        sinkholes=(sinkholes,),
        timeout_s=_DEMO_TIMEOUT_S,
    )


def lists_of(
    request: SweepRequest, playbook: plan.Playbook, own: Own, at: datetime
) -> tuple[IocSet, tuple[ListRead, ...]]:
    """Return the lists of a sweep as they are now, and which sources they were made of.

    Raises:
        ListError: They cannot be used, or none of what they name can be met.
    """
    paths = request.iocs or playbook.iocs()
    sinkholes = request.sinkholes or playbook.sinkholes()
    allow = request.allow or playbook.allow()
    loaded = ioc.load(
        paths,
        sinkholes=sinkholes,
        allow=allow,
        today=at.date(),
        own=own,
        columns=ioc.columns_by_hand(request.columns),
    )
    if why := match.powerless(loaded, at):
        excuses = (say(f"list_path.powerless.{word}", n=n) for word, n in sorted(why.items()))
        what = say("list_path.powerless.whole", why=", ".join(excuses))
        raise ListError.one(what, say("list_path.mend.powerless"))
    return loaded, lists_read(given_lists(paths, sinkholes, allow), loaded.files)
