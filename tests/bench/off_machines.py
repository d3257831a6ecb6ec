"""What machines that are off cost, and whether many forks blame machines for our own pace.

    python -m tests.bench.off_machines [--live 600] [--off 400] [-f 50] [--timeout 60] [--tree DIR]

The same live machines are swept alone and then with those that are off (every packet dropped)
among them, first as strangers, then once more in the same state folder, where it is known who was
off. `--tree`, which may be repeated, measures other checkouts of this program instead, in turn.
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bed import Bed, bed
from tests.bench.sweep_cost import ROOT, Run, sweep, write_inventory

CONNECT_S = 10.0
UNITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the sweeps are run."""

    forks: int
    timeout_s: float
    trees: tuple[Path, ...]


def only(found: Bed) -> Bed:
    """Return a bed without its machines that are off."""
    return Bed(
        port=found.port,
        key=found.key,
        known_hosts=found.known_hosts,
        live=found.live,
        tarpits=(),
        dropping=(),
    )


def one(folder: Path, found: Bed, number: int, terms: Terms, tree: Path) -> Run:
    """Sweep once, in the state folder of that number."""
    inventory = write_inventory(folder, found, UNITS)
    return sweep(folder, found, inventory, number, terms.timeout_s, forks=terms.forks, tree=tree)


def main() -> None:
    """Print a row for each sweep, and what was allowed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--live", type=int, default=600)
    options.add_argument("--off", type=int, default=400)
    options.add_argument("-f", "--forks", type=int, default=50)
    options.add_argument("--timeout", type=float, default=60)
    options.add_argument("--tree", type=Path, action="append", default=[])
    args = options.parse_args()
    terms = Terms(forks=args.forks, timeout_s=args.timeout, trees=tuple(args.tree) or (ROOT,))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with bed(folder, live=args.live, dropping=args.off) as found:
            for number, tree in enumerate(terms.trees):
                alone = one(folder, only(found), 10 * number, terms, tree)
                mixed = one(folder, found, 10 * number + 1, terms, tree)
                again = one(folder, found, 10 * number + 1, terms, tree)
                allowed = 1.2 * alone.wall_s + min(CONNECT_S, args.timeout)
                print(tree)
                for what, run in (("live alone", alone), ("with off", mixed), ("known", again)):
                    print(
                        f"  {what:10} {run.answered:4} of {args.live} answered, wall "
                        f"{run.wall_s:6.1f} s, cpu {run.cpu_ms / args.live:5.2f} ms/live machine, "
                        f"peak {run.peak_mb:3.0f} MB"
                    )
                met = "met" if mixed.wall_s <= allowed else "MISSED"
                print(f"  allowed    {allowed:.1f} s: {met}")


if __name__ == "__main__":
    main()
