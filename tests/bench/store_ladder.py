"""What the store costs: writing a whole district into it, and bringing one of version 1 up.

    python -m tests.bench.store_ladder [-n 5000] [-o 1000] [-d DIR]

Machines say what a Windows resolver cache says, in base64; names and addresses are drawn from
150,000 each, half of them from the usual 5,000. Only the store's own time counts, not the making.
The goals, for 5,000 machines of 1,000 observations: 40,000 observations a second or more, 500 MB
or less, and 15 s or less up from version 1.
"""

import argparse
import base64
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from orchestrator.evidence import Store, open_store, schema
from orchestrator.evidence.codec import unpack_seen
from orchestrator.evidence.opening import FILE
from orchestrator.match import values_of
from orchestrator.model.answer import Answered
from orchestrator.model.observation import CachedName, Lookup, Sight
from tests.evidence.building import SCRIPT, begin, trip

NAMES, USUAL = 150_000, 5_000
SIGHT = Sight(source="dns_cache")
COLUMNS = {
    "evidence": """id, origin, sweep, machine, unit, script_sha256, clock_offset, collected_at,
        remote, sha256, size, body""",
    "ioc_set": "sha256, dated, body",
    "attempt": """sweep, machine, n, trip, principal, via, outcome, detail, phases, host_key,
        exit_code, started_at, ended_at""",
}
SAME = ("script", "sweep", "machine", "scope", "attempt", "value")


def cached(number: int) -> CachedName:
    """Return the record of one name; its address is its own."""
    name = f"host-{number:06d}.{'abcdefgh'[number % 8]}.example"
    address = f"{10 + number % 3}.{number >> 14 & 255}.{number >> 6 & 255}.{number & 63}"
    raw = f"{name}\t1\t{number % 3600}\t{address}"
    return CachedName(
        sight=SIGHT, name=name, lookup=Lookup.ANSWERED, record_type=1, address=address, raw=raw
    )


def machines(number: int, each: int) -> Iterator[tuple[str, bytes, dict[str, Answered]]]:
    """Yield name, raw answer and what is read in it."""
    chance = random.Random(1)  # noqa: S311 - made data
    pool = [cached(one) for one in range(NAMES)]
    for one in range(number):
        seen = chance.choices(pool[:USUAL], k=each // 2) + chance.choices(pool, k=each - each // 2)
        lines = (f"{row.raw}\t{chance.getrandbits(64):016x}" for row in seen)  # what changes
        raw = base64.b64encode("\n".join(lines).encode())
        answer = Answered(observations=tuple(seen), source="dns_cache", rows=each)
        yield f"m{one:05d}", raw, {"dns_cache": answer}


def fill(store: Store, number: int, each: int) -> tuple[float, float]:
    """Write that many machines; return the seconds that the store took, and those of CPU."""
    head = begin(store, machines=tuple(f"m{one:05d}" for one in range(number)))
    rows = {one.scoped.row.machine: one for one in store.machines(head.id)}
    took = busy = 0.0
    for name, raw, answers in machines(number, each):
        said = trip(name, raw)
        started, worked = time.perf_counter(), time.process_time()
        store.add(head, said, rows[name], SCRIPT, values_of(answers.values()), None)
        took += time.perf_counter() - started
        busy += time.process_time() - worked
    return took, busy


def of_version_1(new: Path, old: Path) -> None:
    """Write the same store as version 1 would have: ids as differences in groups of seven bits."""
    with closing(sqlite3.connect(old, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("ATTACH ? AS new", (str(new),))
        db.execute("BEGIN")
        for statement in schema.STATEMENTS:
            db.execute(statement)
        for table in ("ioc_set", *SAME, "evidence"):
            columns = COLUMNS.get(table, "*")
            db.execute(
                f"INSERT INTO main.{table} SELECT {columns} FROM new.{table}"  # noqa: S608 - ours
            )
        rows = db.execute("SELECT evidence, ids FROM new.seen")
        packed = ((one, differences(blob)) for one, blob in rows)
        db.executemany("INSERT INTO sighting VALUES (?, ?)", packed)
        db.execute("COMMIT")


def differences(blob: bytes) -> bytes:
    """Return the ids of one row as version 1 wrote them."""
    out = bytearray()
    last = 0
    for one in unpack_seen(blob):
        delta, last = one - last, one
        while delta > 127:
            out.append(delta & 127 | 128)
            delta >>= 7
        out.append(delta)
    return bytes(out)


def megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.0f} MB"


def main() -> None:
    """Write, weigh, make it old, bring it up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5000, help="machines")
    parser.add_argument("-o", type=int, default=1000, help="observations of each")
    parser.add_argument("-d", type=Path, help="where the stores are made; they stay there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = args.d or Path(made)
        with closing(open_store(folder / "new", create=True)) as store:
            took, worked = fill(store, args.n, args.o)
        new, old = folder / "new" / FILE, folder / "old" / FILE
        with closing(sqlite3.connect(new)) as db:
            values = db.execute("SELECT count(*) FROM value").fetchone()[0]
            pairs = db.execute("SELECT sum(length(ids)) / 4 FROM seen").fetchone()[0]
        speed, pace = (args.n * args.o / one for one in (took, worked))
        print(f"written: {speed:,.0f} observations/s ({took:.1f} s), {pace:,.0f} a second of CPU")
        print(f"size: {megabytes(new)} ({pairs:,} pairs, {values:,} values)")
        old.parent.mkdir()
        of_version_1(new, old)
        print(f"as version 1: {megabytes(old)}")
        os.sync()
        started, busy = time.perf_counter(), time.process_time()
        open_store(old.parent, create=False).close()
        wall, cpu = time.perf_counter() - started, time.process_time() - busy
        print(f"ladder: {wall:.1f} s, {cpu:.1f} s CPU; now {megabytes(old)}")


if __name__ == "__main__":
    main()
