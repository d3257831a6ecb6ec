"""Readers of the Windows sections: one a log, its rows by event number."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.odd_rows import as_look_ups
from orchestrator.checks.sections import answer, joined, nothing, reaching, tabulate, text_lines
from orchestrator.checks.values import address, count, moment, name, port_number
from orchestrator.model.answer import Answer, Window
from orchestrator.model.observation import (
    Connection,
    ConnectionState,
    LookedUp,
    Lookup,
    Process,
    Sight,
)
from orchestrator.model.rules import RULES

_LOGS = ("system", "client", "sysmon")
_FROM = "from\t"
_CELLS = 11
_CONNECTED, _TIMED_OUT = 3, 1014
_FINISHED = (22, 3008, 3020)
_NO_RESULT = 87  # every look-up also leaves one such event, which says nothing
_LOOKUPS = {9003: Lookup.NO_SUCH_NAME, 9501: Lookup.NO_RECORDS, 9701: Lookup.NO_RECORDS}


class _Row(Struct, frozen=True, kw_only=True):
    """The cells of one event, as the script writes them."""

    event: int
    when: datetime | None
    process: Process | None
    asked: str
    status: int
    results: str
    protocol: str
    remote: str
    port: str
    raw: str


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the look-ups of all logs; a log that this Windows never had takes nothing away."""
    logs = tuple(part for part in parts if part.name in _LOGS)
    return joined(tuple(_log(part, context) for part in logs)) if logs else nothing()


def _log(part: Part, context: Context) -> Answer:
    if part.status == "missing" and part.name != "system":
        part = replace(part, status="absent")
    window = Window(start=_start(part), end=context.clock)
    seen = Sight(source=part.source, seen_from=window.start, seen_to=window.end)
    table = tabulate(
        part.body,
        lambda line: _read(line, seen),
        seen,
        is_row=lambda line: not line.startswith(_FROM),
        odd=as_look_ups,
    )
    return answer(part, table, window, notes=reaching(window, RULES.old_name))


def _start(part: Part) -> datetime | None:
    """Return since when the log speaks, as its last line says."""
    lines = (line for line in text_lines(part.body) if line.startswith(_FROM))
    return next((moment(line.removeprefix(_FROM)) for line in lines), None)


def _read(line: str, seen: Sight) -> tuple[LookedUp | Connection, ...] | None:
    row = _row(line)
    if row is None:
        return None
    at = replace(seen, seen_from=row.when, seen_to=row.when) if row.when else seen
    return _connection(row, at) if row.event == _CONNECTED else _look_up(row, at)


def _row(line: str) -> _Row | None:
    """Read event, time, PID, name, status, results, program, protocol, address, port, initiated."""
    cells = line.split("\t")
    event = count(cells[0])
    if len(cells) != _CELLS or event is None:
        return None
    pid = count(cells[2])
    return _Row(
        event=event,
        when=moment(cells[1]),
        process=Process(pid=pid, path=cells[6] or None) if pid else None,
        asked=name(cells[3]),
        status=count(cells[4]) or 0,
        results=cells[5],
        protocol=cells[7],
        remote=cells[8],
        port=cells[9],
        raw=line,
    )


def _connection(row: _Row, seen: Sight) -> tuple[Connection, ...] | None:
    """Return what Sysmon saw begin: nothing in it proves that the other side took part."""
    remote, port = address(row.remote), port_number(row.port)
    if remote is None or port is None:
        return None
    return (
        Connection(
            sight=seen,
            protocol=row.protocol,
            local_address="",
            local_port=0,
            remote_address=remote,
            remote_port=port,
            state=ConnectionState.NONE,
            process=row.process,
            created_at=row.when,
            raw=row.raw,
        ),
    )


def _look_up(row: _Row, seen: Sight) -> tuple[LookedUp, ...] | None:
    if not row.asked:
        return None
    if row.status == _NO_RESULT and not row.results:
        return ()
    words = tuple(word.strip() for word in row.results.split(";"))
    addresses = tuple(found for word in words if (found := address(word)) is not None)
    targets = tuple(name(word.split()[-1]) for word in words if word.startswith("type:"))
    return (
        LookedUp(
            sight=seen,
            name=row.asked,
            lookup=_ended(row, answered=bool(addresses or targets)),
            addresses=addresses,
            targets=targets,
            process=None if row.event == _TIMED_OUT else row.process,
            when=row.when,
            raw=row.raw,
        ),
    )


def _ended(row: _Row, *, answered: bool) -> Lookup:
    if row.event not in _FINISHED:
        return Lookup.NO_ANSWER
    if row.status == 0:
        return Lookup.ANSWERED if answered else Lookup.NO_RECORDS
    return _LOOKUPS.get(row.status, Lookup.NO_ANSWER)
