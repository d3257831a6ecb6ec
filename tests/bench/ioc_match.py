"""What the index costs beside a bare dict with a walk over parents, in one process.

    python -m tests.bench.ioc_match [-n 1000000] [-o 10000000]

Both read the same values from disk, then match the same observations, distinct values first. The
index also says list, version and line of each; the reference knows a number. Memory is what
loading added to the process's resident set, each in a process of its own.
"""

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from orchestrator.ioc.sets.set_codec import from_text, to_text
from orchestrator.match import Index
from orchestrator.model.ioc_table import as_table
from tests.bench.ioc_made import iocs, plain_values, planted, repeated, values


def number_of(address: str) -> int:
    a, b, c, d = map(int, address.split("."))
    return a << 24 | b << 16 | c << 8 | d


class Bare:
    """The reference: one dict, one dict a prefix length."""

    def __init__(self, path: Path) -> None:
        self.known: dict[str, int] = {}
        self.nets: dict[int, dict[int, int]] = {}
        lines = path.read_text().split("\n")
        self.known = dict(zip(lines, range(len(lines)), strict=True))
        for value in [one for one in lines if "/" in one]:
            address, _, length = value.partition("/")
            leading = number_of(address) >> (32 - int(length))
            self.nets.setdefault(int(length), {})[leading] = self.known[value]

    def matches(self, found: Iterable[str]) -> set[str]:
        hits = set()
        known = self.known
        for value in found:
            if value in known:
                hits.add(value)
            elif value[-1].isdigit():
                number = number_of(value)
                if any(number >> (32 - length) in nets for length, nets in self.nets.items()):
                    hits.add(value)
            else:
                at = value.find(".")
                while at >= 0:
                    if value[at + 1 :] in known:
                        hits.add(value)
                        break
                    at = value.find(".", at + 1)
        return hits


def compact(path: Path) -> Index:
    return Index(from_text(path.read_bytes()))


def matches(index: Index, found: Iterable[str]) -> set[str]:
    return {
        value
        for value in found
        if (index.address(value) if value[-1].isdigit() else index.name(value)) is not None
    }


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def added(load: Callable[[Path], object], path: Path) -> tuple[float, float]:
    """Return what loading adds to a fresh process in MB, and its seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_added, (load, path))


def _added(load: Callable[[Path], object], path: Path) -> tuple[float, float]:
    before, start = resident_mb(), time.perf_counter()
    kept = load(path)
    seconds = time.perf_counter() - start
    return resident_mb() - before + (kept is None), seconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=1_000_000)
    options.add_argument("-o", type=int, default=10_000_000)
    args = options.parse_args()
    rng = random.Random(4)  # noqa: S311 - made data, the same each time
    with tempfile.TemporaryDirectory() as name:
        bare_path, table_path = Path(name) / "bare.txt", Path(name) / "made.table"
        made = values(args.n, rng)
        bare_path.write_text("\n".join(value for group in made for value in group))
        table_path.write_bytes(to_text(as_table(iocs(*made))))
        compare_loads(bare_path, table_path)
        wanted = planted(*made, 250)
        distinct = plain_values(args.o // 25, rng)
        seen = [*repeated(distinct, args.o - len(wanted), rng), *wanted]
        del made, distinct
        compare_matches(Bare(bare_path), compact(table_path), seen, set(wanted))


def compare_loads(bare_path: Path, table_path: Path) -> None:
    bare = [added(Bare, bare_path) for _ in range(3)]
    own = [added(compact, table_path) for _ in range(3)]
    for what, place, most in (("memory MB", 0, 1.6), ("load s", 1, 1.5)):
        say(what, min(one[place] for one in bare), min(one[place] for one in own), most)


def compare_matches(bare: Bare, index: Index, seen: list[str], wanted: set[str]) -> None:
    times: dict[str, list[float]] = {"bare": [], "own": []}
    for _ in range(3):
        start = time.perf_counter()
        expected = bare.matches(Counter(seen))
        middle = time.perf_counter()
        found = matches(index, Counter(seen))
        times["bare"].append(middle - start)
        times["own"].append(time.perf_counter() - middle)
        right = found == expected and wanted <= found
        print(f"found {len(found)}, as many as the reference and all planted: {right}")
    say("match s", min(times["bare"]), min(times["own"]), 1.3)


def say(what: str, bare: float, own: float, most: float) -> None:
    verdict = "met" if own <= most * bare else "MISSED"
    print(f"{what:10} bare {bare:8.2f}  index {own:8.2f}  {own / bare:.2f} of {most}: {verdict}")


if __name__ == "__main__":
    main()
