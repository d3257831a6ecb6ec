"""Readers of the Windows sections: the TCP table and its processes."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.connections.proof import proven
from orchestrator.checks.odd_rows import as_connections
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    nothing,
    now,
    sight,
    tabulate,
    text_lines,
)
from orchestrator.checks.values import (
    DOTTED,
    MAX_PORT,
    address,
    count,
    endpoint,
    moment,
    port_number,
)
from orchestrator.model.answer import Answer, Note
from orchestrator.model.observation import Connection, ConnectionState, Observation, Process, Sight

_STATES = {
    1: ConnectionState.CLOSED,
    2: ConnectionState.LISTEN,
    3: ConnectionState.SYN_SENT,
    4: ConnectionState.SYN_RECEIVED,
    5: ConnectionState.ESTABLISHED,
    6: ConnectionState.FIN_WAIT_1,
    7: ConnectionState.FIN_WAIT_2,
    8: ConnectionState.CLOSE_WAIT,
    9: ConnectionState.CLOSING,
    10: ConnectionState.LAST_ACK,
    11: ConnectionState.TIME_WAIT,
    12: ConnectionState.CLOSED,
}
_PLAIN_TCP = re.compile(
    rf"({DOTTED})\t(\d{{1,5}})\t({DOTTED})\t(\d{{1,5}})\t(\d{{1,3}})\t(\d{{1,9}})\t([\d.+-]*)",
    re.ASCII,
)
_BOUND = 100  # a local port in use, and no connection
_SYSTEM_PIDS = frozenset({0, 4})  # the idle process and the kernel have no program
_TCP_CELLS = 7
_STATE_CELLS = 3
_PROCESS_CELLS = 5
_NETSTAT_WORDS = 4

Ends = tuple[tuple[str, int], tuple[str, int]]


class _Shared(Struct, frozen=True, kw_only=True):
    """What all rows of one table share."""

    sight: Sight
    programs: Mapping[int, Process]
    states: Mapping[Ends, ConnectionState]
    vocabulary: Mapping[str, ConnectionState]


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the connections of the first table that has rows, else why none was read.

    What `IPGlobalProperties` alone shows, or half a table of WMI's, was seen all the same.
    """
    tables = tuple(part for part in parts if part.name in ("tcp", "netstat"))
    if not tables:
        return replace(nothing(), observations=tuple(_beside(ParsedSection(), parts, context)))
    chosen = next((part for part in tables[::-1] if part.status == "ok"), tables[0])
    states = _states(parts)
    shared = _Shared(
        sight=sight(chosen, context),
        programs=_programs(parts),
        states=states,
        vocabulary=_vocabulary(chosen.body, states) if chosen.name == "netstat" else {},
    )
    row: Callable[[str, _Shared], tuple[Connection, ...] | None]
    row = _tcp_row if chosen.name == "tcp" else _netstat_row
    table = tabulate(chosen.body, lambda line: row(line, shared), shared.sight, odd=as_connections)
    notes = (Note.OWNERS_UNREAD,) if _ownerless(table.observations, shared.programs) else ()
    others = tuple(part for part in parts if part is not chosen)
    table = replace(table, observations=(*table.observations, *_beside(table, others, context)))
    return proven(answer(chosen, table, now(context), notes=notes), context)


def _beside(
    table: ParsedSection, parts: tuple[Part, ...], context: Context
) -> Iterator[Connection]:
    """Yield the connections that other tables show and the chosen one does not."""
    others = tuple(part for part in parts if part.name in _OTHERS)
    seen_there = table.observations if others else ()
    known = {_ends(seen) for seen in seen_there if isinstance(seen, Connection)}
    for part in others:
        seen = _Shared(sight=sight(part, context), programs={}, states={}, vocabulary={})
        for line in text_lines(part.body):
            yield from (one for one in _OTHERS[part.name](line, seen) if _ends(one) not in known)


def _ended_half(line: str, seen: _Shared) -> tuple[Connection, ...]:
    return _tcp_row(line, seen) or ()


def _with_state(line: str, seen: _Shared) -> tuple[Connection, ...]:
    found = _state_row(line)
    if found is None or not found[0][1][1]:
        return ()
    return (_connection(found[0], found[1], None, None, line, seen),)


def _ends(seen: Connection) -> Ends:
    return (seen.local_address, seen.local_port), (seen.remote_address, seen.remote_port)


def _programs(parts: tuple[Part, ...]) -> Mapping[int, Process]:
    """Return each PID's process; a damaged row costs its own process only."""
    lines = (line for part in parts if part.name == "processes" for line in text_lines(part.body))
    rows = (line.split("\t", _PROCESS_CELLS - 1) for line in lines)
    return {
        pid: Process(
            pid=pid,
            started_at=moment(row[1]),
            path=row[2] or None,
            user=row[3] or None,
            command_line=row[4] or None,
        )
        for row in rows
        if len(row) == _PROCESS_CELLS and (pid := count(row[0])) is not None
    }


def _states(parts: tuple[Part, ...]) -> Mapping[Ends, ConnectionState]:
    """Return the numeric states of IPGlobalProperties by both ends."""
    lines = (line for part in parts if part.name == "states" for line in text_lines(part.body))
    return dict(filter(None, map(_state_row, lines)))


def _state_row(line: str) -> tuple[Ends, ConnectionState] | None:
    """Read local end, remote end, state."""
    cells = line.split("\t")
    if len(cells) != _STATE_CELLS:
        return None
    local, remote, state = endpoint(cells[0]), endpoint(cells[1]), _STATES.get(count(cells[2]) or 0)
    return ((local, remote), state) if local and remote and state else None


