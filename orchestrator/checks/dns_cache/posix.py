"""Reader of the POSIX sections: systemd-resolved's cache, and resolvers that cannot be read."""

import ipaddress
from datetime import datetime, timedelta
from itertools import islice

from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.dns_cache.resolved import (
    CacheEntry,
    OddEntry,
    ResolvedRecord,
    documents,
    entries,
)
from orchestrator.checks.dns_cache.window import reach
from orchestrator.checks.odd_rows import as_cached
from orchestrator.checks.row_caps import MOST_ROWS, flooded
from orchestrator.checks.sections import ParsedSection, answer, joined, passing_over, unread
from orchestrator.checks.values import name
from orchestrator.model.answer import Answer, Window
from orchestrator.model.observation import CachedName, Lookup, Sight
from orchestrator.text.host_texts import unmapped

_MAX_TTL = timedelta(hours=2)  # CACHE_TTL_MAX_USEC in systemd's resolved-dns-cache.c
_ADDRESS_BYTES = (4, 16)


def read_posix(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the cached names; every caching resolver that runs there must have been read."""
    return joined(tuple(_one(part, context) for part in parts))


def _one(part: Part, context: Context) -> Answer:
    if part.name != "resolved":
        return unread(part)
    table = _table(part, context, reach(context, _MAX_TTL))
    part = flooded(part) if table.rows > MOST_ROWS else part
    return answer(part, table, Window(start=_oldest(table, context), end=context.clock))


def _oldest(table: ParsedSection, context: Context) -> datetime | None:
    """Return when the oldest record came whose time is told, None where none is."""
    told = (seen.sight for seen in table.observations[1:] if seen.sight.seen_from)
    dated = (one.seen_from for one in told if one.seen_from == one.seen_to)
    return min((when for when in dated if when and when != context.clock), default=None)


def _table(part: Part, context: Context, window: Window) -> ParsedSection:
    """Read the made documents and resolvectl's own, which an empty cache has too."""
    seen: list[CachedName] = []
    rows: list[str] = []
    strange: list[str] = []
    read, broken = 0, ""
    try:
        for document in documents(part.body.decode("utf-8", "replace")):
            for entry in islice(entries(document), MOST_ROWS + 1 - len(rows)):  # it is one line
                seen.extend(_seen(entry, part, context, window))
                rows.append(entry.text if isinstance(entry, OddEntry) else entry.raw)
                strange.extend(rows[-1:] if isinstance(entry, OddEntry) else ())
            read += 1
    except (ValueError, RecursionError) as error:
        broken = f"{type(error).__name__}: {error}"
    if not broken and read < part.made + 1:
        broken = "resolvectl printed nothing"
    table = passing_over(tuple(seen), rows, strange)
    return replace(table, odd=0, broken=broken) if broken else table


def _seen(
    entry: CacheEntry | OddEntry, part: Part, context: Context, window: Window
) -> tuple[CachedName, ...]:
    match entry:
        case CacheEntry():
            return _cached(entry, part, context, window)
        case OddEntry(text=text):
            since = Sight(source=part.source, seen_from=window.start, seen_to=window.end)
            return as_cached(text, since)


def _cached(
    entry: CacheEntry, part: Part, context: Context, window: Window
) -> tuple[CachedName, ...]:
    """Return one observation a record, or one that says that the name gave none."""
    absent = Lookup.NO_SUCH_NAME if entry.absent == "NXDOMAIN" else Lookup.NO_RECORDS
    return tuple(
        CachedName(
            sight=_sight(entry, record, part, context, window),
            name=name(entry.name),
            lookup=Lookup.ANSWERED if entry.records else absent,
            record_type=entry.record_type,
            address=_address(record),
            target=name(record.target) if record.target is not None else None,
            ttl_s=record.ttl_s,
            raw=entry.raw,
        )
        for record in entry.records or (ResolvedRecord(),)
    )


def _sight(
    entry: CacheEntry, record: ResolvedRecord, part: Part, context: Context, window: Window
) -> Sight:
    """Return when the name was looked up: boot + until - TTL where the record holds its TTL."""
    start, end = window.start, window.end
    if record.ttl_s is not None and context.booted_at is not None:
        since_boot = timedelta(microseconds=entry.until_us) - timedelta(seconds=record.ttl_s)
        start = end = context.booted_at + max(since_boot, timedelta(0))
    return Sight(source=part.source, seen_from=start, seen_to=end)


def _address(record: ResolvedRecord) -> str | None:
    if record.address is None or len(record.address) not in _ADDRESS_BYTES:
        return None
    return str(unmapped(ipaddress.ip_address(record.address)))
