"""Look-ups of an event log to hits: one for each name and process, with its gravest status."""

from collections.abc import Iterable, Iterator

from orchestrator.match.index import Match
from orchestrator.match.memo import Memo, is_null
from orchestrator.model.hit import Hit, Status
from orchestrator.model.indicator import Class
from orchestrator.model.observation import LookedUp, Lookup, Process

_GRAVITY = (
    Status.SINKHOLED,
    Status.RESOLVED,
    Status.LOOKED_UP_BLOCKED,
    Status.LOOKED_UP_NOT_RESOLVED,
)

_Judged = tuple[Status, LookedUp, Match]


def event_hits(check: str, rows: Iterable[LookedUp], memo: Memo) -> Iterator[Hit]:
    """Yield the hits of one log; of equally grave look-ups the first in the log speaks."""
    named: dict[tuple[str, Process | None], _Judged] = {}
    ended: dict[str, Hit] = {}
    for row in rows:
        found = memo.name(row.name)
        if found is not None:
            judged = (_status(row, found, memo), row, found)
            key = (row.name, row.process)
            named[key] = _graver(named.get(key), judged)
        for end, met in _ends(row, memo):
            ended.setdefault(end, _hit(check, row, end, met, _status_of_end(met)))
    for (name, _), (status, row, found) in named.items():
        yield _hit(check, row, name, found, status)
    yield from ended.values()


def _graver(earlier: _Judged | None, judged: _Judged) -> _Judged:
    if earlier is None or _GRAVITY.index(judged[0]) < _GRAVITY.index(earlier[0]):
        return judged
    return earlier


def _status(row: LookedUp, found: Match, memo: Memo) -> Status:
    """Return what the look-up of a listed name came to."""
    ends = (met for _, met in _ends(row, memo) if not met.weak)
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


def _hit(check: str, row: LookedUp, observed: str, found: Match, status: Status) -> Hit:
    return Hit(
        indicator=found.indicator,
        rule=found.rule,
        status=status,
        check=check,
        observed=observed,
        observation=row,
        weak=found.weak,
    )
