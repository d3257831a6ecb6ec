"""Readers of the Windows sections: the DNS client's cache."""

from datetime import timedelta
from itertools import chain

from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.dns_cache.displaydns import DisplayedRecord, OddBlock, records
from orchestrator.checks.dns_cache.window import reach
from orchestrator.checks.odd_rows import as_cached
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    nothing,
    passing_over,
    tabulate,
    text_lines,
    unread,
)
from orchestrator.checks.values import address, count, name
from orchestrator.model.answer import Answer, Answered, Note, Unanswered, Unread, Window
from orchestrator.model.observation import CachedName, Lookup, Sight

_MAX_TTL_S = 86_400  # unless the registry says otherwise
_CAPS = ("MaxCacheTtl", "MaxCacheEntryTtlLimit")  # the second is what Windows 2000 called it
_WMI = "MSFT_DNSClientCache"
_A, _CNAME, _AAAA, _DNAME = 1, 5, 28, 39
_NO_SUCH_NAME = 9003  # DNS_ERROR_RCODE_NAME_ERROR
_CELLS = 6
_LIMIT_CELLS = 2


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the cached names of the first source that shows any, else why none was read.

    No row is believed of WMI alone: a damaged one gives none, and no error. A cache that keeps
    nothing proves nothing.
    """
    sources = tuple(part for part in parts if part.name in ("records", "displaydns"))
    if not sources:
        return nothing()
    limits = _limits(parts)
    cap = next((limits[name] for name in _CAPS if name in limits), _MAX_TTL_S)
    read = tuple(_source(part, reach(context, timedelta(seconds=cap))) for part in sources)
    if not cap:
        return _keeps_nothing(read)
    whole = next((one for one in read if isinstance(one, Answered) and one.rows), None)
    half = next((one for one in read if isinstance(one, Unanswered) and _shows_a_name(one)), None)
    if half is None:
        return whole or _bounded(_empty(read), parts)
    # What one way showed before it broke, the other may not show any more.
    seen = half.observations
    return replace(whole, observations=(*whole.observations, *seen)) if whole else half


def _bounded(empty: Answer, parts: tuple[Part, ...]) -> Answer:
    """Return what an empty cache says: nothing, if nobody could read how long it keeps a record."""
    limits = next((part for part in parts if part.name == "limits" and part.status != "ok"), None)
    if limits is None or not isinstance(empty, Answered):
        return empty
    return unread(limits, empty.observations)


def _shows_a_name(half: Unanswered) -> bool:
    """Whether a way that broke showed more than its made row."""
    names = {one.name for one in half.observations if isinstance(one, CachedName)}
    return len(names) > 1


def _source(part: Part, window: Window) -> Answer:
    read = _read_records if part.name == "records" else _read_displaydns
    # How long ago a record came nobody knows: its window has no beginning.
    return answer(part, read(part, _sight(part, window)), Window(end=window.end))


def _empty(read: tuple[Answer, ...]) -> Answer:
    """Return what sources say of which none showed a record.

    The last one asked decides, unless this Windows does not have it.
    """
    first, last = read[0], read[-1]
    absent = isinstance(last, Unanswered) and last.reason is Unread.MISSING
    asked_again = isinstance(first, Answered) and not absent
    told = last if asked_again or isinstance(last, Answered) else first
    match told:
        case Answered() if len(read) > 1 or told.source != _WMI:
            return replace(told, notes=(*told.notes, Note.CACHE_EMPTY))
        case Answered():
            return told.withdrawn(Unread.EMPTY, "no record, and nothing else was asked")
        case _:
            return told


def _keeps_nothing(read: tuple[Answer, ...]) -> Unanswered:
    seen = (one for one in read if isinstance(one, Answered | Unanswered))
    return Unanswered(
        reason=Unread.OFF,
        detail="MaxCacheTtl 0",
        observations=tuple(found for one in seen for found in one.observations),
    )


def _limits(parts: tuple[Part, ...]) -> dict[str, int]:
    """Return the registry's limits of the cache, in seconds."""
    lines = (line for part in parts if part.name == "limits" for line in text_lines(part.body))
    cells = (line.split("\t") for line in lines)
    pairs = ((row[0], count(row[1])) for row in cells if len(row) == _LIMIT_CELLS)
    return {name: value for name, value in pairs if value is not None}


