"""The rounds of a campaign: file and inventory read again, those asked whose turn it is, reported.

A round is one sweep for each playbook that somebody is asked. Whom it asks is decided by
`campaign.next_round` from what is kept; a machine that needs nothing is left in peace.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct

from orchestrator import campaign, evidence, ioc, plan
from orchestrator.campaign.rounds import Round, Visit, Waits
from orchestrator.campaign.timers import MINUTES
from orchestrator.errors import BusyError, StateError
from orchestrator.evidence.ledger import Ledger
from orchestrator.files.lock import FileLock
from orchestrator.model.campaign import Judged, MachineStanding
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.lockout import NO_ACCOUNT, Refused, RememberedAccount, accounts_of
from orchestrator.model.logon import LedgerRow, Logon
from orchestrator.model.look import MachineTry
from orchestrator.model.plan import Password
from orchestrator.model.result import SweepResult
from orchestrator.sweep.asked import machines_asked
from orchestrator.sweep.campaign_files import UsedCampaign, the_campaign
from orchestrator.sweep.campaign_status import CampaignStatus, Headline, status_of
from orchestrator.sweep.clock import now
from orchestrator.sweep.laps_file import LapsFile
from orchestrator.sweep.observing import Observer
from orchestrator.sweep.planning import PlannedSweep, SweepRequest, narrowed, plan_sweep
from orchestrator.sweep.reading_again import bring_up_if_free
from orchestrator.sweep.reporting import Reports
from orchestrator.sweep.running import run
from orchestrator.sweep.site_shards import waited_for
from orchestrator.sweep.standing import judge_all
from orchestrator.text.message import say

EVERY = timedelta(minutes=MINUTES)
"""How far the beginnings of two rounds are apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """How the rounds of a campaign are run; paths as typed.

    `output` is where reports go if the campaign file does not say.
    """

    file: Path | None
    state: Path
    output: Path
    lang: str
    logon: plan.Defaults
    laps: LapsFile | None = None
    extra_vars: Mapping[str, object] = field(default_factory=dict, repr=False)
    extra_texts: tuple[str, ...] = field(default=(), repr=False)
    forks: int
    unit_forks: int
    rate: float | None
    timeout_s: float


class RoundDone(Struct, frozen=True, kw_only=True):
    """What one round did.

    Attributes:
        begun: When it began.
        asked: How many machines it asked.
        waiting: How many need to be asked and were not, by why.
        status: Where the campaign stands after it.
        reports: The folder that was written, None where nobody was asked.
        finished: Whether everybody was asked who was to be: nobody stopped it.
        over: Whether the campaign's last day is over.
    """

    begun: datetime
    asked: int
    waiting: Mapping[Waits, int]
    status: CampaignStatus
    reports: Path | None
    finished: bool
    over: bool


