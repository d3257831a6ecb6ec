"""What a newer list costs against a whole district: whom it concerns, and their reading again.

    python -m tests.bench.rematch [-n 5000] [-o 1000] [-d DIR]

The store is that of `store_ladder`. The goals, for 5,000 machines of 1,000 observations: under 5 s
for 10,000 new indicators, and under 20 s and 600 MB for a whole list of 1,000,000. Most of
each list is what no machine says; whoever holds what is planted must be found.
"""

import argparse
import multiprocessing
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from orchestrator.evidence import open_store
from orchestrator.evidence.codec import unpack_seen
from orchestrator.evidence.opening import FILE
from orchestrator.ioc import from_text, to_text
from orchestrator.ioc.sets.set_codec import sealed
from orchestrator.model.indicator import Citation, Indicator, Kind, ListFile
from orchestrator.model.ioc_table import IocTable, as_table
from orchestrator.sweep.judging import to_keep
from orchestrator.sweep.rematch import come_into_force
from tests.bench.store_ladder import NAMES, cached, fill
from tests.evidence.building import START

FEW, ALL = 10_000, 1_000_000
PLANTED = 20
LOOKS = """INSERT INTO look (evidence, reader, machine, unit, lo, hi, whole, said)
    SELECT id, 2, machine, unit, collected_at, collected_at, 1, '{"answers":{}}' FROM evidence"""


def table(names: Sequence[str]) -> IocTable:
    """Return a list of names."""
    file = ListFile(name="a.txt", sha256="0" * 64, dated="2026-11-20", indicators=len(names))
    return as_table(
        sealed(
            indicators=indicators(names),
            files=(file,),
            refused=(),
            dated="2026-11-20",
            warnings=(),
        )
    )


def indicators(names: Sequence[str]) -> Iterator[Indicator]:
    for line, name in enumerate(names, start=1):
        cited = Citation(list="a.txt", version="1", line=line, published=name)
        yield Indicator(value=name, kind=Kind.DOMAIN, citations=(cited,))


def made(number: int, chance: random.Random) -> list[str]:
    """Return names that no machine of the store says."""
    return [f"{chance.getrandbits(40):x}.{n}.test" for n in range(number)]


def planted(count: int, chance: random.Random) -> list[str]:
    """Return names that only some machines say: none of the usual."""
    return [cached(chance.randrange(5000, NAMES)).name for _ in range(count)]


def truth(path: Path, wanted: set[str]) -> set[int]:
    """Return the evidence that holds any of the names, read the plain way."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT id, text FROM value")
        ids = {number for number, text in rows if text in wanted}
        rows = db.execute("SELECT evidence, ids FROM seen")
        return {one for one, blob in rows if ids & set(unpack_seen(blob))}


def measure(state: Path, older: IocTable, newer: Path, wanted: set[str]) -> None:
    """Print what it costs until it is known whom a list concerns, and whether all are found."""
    with closing(open_store(state, create=False)) as store:
        store.come_into_force(to_keep(older), (), {})
    with closing(sqlite3.connect(state / FILE)) as db, db:
        db.execute("DELETE FROM concerned")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found, wall, cpu, peak = pool.apply(matched_anew, (state, newer))
    kept = truth(state / FILE, wanted)
    with closing(open_store(state, create=False)) as store:
        complete = kept <= set(store.concerned())
    print(f"  concerned: {found:,} looks, {len(kept):,} that hold what was planted; {complete=}")
    print(f"  {wall:.1f} s ({cpu:.1f} s CPU), peak {peak:,.0f} MB, the list's loading with it")


def matched_anew(state: Path, newer: Path) -> tuple[int, float, float, float]:
    """Load a list and let it come into force; return looks, seconds, those of CPU, and MB."""
    started, busy = time.perf_counter(), time.process_time()
    with closing(open_store(state, create=False)) as store:
        found = come_into_force(store, from_text(newer.read_bytes()), START)
    wall, cpu = time.perf_counter() - started, time.process_time() - busy
    return found, wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Fill a store, or take one that is there; come into force with a few, then with all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=5000, help="machines")
    parser.add_argument("-o", type=int, default=1000, help="observations of each")
    parser.add_argument("-d", type=Path, help="where the store is made; it stays there")
    args = parser.parse_args()
    chance = random.Random(2)  # noqa: S311 - made data, the same each time
    with tempfile.TemporaryDirectory() as folder:
        state = (args.d or Path(folder)) / "rematch"
        there = (state / FILE).is_file()
        base = table(made(1000, chance))
        if not there:
            with closing(open_store(state, create=True)) as store:
                fill(store, args.n, args.o)
            with closing(sqlite3.connect(state / FILE)) as db, db:
                db.execute(LOOKS)
        for count in (FEW, ALL):
            print(f"{count:,} new indicators")
            wanted = planted(PLANTED, chance)
            newer = table([*base.columns.values, *wanted, *made(count - PLANTED, chance)])
            kept = state / "newer.table"
            kept.write_bytes(to_text(newer))
            measure(state, base, kept, set(wanted))


if __name__ == "__main__":
    main()
