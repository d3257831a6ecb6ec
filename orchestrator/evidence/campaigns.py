"""Campaign files that were used, and what was read of their inventories: which scope holds now."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from orchestrator.evidence import clock_words, inserts
from orchestrator.evidence.codec import moment, stamp
from orchestrator.evidence.district_column import DistrictColumn
from orchestrator.evidence.queries import whole_rows
from orchestrator.evidence.records import Key
from orchestrator.files.typed_json import compact_json, read_own_json
from orchestrator.model.district import Authority, Unit
from orchestrator.model.result import ScopeRow
from orchestrator.text.message import say

_MAX_BODY = 1 << 28
_COLUMNS = "id, sha256, read_at, body, closed_at"


class CampaignRow(Struct, frozen=True, kw_only=True):
    """One version of a campaign file: its id and digest, when it was first read, what it says."""

    id: str
    sha256: str
    read_at: datetime
    body: str
    closed_at: datetime | None = None


class CampaignScope(Struct, frozen=True, kw_only=True):
    """A campaign's whole inventory, as one reading had it; `rows` are sorted by unit, then name."""

    authority: Authority
    units: tuple[Unit, ...]
    demo: bool
    rows: tuple[ScopeRow, ...]

    def body(self) -> bytes:
        """Return its bytes; equal scopes have equal ones."""
        district = DistrictColumn.of(self.authority, self.units, demo=self.demo)
        return compact_json(_Body(district=district, rows=self.rows)).encode(
            "utf-8", "surrogatepass"
        )


class _Body(Struct, frozen=True, kw_only=True):
    district: DistrictColumn
    rows: tuple[ScopeRow, ...]


class ScopeInForce(Struct, frozen=True, kw_only=True):
    """What holds since a campaign was last read.

    Attributes:
        campaign: The version of its file.
        scope: Its inventory.
        numbers: The number of each of its machines.
        left_at: Of each machine that it lacks, since when: the first reading in a row without it.
        left: The rows of those that an earlier reading had, as it had them.
    """

    campaign: CampaignRow
    read_at: datetime
    scope: CampaignScope
    numbers: Mapping[Key, int]
    left_at: Mapping[int, datetime]
    left: Mapping[int, ScopeRow]