Watch = Callable[[PlannedSweep], AbstractContextManager[Observer]]
"""Returns who is told how one sweep of a round goes on, for as long as it does."""


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Hold a state folder for the rounds of one process; findings can be recorded meanwhile.

    Raises:
        BusyError: Another process runs the campaign.
        StateError: The folder cannot be written.
    """
    busy = BusyError.one(say("campaign.running", folder=state), say("campaign.mend.running"))
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(state / "campaign.lock", busy)
        lock.__enter__()
    except OSError as error:
        raise StateError.one(
            say("store.unwritten", folder=state, why=error.strerror), say("store.mend.rights")
        ) from error
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def one_round(request: RunRequest, watch: Watch) -> RoundDone:
    """Run one round.

    Raises:
        InputError: The campaign file, its inventory, a playbook or a list cannot be used: nobody
            was asked. Or another sweep is at work (BusyError).
        UnwrittenError: Machines were asked, and not all of it could be written.
    """
    at = now()
    used = the_campaign(request.state, request.file, at, request.logon.vault, create=True)
    plays = {ask.playbook: _planned(used, ask.playbook, request) for ask in used.campaign.asks}
    with closing(evidence.open_store(request.state, create=False)) as store:
        bring_up_if_free(store, request.state, at)
        judged = _judged(store, at, next(iter(plays.values())))
        found = _next(used, store, judged, plays, at)
    swept = tuple(_narrowed(used, found, plays))
    folder, finished = None, True
    if swept:
        folder = Path(used.campaign.reports or request.output)
        ask = partial(_ask, swept, request.state, watch, used.campaign.id)
        reported = Reports(folder=folder, state=request.state, lang=request.lang).around(ask)
        finished, judged = reported.swept.finished, reported.judged
    return RoundDone(
        begun=at,
        asked=len({name for one in swept for name in one.selected}),
        waiting=found.waiting,
        status=status_of(judged, _headline(used)),
        reports=folder,
        finished=finished,
        over=now() >= used.campaign.ends(VIETNAM),
    )


def _planned(used: UsedCampaign, playbook: str, request: RunRequest) -> PlannedSweep:
    return plan_sweep(
        SweepRequest(
            playbook=Path(playbook),
            inventory=used.campaign.inventory,
            logon=request.logon,
            laps=request.laps,
            extra_vars=request.extra_vars,
            extra_texts=request.extra_texts,
            forks=request.forks,
            unit_forks=request.unit_forks,
            rate=request.rate,
            timeout_s=request.timeout_s,
        ),
        read=used.read,
    )


def _judged(store: evidence.Store, at: datetime, planned: PlannedSweep) -> Judged:
    listed = ioc.info(planned.table)
    return judge_all(store, at, listed=listed)


def _next(
    used: UsedCampaign,
    store: evidence.Store,
    judged: Judged,
    plays: Mapping[str, PlannedSweep],
    at: datetime,
) -> Round:
    """Return whom the round asks; who cannot be asked at all is not waited for.

    A machine that its site was given and has said nothing of is not given to it once more.
    """
    tried: defaultdict[int, list[MachineTry]] = defaultdict(list)
    for number, attempt in store.network_attempts():
        if attempt.dated is None:  # of which day and hour it was, nobody knows
            tried[number].append(attempt)
    standings = tuple(one for unit in judged.units for one in unit.machines)
    asked_here = {row.machine for planned in plays.values() for row in planned.plan.assignments}
    at_sites = {row.machine for planned in plays.values() for row in planned.plan.at_sites}
    askable = asked_here | (at_sites - waited_for(store, at))
    with Ledger(store.folder) as ledger:
        rows = ledger.rows()
    accounts, unheard = accounts_of(rows, at), _unheard(rows)
    users = _users(plays.values())
    asked = _asked(used, store)
    candidates = (
        campaign.Candidate(
            standing=one,
            tries=campaign.tries_of(
                one.scope.row.machine,
                tried[one.scope.number],
                unheard.get(one.scope.row.machine, ()),
                VIETNAM,
            ),
            asked=asked.get(one.scope.number, {}),
            refused=_refused(one.scope.row.machine, users, accounts, at),
        )
        for one in standings
        if one.scope.row.machine in askable
    )
    profiles = _profiles(standings, tried, at)
    return campaign.next_round(used.campaign, candidates, profiles, at, VIETNAM)


def _unheard(rows: Iterable[LedgerRow]) -> Mapping[str, Sequence[Logon]]:
    """Return the log-ons that nobody could write the end of, by machine: each was a try."""
    found: defaultdict[str, list[Logon]] = defaultdict(list)
    for row in rows:
        if isinstance(row, Logon) and row.end is None:
            found[row.machine].append(row)
    return found


def _users(plays: Iterable[PlannedSweep]) -> Mapping[str, str]:
    """Return the account of each machine that a password is sent to, as the ledger has it."""
    found: dict[str, str] = {}
    for planned in plays:
        for row in planned.plan.assignments:
            if isinstance(row.target.credential, Password):
                user = row.target.credential.user
                found[row.machine] = planned.accounts.principal(user, row.machine)
    return found


def _refused(
    machine: str, users: Mapping[str, str], accounts: Mapping[str, RememberedAccount], at: datetime
) -> Refused | None:
    principal = users.get(machine, "")
    return accounts.get(principal, NO_ACCOUNT).refused(machine, at)


def _asked(used: UsedCampaign, store: evidence.Store) -> Mapping[int, Mapping[str, datetime]]:
    """Return when each machine last answered each of the campaign's playbooks."""
    names = {str(Path(ask.playbook).resolve()): ask.playbook for ask in used.campaign.asks}
    found: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    for number, path, at in store.last_asked():
        if path in names:
            found[number][names[path]] = at
    return found


def _profiles(
    standings: tuple[MachineStanding, ...],
    tried: Mapping[int, list[MachineTry]],
    at: datetime,
) -> Mapping[str, campaign.HourProfile]:
    """Return when each unit tends to be on, from all tries of its machines."""
    by_unit: defaultdict[str, list[MachineTry]] = defaultdict(list)
    for one in standings:
        by_unit[one.scope.row.unit] += tried.get(one.scope.number, ())
    return {
        unit: campaign.profile_of(campaign.counters_of(attempts, at, VIETNAM), at)
        for unit, attempts in by_unit.items()
    }


def _narrowed(
    used: UsedCampaign, found: Round, plays: Mapping[str, PlannedSweep]
) -> Iterator[PlannedSweep]:
    """Yield the sweeps of a round, each of those who are asked its playbook, in their order."""
    for ask in used.campaign.asks:
        planned = plays[ask.playbook]
        able = {row.machine for row in planned.plan.assignments}
        able |= {row.machine for row in planned.plan.at_sites}
        names = [_name(one) for one in found.visits if ask in one.asks and _name(one) in able]
        if names:
            yield narrowed(planned, names)


def _name(visit: Visit) -> str:
    return visit.standing.scope.row.machine


def _ask(swept: Sequence[PlannedSweep], state: Path, watch: Watch, name: str) -> SweepResult:
    """Ask, and return the last sweep that was run: one that was stopped is the last."""
    first, *others = swept
    with watch(first) as observer:
        result = run(first, state, observer, name)
    if not (result.finished and others):
        return result
    with machines_asked():
        return _ask(others, state, watch, name)


def _headline(used: UsedCampaign) -> Headline:
    told = used.campaign
    return Headline(id=told.id, name=told.name, deadline=told.deadline)


def until(moment: datetime) -> float:
    """Return how many seconds there are until a moment, 0 once it is past."""
    return max(0.0, (moment - now()).total_seconds())