def _ownerless(observations: tuple[Observation, ...], programs: Mapping[int, Process]) -> bool:
    """Tell whether a connection belongs to a process that is there and was not shown."""
    owners = (seen.process for seen in observations if isinstance(seen, Connection))
    pids = {owner.pid for owner in owners if owner is not None} - _SYSTEM_PIDS
    shown = {pid for pid in pids if pid not in programs or programs[pid].path is not None}
    return bool(pids - shown) or (bool(pids) and not programs)


def _tcp_row(line: str, shared: _Shared) -> tuple[Connection, ...] | None:
    """Read local address and port, remote address and port, state, PID, time of creation."""
    plain = _PLAIN_TCP.fullmatch(line)
    return tcp_cells(line, shared) if plain is None else _plain_tcp(plain, shared)


def _plain_tcp(row: re.Match[str], shared: _Shared) -> tuple[Connection, ...] | None:
    """Read a row of IPv4 as nearly all are; `tcp_cells` makes the same of it."""
    local, local_port, remote, remote_port, code, owner, when = row.groups()
    local_number, remote_number, state = int(local_port), int(remote_port), int(code)
    if local_number > MAX_PORT or remote_number > MAX_PORT:
        return None
    if state == _BOUND or remote_number == 0:
        return ()
    created = moment(when)
    return (
        Connection(
            sight=shared.sight,
            protocol="tcp",
            local_address=local,
            local_port=local_number,
            remote_address=remote,
            remote_port=remote_number,
            state=_STATES.get(state, ConnectionState.NONE),
            process=_owner(int(owner), created, shared.programs),
            created_at=created,
            raw=row[0],
        ),
    )


def tcp_cells(line: str, shared: _Shared) -> tuple[Connection, ...] | None:
    """Read any row of that table, cell by cell."""
    cells = line.split("\t")
    if len(cells) != _TCP_CELLS:
        return None
    local = _end(cells[0], cells[1])
    remote = _end(cells[2], cells[3])
    state, pid = count(cells[4]), count(cells[5])
    if local is None or remote is None or state is None or pid is None:
        return None
    if state == _BOUND or remote[1] == 0:
        return ()
    created = moment(cells[6])
    owner = _owner(pid, created, shared.programs)
    known = _STATES.get(state, ConnectionState.NONE)
    return (_connection((local, remote), known, owner, created, line, shared),)


def _end(host: str, port: str) -> tuple[str, int] | None:
    found, number = address(host), port_number(port)
    return (found, number) if found is not None and number is not None else None


def _owner(pid: int, created: datetime | None, programs: Mapping[int, Process]) -> Process | None:
    """Return the owner; its number alone if the process began after the connection was made."""
    if pid == 0:
        return None
    program = programs.get(pid) or Process(pid=pid)
    reused = created and program.started_at and program.started_at > created
    return Process(pid=pid) if reused else program


class _Printed(NamedTuple):
    """One TCP row as netstat prints it; `state` is a word of whatever language."""

    ends: Ends
    state: str
    pid: int


def _printed(line: str) -> _Printed | None:
    """Read `TCP LOCAL REMOTE [state, any words] PID [more]`.

    Windows 7 can print one column more: how the connection is offloaded.
    """
    words = line.split()
    if len(words) < _NETSTAT_WORDS or words[0] != "TCP":
        return None
    local, remote = endpoint(words[1]), endpoint(words[2])
    at = next((at for at in range(3, len(words)) if count(words[at]) is not None), None)
    if local is None or remote is None or at is None:
        return None
    return _Printed((local, remote), " ".join(words[3:at]), int(words[at]))


def _vocabulary(body: bytes, states: Mapping[Ends, ConnectionState]) -> dict[str, ConnectionState]:
    """Return what this Windows calls each state: a row that both tables show tells.

    The names of the standard stand for themselves, as an English Windows prints them.
    """
    known = {str(state).replace("-", "_"): state for state in ConnectionState}
    rows = filter(None, map(_printed, text_lines(body)))
    told = ((row.state, states.get(row.ends)) for row in rows)
    return known | {word: state for word, state in told if word and state}


def _netstat_row(line: str, shared: _Shared) -> tuple[Connection, ...] | None:
    """Read a row of TCP; one of UDP has no other end."""
    words = line.split()
    if len(words) >= _NETSTAT_WORDS and words[0] == "UDP":
        return ()
    row = _printed(line)
    if row is None:
        return None
    if row.ends[1][1] == 0:
        return ()
    state = shared.states.get(row.ends) or shared.vocabulary.get(row.state, ConnectionState.NONE)
    owner = _owner(row.pid, None, shared.programs)
    return (_connection(row.ends, state, owner, None, line, shared),)


_OTHERS: Mapping[str, Callable[[str, _Shared], tuple[Connection, ...]]] = {
    "tcp": _ended_half,
    "states": _with_state,
}


def _connection(
    ends: Ends,
    state: ConnectionState,
    owner: Process | None,
    created: datetime | None,
    line: str,
    shared: _Shared,
) -> Connection:
    return Connection(
        sight=shared.sight,
        protocol="tcp",
        local_address=ends[0][0],
        local_port=ends[0][1],
        remote_address=ends[1][0],
        remote_port=ends[1][1],
        state=state,
        process=owner,
        created_at=created,
        raw=line.strip(),
    )
