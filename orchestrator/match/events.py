"""Look-ups of an event log to hits: one for each name and process, with its gravest status."""

from collections.abc import Iterable, Iterator

from orchestrator.match.index import Match
from orchestrator.match.memo import Memo
from orchestrator.match.weighing import hit_of
from orchestrator.model.indicator import Class
from orchestrator.model.observation import LookedUp, Lookup, Process
from orchestrator.model.result import Hit, Status
from orchestrator.text.host_texts import is_null

_GRAVITY = (
    Status.SINKHOLED,
    Status.RESOLVED,
    Status.LOOKED_UP_BLOCKED,
    Status.LOOKED_UP_NOT_RESOLVED,
)


def event_hits(check: str, rows: Iterable[LookedUp], memo: Memo) -> Iterator[Hit]:
    """Yield the hits of one log; of equally grave look-ups the first in the log speaks."""
    named: dict[tuple[str, Process | None], Hit] = {}
    ended: dict[str, Hit] = {}
    for row in rows:
        found = memo.name(row.name)
        if found is not None:
            hit = hit_of(check, row, row.name, found, _status(row, found, memo), memo)
            key = (row.name, row.process)
            named[key] = min(named.get(key, hit), hit, key=_rank)
        for end, met in _ends(row, memo):
            hit = hit_of(check, row, end, met, _status_of_end(met), memo)
            ended[end] = min(ended.get(end, hit), hit, key=_rank)
    yield from named.values()
    yield from ended.values()


def _rank(hit: Hit) -> tuple[bool, int]:
    """Return the order of look-ups of one name: what counts first, then the gravest."""
    return hit.weak, _GRAVITY.index(hit.status)


def _status(row: LookedUp, found: Match, memo: Memo) -> Status:
    """Return what the look-up of a listed name came to."""
    ends = (met for _, met in _ends(row, memo) if met.counts)
    if Class.SINKHOLE in (found.indicator.klass, *(met.indicator.klass for met in ends)):
        return Status.SINKHOLED
    if row.lookup is not Lookup.ANSWERED:
        return Status.LOOKED_UP_NOT_RESOLVED
    blocked = row.addresses and all(map(is_null, row.addresses))
    return Status.LOOKED_UP_BLOCKED if blocked else Status.RESOLVED


def _ends(row: LookedUp, memo: Memo) -> Iterator[tuple[str, Match]]:
    """Yield the listed names and addresses that a look-up led to."""
    for target in row.targets:
        met = memo.name(target)
        if met is not None:
            yield target, met
    for address in row.addresses:
        met = memo.address(address)
        if met is not None:
            yield address, met


def _status_of_end(met: Match) -> Status:
    return Status.SINKHOLED if met.indicator.klass is Class.SINKHOLE else Status.RESOLVED
