"""Says who has what after it all: both ends' databases, beside what was made.

    python -m tests.roads_record.checker FOLDER

Reads the stores by SQLite alone and the truth as text; it imports nothing of the program, so that
what it says rests on none of it. Prints one JSON object; exit code 1 where anything is wrong.
"""

import hashlib
import json
import sqlite3
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

STORE = "orchestrator.sqlite3"


class Key(NamedTuple):
    """Whose answer it is."""

    sweep: str
    unit: str
    machine: str


class Made(NamedTuple):
    """Which site had it, and the SHA-256 of its bytes."""

    site: str
    sha256: str


@dataclass(slots=True)
class Found:
    """What there is; all but `results`, `once` and `stores` must be nothing.

    Attributes:
        results: How many answers were made.
        once: How many of them the hub has exactly once, by their site, with their bytes.
        lost: Made, and not at the hub.
        doubled: At the hub more than once, as an answer or as a try.
        by_wrong_site: At the hub by another site than made it, or for no machine of that site.
        other_bytes: At the hub with bytes that nobody made.
        without_receipt: Parts of sites for which no receipt lies there.
        receipted_and_not_held: Parts with a receipt that the hub has not.
        waiting: Answers at the hub that wait for a word.
        dated_ahead: Answers that are dated after they came.
        not_at_site: Made, and not in the site's own store any more.
        stores: How many stores are whole, by `PRAGMA integrity_check`.
        broken: What it says of the others.
    """

    results: int = 0
    once: int = 0
    lost: int = 0
    doubled: int = 0
    by_wrong_site: int = 0
    other_bytes: int = 0
    without_receipt: int = 0
    receipted_and_not_held: int = 0
    waiting: int = 0
    dated_ahead: int = 0
    not_at_site: int = 0
    stores: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether each answer is there once, and nothing is wrong."""
        told = asdict(self)
        fine = {"results", "once", "stores"}
        return self.once == self.results and not any(told[key] for key in told.keys() - fine)


def checked(folder: Path) -> Found:
    """Return what there is in a district's folder."""
    truth = dict(_truth(folder / "truth"))
    found = Found(results=len(truth))
    with closing(_opened(folder / "hub" / STORE)) as hub:
        _check_whole("hub", hub, found)
        _check_answers(hub, truth, found)
        parts = dict(hub.execute("SELECT sha256, source FROM receipt WHERE kind = 'bundle'"))
        (found.waiting,) = hub.execute("SELECT count(*) FROM waiting").fetchone()
    for store in sorted(folder.glob(f"ward*/state/{STORE}")):
        site = "site" + store.parents[1].name.removeprefix("ward")
        with closing(_opened(store)) as ward:
            _check_whole(site, ward, found)
            _check_parts(ward, site, parts, found)
            here = {key for key, _ in _kept(ward)}
            mine = {key for key, made in truth.items() if made.site == site}
            found.not_at_site += len(mine - here)
    return found


def _opened(store: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{store}?mode=ro", uri=True)


def _truth(folder: Path) -> Iterator[tuple[Key, Made]]:
    for file in sorted(folder.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            site, sweep, unit, machine, sha256 = line.split("\t")
            yield Key(sweep, unit, machine), Made(site, sha256)


def _check_whole(name: str, store: sqlite3.Connection, found: Found) -> None:
    (said,) = store.execute("PRAGMA integrity_check").fetchone()
    strange = store.execute("PRAGMA foreign_key_check").fetchall()
    if said == "ok" and not strange:
        found.stores += 1
    else:
        found.broken.append(f"{name}: {said}, {len(strange)} rows without what they name")


def _check_answers(hub: sqlite3.Connection, truth: Mapping[Key, Made], found: Found) -> None:
    times: Counter[Key] = Counter()
    right: Counter[Key] = Counter()
    whose = dict(hub.execute("SELECT sweep, site FROM site_sweep"))
    query = """SELECT e.sweep, m.unit, m.name, e.unit, e.source, e.collected_at, r.received_at,
        e.body FROM evidence e LEFT JOIN machine m ON m.id = e.machine
        LEFT JOIN receipt r ON r.id = e.receipt"""
    for sweep, unit, machine, said_unit, source, collected, received, body in hub.execute(query):
        key = Key(sweep, unit, machine)
        times[key] += 1
        made = truth.get(key)
        if made is None or {source, whose.get(sweep)} != {made.site} or said_unit != unit:
            found.by_wrong_site += 1
        elif hashlib.sha256(zlib.decompress(body)).hexdigest() != made.sha256:
            found.other_bytes += 1
        else:
            right[key] += 1
        found.dated_ahead += received is None or collected > received
    tries = Counter(
        Key(*row)
        for row in hub.execute(
            """SELECT a.sweep, m.unit, m.name FROM attempt a
                JOIN machine m ON m.id = a.machine"""
        )
    )
    found.doubled = sum(times[key] > 1 or tries[key] > 1 for key in times.keys() | tries.keys())
    found.lost = sum(key not in times for key in truth)
    found.once = sum(right[key] == times[key] == tries[key] == 1 for key in truth)


def _check_parts(
    ward: sqlite3.Connection, site: str, parts: Mapping[str, str], found: Found
) -> None:
    query = "SELECT sha256, received_at, receipt FROM outbox"
    for sha256, received, receipt in ward.execute(query):
        if received is None or not receipt:
            found.without_receipt += 1
        elif parts.get(sha256) != site:
            found.receipted_and_not_held += 1


def _kept(store: sqlite3.Connection) -> Iterator[tuple[Key, str]]:
    query = """SELECT e.sweep, m.unit, m.name, e.sha256 FROM evidence e
        JOIN machine m ON m.id = e.machine WHERE e.body IS NOT NULL"""
    for sweep, unit, machine, sha256 in store.execute(query):
        yield Key(sweep, unit, machine), sha256


def main() -> int:
    """Check the folder that is named."""
    found = checked(Path(sys.argv[1]))
    sys.stdout.write(json.dumps(asdict(found)) + "\n")
    return 0 if found.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
