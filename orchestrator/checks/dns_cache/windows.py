"""Readers of the Windows sections: the DNS client's cache."""

from collections.abc import Callable
from datetime import timedelta

from orchestrator.checks.base import Context, Part
from orchestrator.checks.dns_cache.displaydns import DisplayedRecord, records
from orchestrator.checks.dns_cache.window import reach
from orchestrator.checks.sections import ParsedSection, answer, nothing, tabulate
from orchestrator.checks.values import address, count, name
from orchestrator.model.answer import Answer, Window
from orchestrator.model.observation import CachedName, Lookup, Sight

_MAX_TTL = timedelta(days=1)  # MaxCacheTtl, 86,400 s unless the registry says otherwise
_A, _CNAME, _AAAA, _DNAME = 1, 5, 28, 39
_NO_SUCH_NAME = 9003  # DNS_ERROR_RCODE_NAME_ERROR
_CELLS = 6


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the cached names of the first source that was read to its end, else why none was."""
    sources = tuple(part for part in parts if part.name in ("records", "displaydns"))
    if not sources:
        return nothing()
    chosen = next((part for part in sources if part.status == "ok"), sources[0])
    window = reach(context, _MAX_TTL)
    read: Callable[[bytes, Sight], ParsedSection]
    read = _read_records if chosen.name == "records" else _read_displaydns
    return answer(chosen, read(chosen.body, _sight(chosen, window)), window)


def _sight(part: Part, window: Window) -> Sight:
    return Sight(source=part.source, seen_from=window.start, seen_to=window.end)


def _read_records(body: bytes, seen: Sight) -> ParsedSection:
    return tabulate(body, lambda line: _row(line, seen))


def _row(line: str, seen: Sight) -> tuple[CachedName, ...] | None:
    """Read the name asked for, the record's name, type, status, time to live, data."""
    cells = line.split("\t")
    if len(cells) != _CELLS or not cells[0]:
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


def _read_displaydns(body: bytes, seen: Sight) -> ParsedSection:
    found: list[CachedName] = []
    broken = ""
    try:
        for record in records(body.decode("utf-8", "replace")):
            found.append(_recorded(record, seen))  # noqa: PERF401 -- what came before an error stays
    except ValueError as error:
        broken = str(error)
    return ParsedSection(observations=tuple(found), rows=len(found), broken=broken)


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
