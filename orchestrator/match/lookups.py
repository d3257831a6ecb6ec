"""Rows of a resolver cache to hits: one for each indicator and name, with its gravest status.

A cache holds a name in several rows (A, AAAA, CNAME, a negative entry), and an alias leads
through other rows of the same cache. So rows are grouped by name, and a name's addresses are
those at the end of its aliases. Reverse look-ups (PTR) are left out: whoever owns an address
decides what its reverse name says, and a hosts file fills a Windows cache with them.
"""

from collections.abc import Iterable, Iterator, Mapping

from orchestrator.match.index import Match
from orchestrator.match.memo import Memo
from orchestrator.match.weighing import hit_of
from orchestrator.model.indicator import Class, Indicator
from orchestrator.model.observation import CachedName, Lookup
from orchestrator.model.result import Hit, Status
from orchestrator.text.host_texts import is_null

_PTR, _CNAME = 12, 5
_MAX_ALIASES = 16

_Rows = Mapping[str, tuple[CachedName, ...]]


def lookup_hits(check: str, cached: Iterable[CachedName], memo: Memo) -> Iterator[Hit]:
    """Yield the hits of one cache, names in the order in which the cache first shows them."""
    rows = _by_name(cached)
    for name, own in rows.items():
        found = memo.name(name)
        if found is not None:
            yield _name_hit(check, name, found, rows, memo)
        yield from _address_hits(check, own, memo)
    yield from _target_hits(check, rows, memo)


def _by_name(cached: Iterable[CachedName]) -> _Rows:
    rows: dict[str, list[CachedName]] = {}
    for row in cached:
        if row.record_type != _PTR:
            rows.setdefault(row.name, []).append(row)
    return {name: tuple(own) for name, own in rows.items()}


def _name_hit(check: str, name: str, found: Match, rows: _Rows, memo: Memo) -> Hit:
    status, row = _gravest(name, found.indicator, rows, memo)
    return hit_of(check, row, name, found, status, memo)


def _gravest(name: str, indicator: Indicator, rows: _Rows, memo: Memo) -> tuple[Status, CachedName]:
    """Return what the look-up of a listed name came to, and the row that shows it."""
    own = rows[name]
    if indicator.klass is Class.SINKHOLE:
        return Status.SINKHOLED, own[0]
    ends = _ends(name, rows)
    for row in ends:
        if _leads_to_sinkhole(row, memo):
            return Status.SINKHOLED, row
    answered = [row for row in ends if row.lookup is Lookup.ANSWERED]
    for row in answered:
        if row.address is None or not is_null(row.address):
            return Status.RESOLVED, row
    if answered:
        return Status.LOOKED_UP_BLOCKED, answered[0]
    return Status.LOOKED_UP_NOT_RESOLVED, own[0]


def _ends(name: str, rows: _Rows) -> tuple[CachedName, ...]:
    """Return the rows at the end of a name's aliases; an alias whose end is not cached is one."""
    ends: list[CachedName] = []
    waiting, met = [name], {name}
    while waiting and len(met) <= _MAX_ALIASES:
        for row in rows[waiting.pop()]:
            target = row.target if row.record_type == _CNAME else None
            if target is None or target not in rows:
                ends.append(row)
            elif target not in met:
                met.add(target)
                waiting.append(target)
    return tuple(ends)


def _leads_to_sinkhole(row: CachedName, memo: Memo) -> bool:
    found = (
        memo.address(row.address) if row.address is not None else None,
        memo.name(row.target) if row.target is not None else None,
    )
    return any(
        one is not None and one.counts and one.indicator.klass is Class.SINKHOLE for one in found
    )


def _target_hits(check: str, rows: _Rows, memo: Memo) -> Iterator[Hit]:
    """Yield hits for names that others lead to and that have no row of their own."""
    led = (row for own in rows.values() for row in own if row.target not in rows)
    for target, row in {row.target: row for row in led}.items():
        found = memo.name(target) if target is not None else None
        if found is not None:
            sinkhole = found.indicator.klass is Class.SINKHOLE
            status = Status.SINKHOLED if sinkhole else Status.RESOLVED
            yield hit_of(check, row, target or "", found, status, memo)


def _address_hits(check: str, own: tuple[CachedName, ...], memo: Memo) -> Iterator[Hit]:
    seen: set[tuple[str, int | None]] = set()
    for row in own:
        found = memo.address(row.address) if row.address is not None else None
        if found is None or (found.indicator.value, found.indicator.port) in seen:
            continue
        seen.add((found.indicator.value, found.indicator.port))
        sinkhole = found.indicator.klass is Class.SINKHOLE
        status = Status.SINKHOLED if sinkhole else Status.RESOLVED
        yield hit_of(check, row, row.address or "", found, status, memo)