def rows(connection: sqlite3.Connection) -> tuple[CampaignRow, ...]:
    """Return all versions of all campaign files, those first read first."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM campaign ORDER BY read_at, rowid")  # noqa: S608
    return tuple(_row(row) for row in found)


def _row(row: tuple[str, str, str, str, str | None]) -> CampaignRow:
    return CampaignRow(
        id=row[0],
        sha256=row[1],
        read_at=moment(row[2]),
        body=row[3],
        closed_at=moment(row[4]) if row[4] else None,
    )


def keep(connection: sqlite3.Connection, row: CampaignRow, scope: CampaignScope) -> None:
    """Write what was read of a campaign in the caller's transaction; what holds already is not.

    Each reading that differs from the one before is a row: of the inventory, or of the file.
    """
    body = scope.body()
    digest = hashlib.sha256(body).hexdigest()
    if _newest(connection) == (digest, row.sha256):
        return
    at = _free(connection, row.read_at)
    connection.execute(
        "INSERT OR IGNORE INTO campaign (id, sha256, read_at, body) VALUES (?, ?, ?, ?)",
        (row.id, row.sha256, at, row.body),
    )
    connection.execute(
        "INSERT OR IGNORE INTO scope_version VALUES (?, ?)", (digest, zlib.compress(body))
    )
    for one in scope.rows:
        inserts.machine(connection, one.unit, one.machine)
    connection.execute("INSERT INTO scope_read VALUES (?, ?, ?)", (at, digest, row.sha256))


def _free(connection: sqlite3.Connection, at: datetime) -> str:
    """Return a moment that no reading has yet: a clock that was set back may come by again."""
    while connection.execute("SELECT 1 FROM scope_read WHERE at = ?", (stamp(at),)).fetchone():
        at += timedelta(microseconds=1)
    return stamp(at)


def _newest(connection: sqlite3.Connection) -> tuple[str, str] | None:
    found: tuple[str, str] | None = connection.execute(
        "SELECT sha256, campaign FROM scope_read ORDER BY rowid DESC LIMIT 1"
    ).fetchone()
    return found


def close(connection: sqlite3.Connection, campaign: str, at: datetime, actor: str) -> None:
    """Close a campaign: nothing is asked for it any more, and another may begin."""
    connection.execute(
        "UPDATE campaign SET closed_at = ?, closed_by = ? WHERE id = ? AND closed_at IS NULL",
        (stamp(at), actor, campaign),
    )


def in_force(connection: sqlite3.Connection, folder: Path, until: datetime) -> ScopeInForce | None:
    """Return what held at a moment; None where no campaign file was used by then.

    Raises:
        StateError: A row is damaged.
    """
    reads = tuple(read for read in _reads(connection) if read.at <= until)
    if not reads:
        return None
    with whole_rows(say("store.campaign_row"), folder):
        return _in_force(connection, reads)


class _Read(NamedTuple):
    """One reading of the inventory: when, the digest of what it held, and of the file."""

    at: datetime
    scope: str
    campaign: str


def _in_force(connection: sqlite3.Connection, reads: tuple[_Read, ...]) -> ScopeInForce:
    """Return what held at the newest of some readings, which comes first."""
    newest = reads[0]
    scope = _scope(_body(connection, newest.scope))
    known = {
        (unit, name): int(number)
        for number, unit, name in connection.execute("SELECT id, unit, name FROM machine")
    }
    here = {(row.unit, row.machine) for row in scope.rows}
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM campaign WHERE sha256 = ?",  # noqa: S608
        (newest.campaign,),
    ).fetchone()
    gone = {key: number for key, number in known.items() if key not in here}
    left_at, left = _left(connection, gone, reads)
    return ScopeInForce(
        campaign=_row(row),
        read_at=newest.at,
        scope=scope,
        numbers={key: number for key, number in known.items() if key in here},
        left_at=left_at,
        left=left,
    )


def _reads(connection: sqlite3.Connection) -> Iterator[_Read]:
    """Yield all readings, the newest first."""
    told = clock_words.redating(connection)
    for at, scope, campaign in connection.execute(
        "SELECT at, sha256, campaign FROM scope_read ORDER BY rowid DESC"
    ):
        yield _Read(told.moment(moment(at)), scope, campaign)


def _left(
    connection: sqlite3.Connection,
    gone: Mapping[Key, int],
    reads: tuple[_Read, ...],
) -> tuple[dict[int, datetime], dict[int, ScopeRow]]:
    """Return since when machines are in no reading, and their rows in the last one before."""
    left_at: dict[int, datetime] = {}
    left: dict[int, ScopeRow] = {}
    searched = dict(gone)
    for at, sha256, _ in reads:
        if not searched:
            break
        body = _body(connection, sha256)
        if searched.keys() & frozenset(_names(body)):
            rows = ((searched.pop((r.unit, r.machine), None), r) for r in _scope(body).rows)
            left |= {number: row for number, row in rows if number is not None}
        left_at |= dict.fromkeys(searched.values(), at)
    return left_at, left


def _body(connection: sqlite3.Connection, sha256: str) -> bytes:
    row = connection.execute("SELECT body FROM scope_version WHERE sha256 = ?", (sha256,))
    try:
        body = zlib.decompressobj().decompress(row.fetchone()[0], _MAX_BODY)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise ValueError(say("store.why.scope_changed"))
    return body


def _scope(body: bytes) -> CampaignScope:
    read = read_own_json(body.decode("utf-8", "surrogatepass"), _Body)
    return CampaignScope(
        authority=read.district.opened_authority(),
        units=read.district.opened_units(),
        demo=read.district.demo,
        rows=read.rows,
    )


def _names(body: bytes) -> Iterator[Key]:
    for row in json.loads(body)["rows"]:
        yield row["unit"], row["machine"]
