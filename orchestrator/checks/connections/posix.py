"""Readers of the POSIX sections: `ss -tunap`, `/proc/net`, and the programs behind PIDs."""

import ipaddress
import re
from collections.abc import Mapping

from msgspec import Struct, field

from orchestrator.checks.base import Context, Part
from orchestrator.checks.connections.proof import proven
from orchestrator.checks.odd_rows import as_connections
from orchestrator.checks.sections import answer, nothing, now, sight, tabulate, text_lines
from orchestrator.checks.values import DOTTED, MAX_PORT, endpoint
from orchestrator.model.answer import Answer, Note
from orchestrator.model.observation import Connection, ConnectionState, Observation, Process, Sight
from orchestrator.text.host_texts import unmapped

_STATES = {
    "LISTEN": ConnectionState.LISTEN,
    "SYN-SENT": ConnectionState.SYN_SENT,
    "SYN-RECV": ConnectionState.SYN_RECEIVED,
    "ESTAB": ConnectionState.ESTABLISHED,
    "FIN-WAIT-1": ConnectionState.FIN_WAIT_1,
    "FIN-WAIT-2": ConnectionState.FIN_WAIT_2,
    "CLOSE-WAIT": ConnectionState.CLOSE_WAIT,
    "CLOSING": ConnectionState.CLOSING,
    "LAST-ACK": ConnectionState.LAST_ACK,
    "TIME-WAIT": ConnectionState.TIME_WAIT,
    "UNCONN": ConnectionState.CLOSED,
    "CLOSED": ConnectionState.CLOSED,
}
_CODES = {
    "01": ConnectionState.ESTABLISHED,
    "02": ConnectionState.SYN_SENT,
    "03": ConnectionState.SYN_RECEIVED,
    "04": ConnectionState.FIN_WAIT_1,
    "05": ConnectionState.FIN_WAIT_2,
    "06": ConnectionState.TIME_WAIT,
    "07": ConnectionState.CLOSED,
    "08": ConnectionState.CLOSE_WAIT,
    "09": ConnectionState.LAST_ACK,
    "0A": ConnectionState.LISTEN,
    "0B": ConnectionState.CLOSING,
    "0C": ConnectionState.SYN_RECEIVED,
}
_PLAIN_SS = re.compile(
    r"(tcp|udp) +([A-Z][A-Z0-9-]*) +\d+ +\d+ "
    rf"+({DOTTED}):(\d{{1,5}}) +({DOTTED}):(\d{{1,5}})(?: +users:\(\("
    r'"([^"]*)",(?:pid=)?(\d{1,9}),[ -~]*)? *',
    re.ASCII,
)
_WORD = re.compile(r"[A-Z][A-Z0-9-]*")
_CODE = re.compile(r"[0-9A-Fa-f]{2}")
_OWNED = (ConnectionState.SYN_SENT, ConnectionState.ESTABLISHED, ConnectionState.CLOSE_WAIT)
_OWNER = re.compile(r'"([^"]*)",(?:pid=)?(\d{1,9}),')
_PROGRAM = re.compile(r"(\d{1,9}) (\S.*)")
_HEX_END = re.compile(r"([0-9A-Fa-f]{8}|[0-9A-Fa-f]{32}):([0-9A-Fa-f]{4})")
_SS_COLUMNS = 6
_PROC_COLUMNS = 5


class _Shared(Struct, frozen=True, kw_only=True):
    """What all rows of one table share."""

    sight: Sight
    programs: Mapping[int, Process] = field(default_factory=dict)
    big_endian: bool = False