def _sight(part: Part, window: Window) -> Sight:
    return Sight(source=part.source, seen_from=window.start, seen_to=window.end)


def _read_records(part: Part, seen: Sight) -> ParsedSection:
    """Read rows of WMI; one without the name that was asked for is passed over, and counted."""
    nameless = tuple(line for line in text_lines(part.body) if _is_nameless(line))
    table = tabulate(
        part.body,
        lambda line: _row(line, seen),
        seen,
        is_row=lambda line: not _is_nameless(line),
        odd=as_cached,
    )
    found = (one for line in nameless for one in as_cached(line, seen))
    return replace(
        table,
        observations=(*table.observations, *found),
        odd=table.odd + len(nameless) if not table.broken else 0,
    )


def _is_nameless(line: str) -> bool:
    cells = line.split("\t")
    return len(cells) == _CELLS and not cells[0]


def _row(line: str, seen: Sight) -> tuple[CachedName, ...] | None:
    """Read the name asked for, the record's name, type, status, time to live, data."""
    cells = line.split("\t")
    if len(cells) != _CELLS:
        return None
    numbers = tuple(count(cell or "0") for cell in cells[2:5])
    if None in numbers:
        return None
    record_type, status, ttl_s = (number or 0 for number in numbers)
    asked, owner, data = cells[0], cells[1], cells[5]
    lookup = _lookup(status, data)
    return (_cached(asked, owner, record_type, data, lookup, ttl_s, line, seen),)


def _lookup(status: int, data: str) -> Lookup:
    if status == _NO_SUCH_NAME:
        return Lookup.NO_SUCH_NAME
    return Lookup.ANSWERED if status == 0 and data else Lookup.NO_RECORDS


def _read_displaydns(part: Part, seen: Sight) -> ParsedSection:
    read = tuple(records(part.body.decode("utf-8", "replace")))
    if part.status == "cut":
        read = read[:-1]  # more of its lines may be lost
    strange = tuple(one.text for one in read if isinstance(one, OddBlock))
    found = (
        as_cached(one.text, seen) if isinstance(one, OddBlock) else (_recorded(one, seen),)
        for one in read
    )
    rows = tuple(one.text if isinstance(one, OddBlock) else one.raw for one in read)
    return passing_over(tuple(chain.from_iterable(found)), rows, strange)


def _recorded(record: DisplayedRecord, seen: Sight) -> CachedName:
    lookup = Lookup.NO_RECORDS if record.owner is None else Lookup.ANSWERED
    owner = record.owner or record.asked
    return _cached(
        record.asked,
        owner,
        record.record_type,
        record.data,
        lookup,
        record.ttl_s,
        record.raw,
        seen,
    )


def _cached(
    asked: str,
    owner: str,
    record_type: int,
    data: str,
    lookup: Lookup,
    ttl_s: int | None,
    raw: str,
    seen: Sight,
) -> CachedName:
    return CachedName(
        sight=seen,
        name=name(asked),
        lookup=lookup,
        record_type=record_type,
        address=address(data) if record_type in (_A, _AAAA) else None,
        target=_target(name(asked), name(owner), record_type, data),
        ttl_s=ttl_s,
        raw=raw,
    )


def _target(asked: str, owner: str, record_type: int, data: str) -> str | None:
    """Return where the name leads: the alias's target, or the record's own name in a chain."""
    if record_type in (_CNAME, _DNAME):
        return name(data)
    return owner if owner and owner != asked else None
