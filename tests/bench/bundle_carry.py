"""What a bundle costs: a site exports a whole sweep, the hub takes it, and takes it again.

    python -m tests.bench.bundle_carry [-n 5000] [-d DIR]

Each machine says what a clean Windows 10 of the pretend district says (about 10 kB), with a name
and hardware of its own. Each step runs in a process of its own; told are its CPU time (user and
system) and the most memory that it had. The goals, for 5,000 machines: taking under 90 s of CPU
and 150 MB, taking again without a row.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.model.outcome import OK, Trip
from orchestrator.sweep.bundle_exporting import export_sweep
from tests.sweep import sites_home
from tests.sweep.kits_home import UNIT, Pc, record, row, script


def main() -> None:
    """Make both state folders, and measure each step."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-n", "--machines", type=int, default=5000)
    parser.add_argument("-d", "--directory", type=Path)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(dir=args.directory))
    here, there = folder / "hub" / "state", folder / "ward" / "state"
    _apart("made", _make, here, there, args.machines)
    path = folder / "goi.txt"
    _apart("exported", export_sweep, there, "w1", path, sites_home.EXPORTED)
    print(f"  {path.stat().st_size / 1e6:.1f} MB in the file")
    _apart("taken", _take, here, path)
    _apart("again", _take, here, path)


def _apart(name: str, work: Callable[..., object], *args: object) -> None:
    """Do it in a process of its own, and say what it cost."""
    process = multiprocessing.get_context("spawn").Process(
        target=_measured, args=(name, work, args)
    )
    process.start()
    process.join()


def _measured(name: str, work: Callable[..., object], args: tuple[object, ...]) -> None:
    began = time.monotonic()
    work(*args)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{name:9} {used.ru_utime + used.ru_stime:6.1f} s CPU, {time.monotonic() - began:6.1f} s, "
        f"at most {used.ru_maxrss / 1024:.0f} MB",
        flush=True,
    )


def _make(here: Path, there: Path, machines: int) -> None:
    sites_home.hub(here, rows=machines, others=0)
    head = replace(record("w1", sites_home.NONCE), units=(UNIT,))
    sites_home.begin(there, head, tuple(map(row, range(1, machines + 1))))
    sites_home.enrolled(here, there)
    with closing(evidence.open_store(there, create=False)) as store:
        for number, stored in enumerate(tuple(store.machines("w1")), 1):
            trip = Trip(
                machine=stored.scoped.row.machine,
                outcome=OK,
                started_at=sites_home.SWEPT,
                ended_at=sites_home.SWEPT,
                stdout=Pc(number).says(sites_home.NONCE, sites_home.SWEPT),
                exit_code=0,
                via="winrm",
            )
            store.add(head, trip, stored, script(), (), 0.0)


def _take(here: Path, path: Path) -> None:
    done, told = sites_home.brought(here, path)
    print(f"  {told[0]['taken']} taken, {told[0]['before']} before, exit {done.exit_code:d}")


if __name__ == "__main__":
    main()