def read_posix(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the connections of the first table that was read to its end, else why none was."""
    tables = tuple(part for part in parts if part.name in ("sockets", "proc"))
    if not tables:
        return nothing()
    chosen = next((part for part in tables if part.status == "ok"), tables[0])
    shared = _Shared(
        sight=sight(chosen, context),
        programs=_programs(parts),
        big_endian=chosen.source.endswith("(big-endian)"),
    )
    row = _ss_row if chosen.name == "sockets" else _proc_row
    table = tabulate(
        chosen.body,
        lambda line: row(line, shared),
        shared.sight,
        is_row=_is_row,
        odd=as_connections,
    )
    real = table.observations[1 : len(table.observations) + 1 - chosen.made]
    notes = (Note.OWNERS_UNREAD,) if _ownerless(real) else ()
    return proven(answer(chosen, table, now(context), notes=notes), context)


def _programs(parts: tuple[Part, ...]) -> Mapping[int, Process]:
    """Return the process of each PID whose program's path the script could read."""
    lines = (line for part in parts if part.name == "programs" for line in text_lines(part.body))
    found = (_PROGRAM.fullmatch(line) for line in lines)
    return {
        pid: Process(pid=pid, path=program[2])
        for program in found
        if program
        for pid in (int(program[1]),)
    }


def _ownerless(observations: tuple[Observation, ...]) -> bool:
    """Tell whether a live connection has no owner that could be read."""
    live = (seen for seen in observations if isinstance(seen, Connection))
    return any(seen.process is None and seen.state in _OWNED for seen in live)


def _is_row(line: str) -> bool:
    if "Netid" not in line and "sl" not in line:  # nearly all of them
        return True
    words = line.split(None, 2)
    return words[0] != "Netid" and words[1:2] != ["sl"]


def _ss_row(line: str, shared: _Shared) -> tuple[Connection, ...] | None:
    """Read `Netid State Recv-Q Send-Q Local Peer [users:((...))]`, whatever the widths."""
    plain = _PLAIN_SS.fullmatch(line)
    return ss_words(line, shared) if plain is None else _plain_ss(plain, shared)


def _plain_ss(row: re.Match[str], shared: _Shared) -> tuple[Connection, ...] | None:
    """Read a row of IPv4 as nearly all are; `ss_words` makes the same of it."""
    protocol, word, local, local_port, remote, remote_port, name, pid = row.groups()
    local_number, remote_number = int(local_port), int(remote_port)
    if local_number > MAX_PORT or remote_number > MAX_PORT:
        return None
    known = _STATES.get(word, ConnectionState.NONE)
    return (
        Connection(
            sight=shared.sight,
            protocol=protocol,
            local_address=local,
            local_port=local_number,
            remote_address=remote,
            remote_port=remote_number,
            state=known if protocol == "tcp" else ConnectionState.NONE,
            process=None if pid is None else _program(int(pid), name, shared.programs),
            raw=row[0].strip(),
        ),
    )


def ss_words(line: str, shared: _Shared) -> tuple[Connection, ...] | None:
    """Read any row of that table, word by word."""
    words = line.split(None, _SS_COLUMNS)
    if len(words) < _SS_COLUMNS or words[0] not in ("tcp", "udp"):
        return None
    known = _STATES.get(words[1])
    if known is None and not _WORD.fullmatch(words[1]):
        return None
    if words[5].endswith(":*"):
        return ()
    local, remote = endpoint(words[4]), endpoint(words[5])
    if local is None or remote is None:
        return None
    state = known or ConnectionState.NONE if words[0] == "tcp" else ConnectionState.NONE
    owner = _owner(words[6], shared.programs) if len(words) > _SS_COLUMNS else None
    return (_connection(words[0], local, remote, state, line, shared, owner),)


def _owner(users: str, programs: Mapping[int, Process]) -> Process | None:
    found = _OWNER.search(users)
    return None if found is None else _program(int(found[2]), found[1], programs)


def _program(pid: int, name: str, programs: Mapping[int, Process]) -> Process:
    return programs.get(pid) or Process(pid=pid, path=name)


def _proc_row(line: str, shared: _Shared) -> tuple[Connection, ...] | None:
    """Read `TABLE SLOT: LOCAL REMOTE STATE ...`, addresses in the machine's own byte order."""
    words = line.split(None, _PROC_COLUMNS)
    if len(words) < _PROC_COLUMNS or not _CODE.fullmatch(words[4]):
        return None
    local = _hex_end(words[2], big_endian=shared.big_endian)
    remote = _hex_end(words[3], big_endian=shared.big_endian)
    if local is None or remote is None:
        return None
    if remote[1] == 0:
        return ()
    protocol = words[0].removesuffix("6")
    state = (
        _CODES.get(words[4].upper(), ConnectionState.NONE)
        if protocol == "tcp"
        else ConnectionState.NONE
    )
    return (_connection(protocol, local, remote, state, line, shared),)


def _hex_end(text: str, *, big_endian: bool) -> tuple[str, int] | None:
    found = _HEX_END.fullmatch(text)
    if found is None:
        return None
    packed = bytes.fromhex(found[1])
    if not big_endian:
        words = (packed[at : at + 4][::-1] for at in range(0, len(packed), 4))
        packed = b"".join(words)
    return str(unmapped(ipaddress.ip_address(packed))), int(found[2], 16)


def _connection(
    protocol: str,
    local: tuple[str, int],
    remote: tuple[str, int],
    state: ConnectionState,
    line: str,
    shared: _Shared,
    process: Process | None = None,
) -> Connection:
    return Connection(
        sight=shared.sight,
        protocol=protocol,
        local_address=local[0],
        local_port=local[1],
        remote_address=remote[0],
        remote_port=remote[1],
        state=state,
        process=process,
        raw=line.strip(),
    )
