"""Reader of `pfirewall.log`: columns by its `#Fields:` lines, its local times made UTC."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.odd_rows import as_connections
from orchestrator.checks.sections import answer, passing_over, reaching, text_lines
from orchestrator.checks.values import address, count, port_number
from orchestrator.model.answer import Answer, Answered, Window
from orchestrator.model.observation import Connection, ConnectionState, Process, Sight
from orchestrator.model.rules import RULES

_FIELDS, _OFFSET = "#Fields:", "#Offset:"
_MADE_YEAR = 2000  # the made row is dated before any log
_MOST_OFFSET = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row of the log: its cells by their columns' names, and its time in UTC."""

    cells: Mapping[str, str] = field(repr=False)
    when: datetime
    raw: str


class _Log(Struct, kw_only=True):
    """What the lines read so far say: the columns in force and the offset, rows by what they met.

    `met` keeps one connection for each remote end and what became of it, with its first and last
    time: a beacon fills a log with the same row.
    """

    seen: Sight
    columns: tuple[str, ...] = ()
    offset: timedelta | None = None
    met: dict[tuple[object, ...], Connection] = msgspec.field(default_factory=dict)
    rows: list[str] = msgspec.field(default_factory=list)
    strange: list[str] = msgspec.field(default_factory=list)


def read_log(part: Part, context: Context) -> Answer:
    """Return the connections that the log tells of; its window starts with its first row."""
    log = _Log(seen=Sight(source=part.source))
    for line in text_lines(part.body):
        _take(log, line)
    found = tuple(log.met.values())
    odd = (one for line in log.strange for one in as_connections(line, log.seen))
    table = passing_over((*found, *odd), log.rows, log.strange)
    window = Window(start=_start(found), end=context.clock)
    read = answer(part, table, window, notes=reaching(window, RULES.old_address))
    # Rows that are the same are one observation, the made ones too.
    return replace(read, canaries=1) if isinstance(read, Answered) else read


def _start(found: tuple[Connection, ...]) -> datetime | None:
    times = (row.sight.seen_from for row in found)
    return min((time for time in times if time and time.year > _MADE_YEAR), default=None)


def _take(log: _Log, line: str) -> None:
    if line.startswith(_FIELDS):
        log.columns = tuple(line.removeprefix(_FIELDS).split())
    elif line.startswith(_OFFSET):
        log.offset = _offset(line.removeprefix(_OFFSET).strip())
    elif not line.startswith("#"):
        log.rows.append(line)
        row = _row(log, line)
        if row is None:
            log.strange.append(line)
        else:
            _note(log, row)


def _offset(text: str) -> timedelta | None:
    minutes = count(text.removeprefix("-"))
    if minutes is None or minutes > _MOST_OFFSET:
        return None
    return timedelta(minutes=-minutes if text.startswith("-") else minutes)


def _row(log: _Log, line: str) -> _Row | None:
    words = line.split()
    if len(words) != len(log.columns) or log.offset is None:
        return None
    cells = dict(zip(log.columns, words, strict=True))
    try:
        local = datetime.fromisoformat(f"{cells.get('date')}T{cells.get('time')}")
        when = (local.replace(tzinfo=None) - log.offset).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return _Row(cells=cells, when=when, raw=line)


def _note(log: _Log, row: _Row) -> None:
    for met in _connection(row, log.seen):
        key = (met.protocol, met.remote_address, met.remote_port, met.state)
        first = log.met.get(key, met)
        seen = replace(first.sight, seen_to=row.when)
        log.met[key] = replace(first, sight=seen)


def _connection(row: _Row, seen: Sight) -> Iterator[Connection]:
    """Yield what was sent, or let in: a knock from outside that was dropped is no contact."""
    cells = row.cells
    is_inbound = cells.get("path") == "RECEIVE"
    if is_inbound and cells.get("action") != "ALLOW":
        return
    ends = tuple((address(cells.get(f"{end}-ip", "")), cells.get(f"{end}-port", "")) for end in
                 ("src", "dst"))  # fmt: skip
    (local, local_port), (remote, remote_port) = ends[::-1] if is_inbound else ends
    if local is None or remote is None:
        return
    yield Connection(
        sight=replace(seen, seen_from=row.when, seen_to=row.when),
        protocol=cells.get("protocol", "").lower(),
        local_address=local,
        local_port=port_number(local_port) or 0,
        remote_address=remote,
        remote_port=port_number(remote_port) or 0,
        # A dropped packet is an attempt; of one let through nothing tells that it was answered.
        state=ConnectionState.SYN_SENT if cells.get("action") == "DROP" else ConnectionState.NONE,
        process=_process(cells.get("pid", "")),
        created_at=row.when,
        raw=row.raw,
    )


def _process(text: str) -> Process | None:
    pid = count(text)
    return Process(pid=pid) if pid else None
