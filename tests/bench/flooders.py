"""What machines that send without end cost beside good ones: memory, CPU, and answers of the good.

    python -m tests.bench.flooders [-n 20] [--flooders 150] [-f 200] [--beside DIR]

All of them are real SSH servers of one sshd; a flooder opens a section and prints sockets for ever.
Allowed: a peak of 300 MB, and every good machine answered. `--beside` runs another checkout before.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.bench.bed import bed
from tests.bench.sweep_cost import ROOT, sweep, write_inventory

MAX_MB = 300


def main() -> int:
    """Print the figures; fail if one is above what is allowed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("-n", type=int, default=20)
    options.add_argument("--flooders", type=int, default=150)
    options.add_argument("-f", "--forks", type=int, default=200)
    options.add_argument("--timeout", type=float, default=60)
    options.add_argument("--beside", type=Path)
    args = options.parse_args()
    trees = [tree for tree in (args.beside, ROOT) if tree is not None]
    met = False
    with (
        tempfile.TemporaryDirectory() as name,
        bed(Path(name), live=args.n, flooding=args.flooders) as found,
    ):
        folder = Path(name)
        inventory = write_inventory(folder, found)
        for number, tree in enumerate(trees):
            run = sweep(folder, found, inventory, number, args.timeout, forks=args.forks, tree=tree)
            lines = (folder / f"sweep-{number}.log").read_text().splitlines()
            events = [json.loads(line) for line in lines if line.startswith("{")]
            ended = Counter(one["outcome"] for one in events if one["event"] == "machine")
            print(
                f"{tree.name}: peak {run.peak_mb:4.0f} MB  cpu {run.cpu_ms / 1000:5.1f} s  "
                f"wall {run.wall_s:5.1f} s  {dict(ended)}",
                flush=True,
            )
            met = run.answered == args.n and run.peak_mb <= MAX_MB
    print(f"allowed: {MAX_MB} MB, {args.n} answered: {'met' if met else 'MISSED'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
